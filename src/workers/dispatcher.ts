import type { RunTokens } from "../auth/run-token.js";
import type { Config } from "../config.js";
import { ERROR_CLASSES } from "../domain/error-class.js";
import { LIMITS } from "../domain/limits.js";
import { TRACE_METADATA } from "../domain/trace-context.js";
import type { EndpointClient, EndpointOutcome } from "../endpoint/endpoint-client.js";
import type { Logger } from "../log.js";
import type { BegunAttempt, CallOutcome, Dispatches, EndpointVerdict } from "../store/dispatches.js";
import type { Tracing } from "../tracing.js";
import type { Attempt } from "./attempt.js";
import { dispatchHeaders } from "./dispatch-headers.js";
import { countDispatch, type EndpointHealth } from "./dispatch-metrics.js";
import { failureOf, successOf, verdictOf } from "./dispatch-outcome.js";

const HEADERS_TOO_LARGE = 431;
const AWAY_PAUSE_MS = { first: 100, most: 5_000 };

/** Ends of a run that its executor brought about itself: it is about to answer. */
const OWN_ENDS = new Set(["gone:completed", "gone:failed"]);
const OVER = /^(?:gone:|stale_attempt|assignment_lost|not_found|not_active)/;

/** A run whose call is open. */
interface OpenCall {
  readonly attempt: BegunAttempt;
  readonly member: string;
  readonly abort: AbortController;
}

/** What a call said of its endpoint, and what it means for the run. */
interface Executed {
  readonly endpoint: EndpointVerdict;
  readonly call: CallOutcome;
}

/** Calls the endpoints of http runs and settles what their answers mean (control-api 6.1 to 6.3). */
export class Dispatcher {
  readonly #dispatches: Dispatches;
  readonly #client: EndpointClient;
  readonly #tokens: RunTokens;
  readonly #config: Config;
  readonly #log: Logger;
  readonly #tracing: Tracing | undefined;
  readonly #random: () => number;
  readonly #health: EndpointHealth;
  /**
   * One a call, because a run that waited and was resumed is called again in the same attempt, and its first call may
   * still be open.
   */
  readonly #open = new Set<OpenCall>();

  constructor(parts: {
    dispatches: Dispatches;
    client: EndpointClient;
    tokens: RunTokens;
    endpoints: EndpointHealth;
    config: Config;
    log: Logger;
    tracing?: Tracing | undefined;
    /** Uniform in [0, 1): spreads retries. */
    random?: () => number;
  }) {
    this.#random = parts.random ?? Math.random;
    this.#dispatches = parts.dispatches;
    this.#client = parts.client;
    this.#tokens = parts.tokens;
    this.#health = parts.endpoints;
    this.#config = parts.config;
    this.#log = parts.log;
    this.#tracing = parts.tracing;
  }

  /** Calls for one attempt, until nothing of it is left to do. */
  async process(begun: BegunAttempt): Promise<void> {
    const { runId, assignmentId } = begun;
    const abort = new AbortController();
    const now = Date.now();
    const attempt = { ...begun, pickedAtMs: now, startedAtMs: now, signal: abort.signal };
    const member = `${runId}:${begun.attempt}${assignmentId === undefined ? "" : `:${assignmentId}`}`;
    const call = { attempt, member, abort };
    this.#open.add(call);
    try {
      const executed = await this.#execute(attempt);
      if (executed !== undefined) await this.#settle(attempt, executed);
    } finally {
      this.#open.delete(call);
    }
  }

  /** Attempts whose call is open. */
  get open(): number {
    return this.#open.size;
  }

  /** Ends the calls of a dispatch, and of those before it: what they answer is of no use any more. */
  end(runId: string, number: number): void {
    for (const { attempt, abort } of this.#open) {
      if (attempt.runId === runId && attempt.number <= number) abort.abort();
    }
  }

  /** Heartbeats all runs whose calls are open (control-api 7.1), and ends those whose end it has not heard of. */
  async heartbeat(): Promise<void> {
    const members = new Set([...this.#open].map(({ member }) => member));
    const others = await this.#dispatches.heartbeat(members);
    for (const { member, abort } of this.#open) {
      const code = others.get(member) ?? "";
      if (OVER.test(code) && !OWN_ENDS.has(code)) abort.abort();
    }
  }

  /** Calls the endpoint, and the fallback where the class of the failure allows it, within one deadline. */
  async #execute(attempt: Attempt): Promise<Executed | undefined> {
    const { job, timeoutMs } = attempt;
    const startedAt = performance.now();
    const until = startedAt + timeoutMs;
    let result = await this.#call(attempt, job.endpoint_url ?? "", timeoutMs);
    if (result === undefined) return undefined;
    // The circuit is the endpoint's own: what a fallback makes up for is still its failure.
    const endpoint = {
      verdict: verdictOf(result.failure),
      quick: Math.max(0, 1 - (performance.now() - startedAt) / timeoutMs),
    };
    if (result.failure !== undefined && job.fallback_endpoint_url !== undefined) {
      const { errorClass, timedOut } = result.failure;
      const left = until - performance.now();
      if (!timedOut && ERROR_CLASSES[errorClass].transient && left > 0) {
        result = await this.#call(attempt, job.fallback_endpoint_url, left);
        if (result === undefined) return undefined;
      }
    }
    if (result.failure === undefined) return { endpoint, call: result.success };
    const { error, errorClass, timedOut, retryAfterSecs = 0 } = result.failure;
    const call = {
      outcome: timedOut ? ("timed_out" as const) : ("failed" as const),
      ...{ error, errorClass, trace: result.trace },
      retryable: timedOut || ERROR_CLASSES[errorClass].retryable,
      askedMs: Math.min(retryAfterSecs * 1000, LIMITS.retryAfterMs),
      random: this.#random(),
    };
    return { endpoint, call };
  }

  /** Undefined when the call was ended here: its run is over, or this process stops and the run goes to another worker. */
  async #call(attempt: Attempt, url: string, timeLeftMs: number) {
    const deadlineMs = Math.min(timeLeftMs, this.#config.executorHttpTimeoutMs);
    const expiresAtMs = this.#tokens.nowMs() + attempt.timeoutMs + LIMITS.tokenGraceMs;
    const { runId, attempt: number, assignmentId } = attempt;
    const span = this.#tracing?.dispatchSpan(
      { "bosporus.run_id": runId, "bosporus.job_id": attempt.job.id, "bosporus.attempt": number },
      attempt.metadata.get(TRACE_METADATA.Traceparent),
    );
    const traceparent = span === undefined ? undefined : this.#tracing?.traceparent(span);
    const calledMs = performance.now();
    const told = {
      runId,
      jobId: attempt.job.id,
      attempt: number,
      runToken: this.#tokens.sign({ runId, attempt: number, assignmentId, traceparent }, expiresAtMs),
      signingSecret: attempt.signingSecret,
      body: attempt.payload,
      nowMs: Date.now(),
      metadata: attempt.metadata,
      traceparent,
      lastCheckpoint: attempt.checkpoint,
      previousError: attempt.previousError,
      resumed: attempt.checkpoint !== undefined,
    };
    const body = attempt.payload;
    const headers = dispatchHeaders(told);
    const { signal } = attempt;
    let outcome = await this.#client.call({ url, headers, body, deadlineMs, signal });
    if (
      outcome.kind === "answered" &&
      outcome.status === HEADERS_TOO_LARGE &&
      "X-Last-Checkpoint" in headers
    ) {
      // It was refused before anybody looked at it: the same attempt, without what can be read in another way.
      const fewer = dispatchHeaders({ ...told, withoutCheckpoint: true });
      const leftMs = deadlineMs - (performance.now() - calledMs);
      outcome = await this.#client.call({ url, headers: fewer, body, deadlineMs: leftMs, signal });
    }
    const failure = outcome.kind === "aborted" ? undefined : failureOf(outcome, deadlineMs < timeLeftMs);
    if (span !== undefined) this.#tracing?.endDispatch(span, failure?.error);
    if (outcome.kind === "aborted") return undefined;
    countDispatch({
      outcome,
      tookMs: performance.now() - calledMs,
      payloadBytes: Buffer.byteLength(attempt.payload),
      queueWaitMs: attempt.startedAtMs - attempt.createdAtMs,
      errorClass: failure?.errorClass,
    });
    const traceJson = this.#traceJson(attempt, outcome, failure !== undefined);
    return { failure, trace: traceJson, success: successOf(outcome, attempt.job, traceJson) };
  }

  #traceJson(attempt: Attempt, outcome: EndpointOutcome, failed: boolean): string {
    const { traceMode } = this.#config;
    if (traceMode === "off" || (traceMode === "errors" && !failed) || !("timing" in outcome)) return "";
    const { timing } = outcome;
    const whole = (ms: number): number => Math.max(0, Math.round(ms));
    return JSON.stringify({
      queue_wait_ms: whole(attempt.startedAtMs - attempt.createdAtMs),
      dequeue_ms: whole(attempt.startedAtMs - attempt.pickedAtMs),
      connect_ms: timing.connectMs,
      ttfb_ms: timing.ttfbMs,
      transfer_ms: timing.transferMs,
      dispatch_ms: timing.dispatchMs,
      total_ms: whole(Date.now() - attempt.startedAtMs),
    });
  }

  /** Writes the outcome however long Redis is away: an answer that came must not be asked for again. */
  async #settle(attempt: Attempt, { endpoint, call }: Executed): Promise<void> {
    for (let pause = AWAY_PAUSE_MS.first; ; pause = Math.min(pause * 2, AWAY_PAUSE_MS.most)) {
      try {
        const { outcome, health } = await this.#dispatches.settle(attempt, endpoint, call);
        if (health !== undefined) this.#health.observe(attempt.circuit, health);
        if (outcome === "superseded") {
          this.#log.debug({ run_id: attempt.runId }, "run ended before its endpoint answered");
        }
        return;
      } catch (error) {
        this.#log.warn({ err: error, run_id: attempt.runId }, "settling waits for Redis");
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }
}
