import { LIMITS } from "./limits.js";
import { ENDING_EVENTS } from "./run-status.js";

/** Events a subscription can ask for (control-api 7.7). */
export const WEBHOOK_EVENTS = [...new Set(Object.values(ENDING_EVENTS))];

export const RETRY_POLICIES = ["exponential", "linear", "fixed"] as const;
export type RetryPolicy = (typeof RETRY_POLICIES)[number];

/** What became of a delivery; `failed` was given up without having been tried to the end. */
export const DELIVERY_STATUSES = ["pending", "delivered", "failed", "dead"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export function isDeliveryStatus(text: string): text is DeliveryStatus {
  return (DELIVERY_STATUSES as readonly string[]).includes(text);
}

/** A subscription as it is kept; `secret` and `previous` are never shown again. Times are ms. */
export interface Subscription {
  readonly id: string;
  readonly projectId: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly active: boolean;
  readonly retryPolicy: RetryPolicy;
  readonly secret: string;
  /** The secret before the last rotation: signs as well until its grace is over. */
  readonly previous?: { readonly secret: string; readonly untilMs: number };
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export function wantsEvent({ active, eventTypes }: Subscription, event: string): boolean {
  return active && (eventTypes.includes("*") || eventTypes.includes(event));
}

/**
 * Milliseconds until the next attempt after `attempts` made (control-api 7.7): with a base of 5 s 5, 25, 125 … s
 * exponential, 5, 10, 15 … s linear, always 5 s fixed; at most half an hour, spread by ±20 %.
 */
export function webhookDelayMs(
  policy: RetryPolicy,
  attempts: number,
  baseMs: number,
  random: () => number,
): number {
  const factor = policy === "exponential" ? 5 ** (attempts - 1) : policy === "linear" ? attempts : 1;
  const { maxMs, jitter } = LIMITS.webhookBackoff;
  return Math.round(Math.min(baseMs * factor, maxMs) * (1 - jitter + 2 * jitter * random()));
}
