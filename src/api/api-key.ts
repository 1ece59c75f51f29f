import { type Static, Type } from "typebox";
import { PROJECT_ID } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import { SCOPES } from "../domain/scopes.js";
import { component, described, extended, Flag, Id, Int, optional, Text, Time } from "./schema.js";
import { valueWriter } from "./writer.js";

/** What of a limit is shown: requests in each window. */
export const SHOWN_RATE_LIMIT = {
  rate_limit_requests: optional(Int, "Requests in each window."),
  rate_limit_window_secs: optional(Int),
};

/** A limit as it is set. */
export const SET_RATE_LIMIT = {
  rate_limit_requests: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: "Requests in each window." }),
  ),
  rate_limit_window_secs: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, default: 60 })),
};

const Days = Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 }));

/** Ids of projects that can be made. */
export const NewProjectId = Type.String({ pattern: PROJECT_ID });

export const ApiKeyInput = component(
  "ApiKeyInput",
  "A new API key.",
  Type.Object({
    project_id: NewProjectId,
    name: Type.String({ minLength: 1, maxLength: 255 }),
    scopes: Type.Optional(Type.Array(Type.Enum([...SCOPES]), { maxItems: 32 })),
    expires_in_days: Days,
    rotation_interval_days: Days,
    ...SET_RATE_LIMIT,
  }),
);

export const ApiKeyRotation = component(
  "ApiKeyRotation",
  "How long the old key stays good.",
  Type.Object({
    grace_period_minutes: Type.Optional(
      Type.Integer({
        default: LIMITS.rotationGraceMinutes.default,
        description: `At most ${LIMITS.rotationGraceMinutes.max}; 0: the default.`,
      }),
    ),
  }),
);

export const ApiKey = component(
  "ApiKey",
  "An API key without the key itself.",
  Type.Object({
    id: Id,
    project_id: Text,
    name: Text,
    key_prefix: Text,
    scopes: Type.Array(Text),
    ...SHOWN_RATE_LIMIT,
    expires_at: optional(Time),
    last_used_at: optional(Time),
    rotation_interval_days: optional(Int),
    next_rotation_at: optional(Time, "When it should be rotated; nothing does that by itself."),
    replaced_by_key_id: optional(Id),
    grace_expires_at: optional(Time, "Until when it is good beside the key that has replaced it."),
    created_at: Time,
  }),
);
export type ApiKey = Static<typeof ApiKey>;
export const apiKeyJson = valueWriter(ApiKey);

export const NewApiKey = extended("NewApiKey", "A new API key; it is shown here and never again.", ApiKey, {
  key: Text,
});
export const newApiKeyJson = valueWriter(NewApiKey);

export const RotatedApiKey = extended(
  "RotatedApiKey",
  "The key that replaces another one, and until when that one is still good.",
  NewApiKey,
  { old_key_id: Id, new_key_id: Id, grace_expires_at: Time },
);
export const rotatedApiKeyJson = valueWriter(RotatedApiKey);

export const CallerInfo = component(
  "CallerInfo",
  "Whose a credential is, and what it may do.",
  Type.Object({
    project_id: optional(Text),
    internal: described(Flag, "Whether it is the internal secret."),
    scopes: Type.Array(Text),
    name: optional(Text, "Of the API key."),
  }),
);
export const callerInfoJson = valueWriter(CallerInfo);
