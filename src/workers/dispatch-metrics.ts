import { LRUCache } from "lru-cache";
import type { EndpointOutcome } from "../endpoint/endpoint-outcome.js";
import { METRICS } from "../metrics/metrics.js";

const MS_PER_SECOND = 1000;

/** What is known of a call of a job endpoint once it ended. */
export interface EndedCall {
  readonly outcome: EndpointOutcome;
  readonly tookMs: number;
  readonly payloadBytes: number;
  /** From the creation of the run to the start of the attempt. */
  readonly queueWaitMs: number;
  /** Undefined for any 2xx. */
  readonly errorClass: string | undefined;
}

/** Counts a call of a job endpoint (the `dispatch_…` metrics of control-api 9). */
export function countDispatch({ outcome, tookMs, payloadBytes, queueWaitMs, errorClass }: EndedCall): void {
  METRICS.dispatchAttempts.add(1);
  METRICS.dispatchPayload.observe(payloadBytes);
  METRICS.dispatchDuration.observe(tookMs / MS_PER_SECOND, errorClass === undefined ? "ok" : outcome.kind);
  METRICS.traceQueueWait.observe(Math.max(0, queueWaitMs) / MS_PER_SECOND);
  if (errorClass !== undefined) METRICS.dispatchErrors.add(1, errorClass);
  if (outcome.kind === "answered") METRICS.dispatchStatus.add(1, String(outcome.status));
  if ("timing" in outcome) METRICS.traceDispatch.observe(outcome.timing.dispatchMs / MS_PER_SECOND);
}

/** Rounds of heartbeats for open dispatches: how long one takes, and how late it begins. */
export class HeartbeatRounds {
  readonly #intervalMs: number;
  #lastMs = performance.now();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  async round(beat: () => Promise<void>): Promise<void> {
    const startedMs = performance.now();
    METRICS.heartbeatLag.observe(Math.max(0, startedMs - this.#lastMs - this.#intervalMs) / MS_PER_SECOND);
    this.#lastMs = startedMs;
    await beat();
    METRICS.heartbeatFlush.observe((performance.now() - startedMs) / MS_PER_SECOND);
  }
}

/** Endpoints that are remembered: those called last. */
const MOST_ENDPOINTS = 10_000;

/** Health scores (0 to 100, control-api 6.4) of the endpoints that this worker has called. */
export class EndpointHealth {
  readonly #scores = new LRUCache<string, number>({ max: MOST_ENDPOINTS });

  constructor() {
    METRICS.endpointHealth.from(() => this.#samples());
  }

  /** `circuit` names the endpoint, `score` is what Redis keeps of it after a call. */
  observe(circuit: string, score: number): void {
    this.#scores.set(circuit, score);
  }

  #samples(): (readonly [readonly string[], number])[] {
    const scores = [...this.#scores.values()];
    if (scores.length === 0) return [];
    const sum = scores.reduce((total, score) => total + score, 0);
    return [
      [["lowest"], scores.reduce((low, score) => Math.min(low, score), 100)],
      [["mean"], sum / scores.length],
    ];
  }
}
