import { type Job as BullJob, DelayedError } from "bullmq";
import type { RunTokens } from "../auth/run-token.js";
import type { Config } from "../config.js";
import { ERROR_CLASSES } from "../domain/error-class.js";
import { partitionOf } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import { TRACE_METADATA } from "../domain/trace-context.js";
import type { EndpointClient, EndpointOutcome } from "../endpoint/endpoint-client.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import { RedisUnavailableError } from "../store/connection.js";
import type { Begun, CallOutcome, Dispatches, EndpointVerdict } from "../store/dispatches.js";
import type { OutboxJob } from "../store/outbox.js";
import type { Tracing } from "../tracing.js";
import type { Attempt } from "./attempt.js";
import { dispatchHeaders } from "./dispatch-headers.js";
import { countDispatch, EndpointHealth } from "./dispatch-metrics.js";
import { failureOf, successOf, verdictOf } from "./dispatch-outcome.js";

const HEADERS_TOO_LARGE = 431;
/** Enough that two workers who take the same dispatch differ. */
const TAKER_LENGTH = 8;
const AWAY_PAUSE_MS = { first: 100, most: 5_000 };

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
  readonly #health = new EndpointHealth();
  /**
   * Live-set members of the runs whose calls are open, heartbeated together. One a call, because a run that waited
   * and was resumed is called again in the same attempt, and its first call may still be open.
   */
  readonly #held = new Set<{ readonly member: string; readonly partition: number }>();

  constructor(parts: {
    dispatches: Dispatches;
    client: EndpointClient;
    tokens: RunTokens;
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
    this.#config = parts.config;
    this.#log = parts.log;
    this.#tracing = parts.tracing;
  }

  /** One BullMQ job. Answering without an error means that nothing of it is left to do. */
  async process(bull: BullJob<OutboxJob>, token: string | undefined): Promise<void> {
    const { run, number } = bull.data;
    const partition = partitionOf(run, this.#config.partitions);
    const pickedAtMs = Date.now();
    const begun = await this.#begin(run, number);
    if (begun.outcome === "snoozed") METRICS.snoozes.add(1, "endpoint");
    if (begun.outcome === "superseded" || begun.outcome === "snoozed") return;
    if (begun.outcome === "later") {
      METRICS.snoozes.add(1, "limit");
      await bull.moveToDelayed(Date.now() + begun.wait, token);
      throw new DelayedError();
    }
    const attempt = { ...begun.attempt, runId: run, number, pickedAtMs, startedAtMs: Date.now() };
    const { assignmentId } = attempt;
    const member = `${run}:${attempt.attempt}${assignmentId === undefined ? "" : `:${assignmentId}`}`;
    const held = { member, partition };
    this.#held.add(held);
    try {
      const executed = await this.#execute(attempt);
      if (executed !== undefined) await this.#settle(attempt, executed);
    } finally {
      this.#held.delete(held);
    }
  }

  /**
   * Takes the dispatch, however long Redis is away: what was begun and not answered is answered when it is asked for
   * again, and nobody else would call the endpoint.
   */
  async #begin(run: string, number: string): Promise<Begun> {
    const taker = crypto.randomUUID().slice(-TAKER_LENGTH);
    for (let pause = AWAY_PAUSE_MS.first; ; pause = Math.min(pause * 2, AWAY_PAUSE_MS.most)) {
      try {
        return await this.#dispatches.begin(run, number, taker);
      } catch (error) {
        if (!(error instanceof RedisUnavailableError)) throw error;
        this.#log.warn({ err: error, run_id: run }, "taking a dispatch waits for Redis");
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** Attempts whose call is open. */
  get open(): number {
    return this.#held.size;
  }

  /** Heartbeats all runs whose calls are open (control-api 7.1). */
  async heartbeat(): Promise<void> {
    const byPartition = new Map<number, Set<string>>();
    for (const { member, partition } of this.#held) {
      byPartition.set(partition, (byPartition.get(partition) ?? new Set()).add(member));
    }
    await this.#dispatches.heartbeat(byPartition);
  }

  /** Calls the endpoint, and the fallback where the class of the failure allows it, within one deadline. */
  async #execute(attempt: Attempt): Promise<Executed | undefined> {
    const { job, timeoutMs } = attempt;
    const startedAt = Date.now();
    const until = startedAt + timeoutMs;
    let result = await this.#call(attempt, job.endpoint_url ?? "", timeoutMs);
    if (result === undefined) return undefined;
    // The circuit is the endpoint's own: what a fallback makes up for is still its failure.
    const endpoint = {
      verdict: verdictOf(result.failure),
      quick: Math.max(0, 1 - (Date.now() - startedAt) / timeoutMs),
    };
    if (result.failure !== undefined && job.fallback_endpoint_url !== undefined) {
      const { errorClass, timedOut } = result.failure;
      const left = until - Date.now();
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

  /** Undefined when this process is stopping and gave the call up: the run goes to another worker. */
  async #call(attempt: Attempt, url: string, timeLeftMs: number) {
    const deadlineMs = Math.min(timeLeftMs, this.#config.executorHttpTimeoutMs);
    const expiresAtMs = Date.now() + attempt.timeoutMs + LIMITS.tokenGraceMs;
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
    let outcome = await this.#client.call({ url, headers, body, deadlineMs });
    if (
      outcome.kind === "answered" &&
      outcome.status === HEADERS_TOO_LARGE &&
      "X-Last-Checkpoint" in headers
    ) {
      // It was refused before anybody looked at it: the same attempt, without what can be read in another way.
      const fewer = dispatchHeaders({ ...told, withoutCheckpoint: true });
      const leftMs = deadlineMs - (performance.now() - calledMs);
      outcome = await this.#client.call({ url, headers: fewer, body, deadlineMs: leftMs });
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
