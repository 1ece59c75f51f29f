import type { BegunAttempt } from "../store/dispatches.js";

/** An attempt that a dispatcher holds, and when it took it in hand. */
export interface Attempt extends BegunAttempt {
  readonly pickedAtMs: number;
  readonly startedAtMs: number;
  /** Ends its calls. */
  readonly signal: AbortSignal;
}
