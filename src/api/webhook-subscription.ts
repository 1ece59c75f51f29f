import { type Static, Type } from "typebox";
import { LIMITS } from "../domain/limits.js";
import { RETRY_POLICIES, WEBHOOK_EVENTS } from "../domain/webhook.js";
import {
  component,
  described,
  extended,
  Flag,
  Id,
  Int,
  optional,
  ProjectId,
  Text,
  Time,
  Url,
} from "./schema.js";
import { valueWriter } from "./writer.js";

const EVENT_TYPES = ["*", ...WEBHOOK_EVENTS];
const EventTypes = Type.Array(Type.Enum(EVENT_TYPES), { minItems: 1, maxItems: EVENT_TYPES.length });
const RetryPolicy = Type.Enum([...RETRY_POLICIES]);

export const WebhookSubscriptionInput = component(
  "WebhookSubscriptionInput",
  "A new webhook subscription.",
  Type.Object({
    project_id: optional(ProjectId),
    webhook_url: Url,
    event_types: EventTypes,
    active: optional(Flag),
    retry_policy: optional(RetryPolicy),
  }),
);

export const WebhookSubscriptionPatch = component(
  "WebhookSubscriptionPatch",
  "What changes of a webhook subscription; what is absent stays.",
  Type.Object({
    webhook_url: optional(Url),
    event_types: optional(EventTypes),
    active: optional(Flag),
    retry_policy: optional(RetryPolicy),
  }),
);

export const WebhookSubscription = component(
  "WebhookSubscription",
  "Where ends of runs are told.",
  Type.Object({
    id: Id,
    project_id: Text,
    webhook_url: Text,
    event_types: Type.Array(Text),
    active: Flag,
    retry_policy: RetryPolicy,
    secret_grace_expires_at: optional(Time, "Until when the secret before the last rotation signs as well."),
    created_at: Time,
    updated_at: Time,
  }),
);
export type WebhookSubscription = Static<typeof WebhookSubscription>;
export const webhookSubscriptionJson = valueWriter(WebhookSubscription);

export const NewWebhookSubscription = extended(
  "NewWebhookSubscription",
  "A new webhook subscription with its secret, which is shown here and never again.",
  WebhookSubscription,
  {
    secret: Text,
    signing_secret: described(Text, "The secret, as the reference names it."),
    subscription: WebhookSubscription,
  },
);
export const newWebhookSubscriptionJson = valueWriter(NewWebhookSubscription);

export const RotatedWebhookSecret = component(
  "RotatedWebhookSecret",
  "The new secret of a subscription; the one before signs as well until the grace is over.",
  Type.Object({
    subscription_id: Id,
    new_secret: Text,
    secret: Text,
    grace_expires_at: Time,
    grace_period_minutes: Int,
  }),
);
export const rotatedWebhookSecretJson = valueWriter(RotatedWebhookSecret);

export const WebhookSecretRotation = component(
  "WebhookSecretRotation",
  "How long the secret of before signs as well.",
  Type.Object({
    grace_period_minutes: Type.Optional(
      Type.Integer({ minimum: 0, maximum: LIMITS.rotationGraceMinutes.max, description: "0: 60." }),
    ),
  }),
);

export const WebhookTestBody = component(
  "WebhookTestBody",
  "A URL, or a subscription with its own secret.",
  Type.Object({
    url: optional(Url),
    webhook_url: optional(Url, "The same as url."),
    secret: optional(Type.String({ maxLength: 4096 })),
    subscription_id: optional(Type.String({ minLength: 1 })),
  }),
);

/** What became of one call of a URL that was made while the caller waited. */
export const CallOutcome = component(
  "CallOutcome",
  "What a URL has answered to one call.",
  Type.Object({
    success: described(Flag, "Whether it answered with 2xx."),
    status_code: optional(Int),
    latency_ms: Int,
    response_body: optional(Text),
    error: optional(Text),
  }),
);
export const callOutcomeJson = valueWriter(CallOutcome);
