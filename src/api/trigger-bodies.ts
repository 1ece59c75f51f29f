import { type Static, Type } from "typebox";
import { LIMITS } from "../domain/limits.js";
import { RetryStrategy, Tags } from "./job.js";
import { component, extended, Flag, Json, optional } from "./schema.js";

/** What triggers say of a run (control-api 2.1, 2.3). */

const Key = optional(Type.String({ maxLength: LIMITS.startKeyLength }));

const RunRequest = component(
  "RunRequest",
  "A run that is wanted.",
  Type.Object({
    payload: optional(Json),
    tags: optional(Tags),
    scheduled_at: Type.Optional(
      Type.String({ minLength: 1, description: "RFC 3339; at most 30 days ahead." }),
    ),
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: LIMITS.priority })),
    ttl_secs: Type.Optional(Type.Integer({ minimum: 0, maximum: LIMITS.ttlSecs })),
    concurrency_key: Key,
    max_attempts_override: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.attempts })),
    timeout_secs_override: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.timeoutSecs })),
    retry_backoff: optional(RetryStrategy),
    retry_initial_delay_secs: Type.Optional(
      Type.Integer({ minimum: 1, maximum: LIMITS.retryInitialDelaySecs }),
    ),
    retry_max_delay_secs: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.retryMaxDelaySecs })),
  }),
);

export const TriggerBody = extended("TriggerBody", "A trigger.", RunRequest, {
  debounce_key: Key,
  batch_key: Key,
  dry_run: optional(Flag),
});
export type TriggerBody = Static<typeof TriggerBody>;

const BulkItem = extended("BulkItem", "One run of a bulk trigger.", RunRequest, {
  idempotency_key: Type.Optional(Type.String({ maxLength: LIMITS.idempotencyKeyLength })),
});

export const BulkTriggerBody = component(
  "BulkTriggerBody",
  "Runs of one job.",
  Type.Object({ items: Type.Array(BulkItem, { minItems: 1, maxItems: LIMITS.bulkItems }) }),
);
export type BulkTriggerBody = Static<typeof BulkTriggerBody>;
