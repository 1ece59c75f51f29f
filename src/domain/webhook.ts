import { type Static, Type } from "typebox";
import { LIMITS } from "./limits.js";
import { ENDING_EVENTS } from "./run-status.js";

/** Events a subscription can ask for (control-api 7.7). */
export const WEBHOOK_EVENTS = [...new Set(Object.values(ENDING_EVENTS))];
const EVENT_TYPES = ["*", ...WEBHOOK_EVENTS];

export const RETRY_POLICIES = ["exponential", "linear", "fixed"] as const;
export type RetryPolicy = (typeof RETRY_POLICIES)[number];

/** What became of a delivery; `failed` was given up without having been tried to the end. */
export const DELIVERY_STATUSES = ["pending", "delivered", "failed", "dead"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export function isDeliveryStatus(text: string): text is DeliveryStatus {
  return (DELIVERY_STATUSES as readonly string[]).includes(text);
}

const EventTypes = Type.Array(Type.Enum(EVENT_TYPES), { minItems: 1, maxItems: EVENT_TYPES.length });

/** What a caller may set of a subscription beside its project. */
const SETTABLE = {
  webhook_url: Type.String({ minLength: 1, maxLength: 2048 }),
  event_types: EventTypes,
  active: Type.Boolean(),
  retry_policy: Type.Enum([...RETRY_POLICIES]),
};

export const SubscriptionInput = Type.Object({
  project_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  webhook_url: SETTABLE.webhook_url,
  event_types: SETTABLE.event_types,
  active: Type.Optional(SETTABLE.active),
  retry_policy: Type.Optional(SETTABLE.retry_policy),
});
export type SubscriptionInput = Static<typeof SubscriptionInput>;

export const SubscriptionPatch = Type.Partial(Type.Object(SETTABLE));
export type SubscriptionPatch = Static<typeof SubscriptionPatch>;

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
