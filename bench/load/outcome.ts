/** What a generator saw of one measurement. */
export interface LoadOutcome {
  /** Answers of 2xx a second. */
  readonly rate: number;
  /** Answers of other statuses, time-outs and broken connections. */
  readonly errors: number;
  /** Milliseconds; a closed loop hides how long a stalled server would have kept others waiting. */
  readonly p50: number;
  readonly p99: number;
}

/** How a closed-loop generator is run. */
export interface ClosedLoop {
  readonly url: string;
  readonly planFile: string;
  readonly sequenced: boolean;
  readonly connections: number;
  readonly seconds: number;
}
