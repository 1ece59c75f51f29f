import { Worker } from "node:worker_threads";

/** Requests of one kind, sent at a steady rate over its targets in turn. */
export interface Flow {
  readonly planFile: string;
  readonly sequenced: boolean;
  /** Requests a second in each phase. */
  readonly rates: readonly number[];
  /** Connections of its own; else it shares those of the load. */
  readonly connections?: number;
}

/** A stretch of the load whose answers are summed up together. */
export interface Phase {
  readonly label: string;
  readonly seconds: number;
}

/**
 * An open-loop load: requests leave when they are due, however slow the answers are. A latency counts from when the generator
 * had its turn, whether the connection was free then or not; how late that was stands beside it.
 */
export interface OpenLoop {
  readonly url: string;
  /** A target belongs to one connection for the whole load; on a busy one its requests wait their turn. */
  readonly connections: number;
  readonly flows: readonly Flow[];
  /** Requests that wait for their turn on one connection at most: one more is given up, an error. */
  readonly patience?: number;
  readonly phases: readonly Phase[];
}

/** What one flow saw in one phase; latencies of its answers of 2xx only, in ms. */
export interface FlowOutcome {
  readonly offered: number;
  readonly rate: number;
  readonly refused: number;
  readonly errors: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the refusals, from when they have left. */
  readonly refusedP99: number;
}

/** What one phase saw. Latencies in milliseconds. */
export interface PhaseOutcome {
  readonly label: string;
  /** Requests a second that were due. */
  readonly offered: number;
  /** Answers of 2xx a second. */
  readonly rate: number;
  /** Answers of 503. */
  readonly refused: number;
  /** Other answers than 2xx and 503, broken connections, and requests that were never answered or sent. */
  readonly errors: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** How late the generator itself was in sending, at its 99th percentile, ms: not part of the latencies above. */
  readonly lagP99: number;
  /** In the order of the load's flows. */
  readonly flows: readonly FlowOutcome[];
}

/** Runs the load in a thread of its own. */
export function runOpenLoop(load: OpenLoop): Promise<PhaseOutcome[]> {
  return inThread<PhaseOutcome[]>("./open-loop-thread.js", load);
}

/** Runs a generator's thread to its one message. */
export function inThread<T>(file: string, workerData: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(file, import.meta.url), { workerData });
    worker.once("message", (message: T) => {
      resolve(message);
      void worker.terminate();
    });
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`a generator's thread ended with ${code}`)));
  });
}
