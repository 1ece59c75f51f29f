import { inThread } from "./open-loop.js";

/**
 * Executors that each trigger a run, claim one, send a heartbeat and complete it, again and again. With `bulk` each
 * triggers so many in a call, and claims as many with the last end of those before.
 */
export interface PullLoop {
  readonly url: string;
  readonly apiKey: string;
  readonly job: string;
  readonly slug: string;
  readonly connections: number;
  readonly bulk?: number;
  readonly warmup: number;
  readonly seconds: number;
}

/** What the executors saw after the warm-up. */
export interface PullOutcome {
  /** Runs completed a second. */
  readonly rate: number;
  /** Answers that were not 2xx. */
  readonly errors: number;
  /** Claims that came back without a run. */
  readonly emptyClaims: number;
  /** Milliseconds of a whole run, from the trigger's request to the answer of complete; with `bulk` of all of a claim. */
  readonly p50: number;
  readonly p99: number;
}

/** Runs the executors in a thread of their own. */
export function runPullLoop(load: PullLoop): Promise<PullOutcome> {
  return inThread<PullOutcome>("./pull-loop-thread.js", load);
}
