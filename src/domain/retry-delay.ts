export type RetryStrategy = "exponential" | "linear" | "fixed" | "custom";

export interface RetryDelayInput {
  readonly strategy: RetryStrategy;
  /** Delays of the custom strategy, in seconds; the last one repeats. None: exponential. */
  readonly retryDelaysSecs?: readonly number[] | undefined;
  /** The attempt that has just failed, from 1. */
  readonly failedAttempt: number;
  readonly initialSecs?: number | undefined;
  readonly maxSecs?: number | undefined;
  /** What the endpoint asked for in its Retry-After, in seconds. */
  readonly retryAfterSecs?: number | undefined;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const HOUR_SECS = 3600;
const FLOOR_SECS = 1;
const JITTER = 0.2;

/**
 * Whole milliseconds until the next attempt (control-api 7.2): the strategy's delay, at least a second, spread
 * by ±20 % so that runs which failed together do not come back together. Retry-After is a lower bound that no
 * jitter may undercut, and is believed up to an hour (part C, row 7).
 */
export function retryDelayMs(input: RetryDelayInput): number {
  const secs = Math.max(FLOOR_SECS, strategyDelaySecs(input));
  const jittered = Math.round(secs * 1000 * (1 - JITTER + 2 * JITTER * input.random()));
  const asked = Math.ceil(Math.min(input.retryAfterSecs ?? 0, HOUR_SECS) * 1000);
  return Math.max(jittered, asked);
}

function strategyDelaySecs(input: RetryDelayInput): number {
  const { strategy, retryDelaysSecs = [], initialSecs = 1, maxSecs = HOUR_SECS } = input;
  const attempt = Math.max(1, input.failedAttempt);
  switch (strategy) {
    case "linear":
      return Math.min(initialSecs * attempt, maxSecs);
    case "fixed":
      return Math.min(initialSecs, maxSecs);
    case "custom": {
      const chosen = retryDelaysSecs[Math.min(attempt, retryDelaysSecs.length) - 1];
      return Math.min(chosen ?? initialSecs * 2 ** (attempt - 1), maxSecs);
    }
    case "exponential":
      return Math.min(initialSecs * 2 ** (attempt - 1), maxSecs);
  }
}
