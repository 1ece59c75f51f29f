import type { BegunAttempt } from "../store/dispatches.js";

/** An attempt that a dispatcher holds, and when it took it in hand. */
export interface Attempt extends BegunAttempt {
  readonly runId: string;
  /** Number of the dispatch. */
  readonly number: string;
  readonly pickedAtMs: number;
  readonly startedAtMs: number;
}
