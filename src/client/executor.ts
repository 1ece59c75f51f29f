import type { ClaimedRun, NextClaim } from "./api-types.js";
import { type Client, type ClientOptions, createClient, ok } from "./client.js";
import { type AbortCause, ExecutorRun, RunSuspended } from "./executor-run.js";
import { backoffMs, DEFAULT_RETRY, pause } from "./retry.js";

export type Handler<Payload> = (run: ExecutorRun<Payload>) => Promise<unknown>;

export interface ExecutorOptions<Payload = unknown> extends ClientOptions {
  /** Names this process among the workers; its host and process id by default. */
  readonly workerId?: string;
  /** Jobs to work on, by slug; without them and without `queues`: all jobs of the project. */
  readonly jobSlugs?: readonly string[];
  readonly queues?: readonly string[];
  /** Runs at once. */
  readonly concurrency?: number;
  /** What it resolves to is the result of the run; what it throws fails it. */
  readonly handler: Handler<Payload>;
  readonly heartbeatMs?: number;
  /** How long a claim waits at the gateway. */
  readonly waitMs?: number;
  /** How long a stopping executor lets runs go on before it gives them up: they are then tried again elsewhere. */
  readonly drainMs?: number;
  /** Stop on SIGTERM and SIGINT. */
  readonly handleSignals?: boolean;
  /** Hears of what went wrong beside the runs. */
  readonly onError?: (error: unknown) => void;
}

const MOST_CLAIMED = 100;
/** Run tokens of one call. */
const MOST_HEARTBEATS = 1000;

/** Claims runs and works on them until it is stopped. */
export class Executor<Payload = unknown> {
  readonly #client: Client;
  readonly #options: ExecutorOptions<Payload>;
  readonly #active = new Map<AbortController, Promise<void>>();
  /** Whether the gateways turned out to be older than the call for many. */
  #beatsAlone = false;
  /** Runs that are heartbeated together, and how each is told that it ended. */
  readonly #beating = new Map<ExecutorRun<Payload>, (cause: AbortCause) => void>();
  readonly #stop = new AbortController();
  /** Resolves when it has stopped and nothing is under way any more. */
  readonly done: Promise<void>;

  constructor(options: ExecutorOptions<Payload>) {
    this.#options = options;
    this.#client = createClient(options);
    const onSignal = (): void => void this.stop();
    if (options.handleSignals ?? true) {
      process.once("SIGTERM", onSignal);
      process.once("SIGINT", onSignal);
    }
    this.done = this.#run().finally(() => {
      process.removeListener("SIGTERM", onSignal);
      process.removeListener("SIGINT", onSignal);
    });
  }

  /** Runs that are being worked on. */
  get active(): number {
    return this.#active.size;
  }

  /** Claims nothing more, lets runs end for `drainMs`, gives up the rest. */
  stop(): Promise<void> {
    this.#stop.abort();
    return this.done;
  }

  async #run(): Promise<void> {
    const { concurrency = 1 } = this.#options;
    // What is not answered is asked again the next time.
    const beats = setInterval(
      () => void this.#beat().catch(() => undefined),
      this.#options.heartbeatMs ?? 10_000,
    );
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      const free = concurrency - this.#active.size;
      if (free <= 0) {
        await Promise.race([...this.#active.values(), aborted(this.#stop.signal)]);
        continue;
      }
      try {
        const runs = await this.#claim(Math.min(free, MOST_CLAIMED));
        failures = 0;
        for (const run of runs) this.#begin(run);
      } catch (error) {
        if (this.#stop.signal.aborted) break;
        this.#options.onError?.(error);
        failures++;
        await pause(backoffMs(failures, DEFAULT_RETRY), this.#stop.signal);
      }
    }
    await this.#drain();
    clearInterval(beats);
  }

  /** What this executor takes. */
  #wanted(max: number) {
    const { workerId = `${process.pid}@executor`, jobSlugs, queues } = this.#options;
    return {
      worker_id: workerId,
      max,
      ...(jobSlugs === undefined ? {} : { job_slugs: [...jobSlugs] }),
      ...(queues === undefined ? {} : { queues: [...queues] }),
    };
  }

  /** The claim that goes with the end of a run, for its place; none while this executor stops. */
  #next(): NextClaim | undefined {
    const { apiKey } = this.#options;
    if (apiKey === undefined || this.#stop.signal.aborted) return undefined;
    return { api_key: apiKey, ...this.#wanted(1) };
  }

  async #claim(max: number): Promise<readonly ClaimedRun[]> {
    const { waitMs = 20_000 } = this.#options;
    const body = { ...this.#wanted(max), wait_ms: waitMs };
    const answer = await ok(this.#client.POST("/v1/workers/claim", { body, signal: this.#stop.signal }));
    return answer.runs;
  }

  #begin(claimed: ClaimedRun): void {
    const control = new AbortController();
    const work = this.#work(claimed, control)
      .catch((error: unknown) => this.#options.onError?.(error))
      .finally(() => this.#active.delete(control));
    this.#active.set(control, work);
  }

  async #work(claimed: ClaimedRun, control: AbortController): Promise<void> {
    const run = new ExecutorRun<Payload>(this.#client, claimed, control.signal);
    const abort = (cause: AbortCause): void => {
      if (!control.signal.aborted) control.abort(cause);
    };
    // The first call begins the run: a handler that is slow to call must not lose it.
    await this.#beatOne(run, abort);
    if (control.signal.reason === "ended" || control.signal.reason === "stale") return;
    this.#beating.set(run, abort);
    try {
      const outcome = await this.#handle(run);
      if (outcome === undefined) return;
      // Nobody waits for an outcome of a run that is canceled, given up, or another's.
      if (control.signal.aborted && (control.signal.reason !== "canceled" || "error" in outcome)) return;
      const { claimed: next } = await run.end(outcome, this.#next());
      for (const one of next) this.#begin(one);
    } finally {
      this.#beating.delete(run);
    }
  }

  /** Heartbeats all runs in one call, which answers those that are not well; one by one where there is no such call. */
  async #beat(): Promise<void> {
    const all = [...this.#beating];
    if (this.#beatsAlone) {
      await Promise.all(all.map(([run, abort]) => this.#beatOne(run, abort)));
      return;
    }
    for (let from = 0; from < all.length; from += MOST_HEARTBEATS) {
      const some = all.slice(from, from + MOST_HEARTBEATS);
      const tokens = some.map(([run]) => run.claimed.run_token);
      const { data, response } = await this.#client.POST("/sdk/v1/heartbeats", { body: { tokens } });
      if (response.status === 404) {
        this.#beatsAlone = true;
        return this.#beat();
      }
      const { not_ok: others = [] } = data ?? {};
      for (const { index, status } of others) {
        const cause = ExecutorRun.causeOf(status);
        if (cause !== undefined) some[index]?.[1](cause);
      }
    }
  }

  async #beatOne(run: ExecutorRun<Payload>, abort: (cause: AbortCause) => void): Promise<void> {
    const said = await run.heartbeat();
    if (said !== undefined && said !== "ok") abort(said);
  }

  /** Undefined when the run sleeps. */
  async #handle(run: ExecutorRun<Payload>): Promise<{ result: unknown } | { error: string } | undefined> {
    try {
      return { result: await this.#options.handler(run) };
    } catch (error) {
      if (error instanceof RunSuspended) return undefined;
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }

  async #drain(): Promise<void> {
    const { drainMs = 30_000 } = this.#options;
    const timer = setTimeout(() => {
      for (const control of this.#active.keys()) control.abort("stopping" satisfies AbortCause);
    }, drainMs);
    // A run that ended meanwhile may have brought the next one.
    while (this.#active.size > 0) await Promise.all(this.#active.values());
    clearTimeout(timer);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Begins to claim and work on runs. */
export function createExecutor<Payload = unknown>(options: ExecutorOptions<Payload>): Executor<Payload> {
  return new Executor(options);
}
