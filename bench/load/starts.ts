import { inThread } from "./open-loop.js";

/** Runs that are triggered at a steady rate, however slow they start. */
export interface Starts {
  readonly url: string;
  readonly apiKey: string;
  readonly job: string;
  /** Triggers a second, over so many connections. */
  readonly rate: number;
  readonly connections: number;
  readonly warmup: number;
  readonly seconds: number;
  /** Where the job's endpoint is: the same thread serves it. Else its runs are claimed. */
  readonly endpointPort?: number;
  /** The job's slug, and how many claims wait for its runs. */
  readonly claims?: { readonly slug: string; readonly waiting: number };
}

/** What was seen after the warm-up. Latencies in ms, from the moment a trigger was due until its run is in an executor's hands. */
export interface StartsOutcome {
  readonly started: number;
  /** Triggers and ends that were refused, and runs that did not start. */
  readonly errors: number;
  readonly p50: number;
  readonly p99: number;
  /** How late the generator was in triggering, at its 99th percentile: part of the latencies above. */
  readonly lagP99: number;
}

/** Triggers runs and is their executor, in a thread of its own. */
export function runStarts(load: Starts): Promise<StartsOutcome> {
  return inThread<StartsOutcome>("./starts-thread.js", load);
}
