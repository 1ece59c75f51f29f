import { Type } from "typebox";
import { IN_PATHS } from "../domain/ids.js";
import { KEPT_AS_TEXT } from "../domain/json-shape.js";
import { LIMITS } from "../domain/limits.js";
import { NextClaim } from "./claim.js";
import { component, Json } from "./schema.js";

/** Bodies of the executor operations (executor-api section 3). Sizes in bytes are checked beside the schema. */
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Percent = Type.Number({ minimum: 0, maximum: 100 });
const ShortText = Type.String({ minLength: 1, maxLength: LIMITS.shortText });

export const LogBody = component(
  "LogBody",
  "An entry for the event log of the run.",
  Type.Object({
    message: Type.String({ description: "At most 64 KiB." }),
    level: Type.Optional(
      Type.Enum(["debug", "info", "warn", "error"], {
        default: "info",
      }),
    ),
    type: Type.Optional(Type.String({ minLength: 1, maxLength: 128, default: "log" })),
    data: Type.Optional(Json),
  }),
);

export const ProgressBody = component(
  "ProgressBody",
  "How far the run is.",
  Type.Object({
    percent: Percent,
    message: Type.Optional(Type.String()),
    step: Type.Optional(Type.String({ maxLength: 1024 })),
    eta_seconds: Type.Optional(Count),
    eta_secs: Type.Optional(Count),
  }),
);

export const StreamBody = component(
  "StreamBody",
  "A part of a stream of the run.",
  Type.Object({
    chunk: Type.String({ description: "At most 256 KiB." }),
    stream_id: Type.Optional(
      Type.String({ minLength: 1, maxLength: LIMITS.streamIdLength, default: "default" }),
    ),
    done: Type.Optional(Type.Boolean({ default: false })),
    seq: Type.Optional({ ...Count, description: "Ours: makes the append exactly-once (section 4)." }),
  }),
);

export const AnnotateBody = component(
  "AnnotateBody",
  'A flat map of strings, or `{"annotations": {…}}`; 1..50 pairs, values of at most 1024 characters.',
  Type.Record(Type.String(), Type.Unknown()),
);

export const CheckpointBody = component(
  "CheckpointBody",
  "A state that the run can go on from.",
  Type.Object({
    state: Json,
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 128, default: "sdk" })),
  }),
);

export const UsageBody = component(
  "UsageBody",
  "Tokens and cost; total_tokens is the sum when it is not given.",
  Type.Object({
    provider: ShortText,
    model: ShortText,
    prompt_tokens: Type.Optional(Count),
    completion_tokens: Type.Optional(Count),
    total_tokens: Type.Optional(Count),
    cost_microusd: Type.Optional(Count),
  }),
);

export const ToolCallBody = component(
  "ToolCallBody",
  "A call of a tool.",
  Type.Object({
    tool_name: ShortText,
    input: Type.Optional(Json),
    output: Type.Optional(Json),
    duration_ms: Type.Optional(Count),
    status: Type.Optional(Type.String({ minLength: 1, maxLength: 64, default: "completed" })),
  }),
);

const OutputKey = Type.String({ minLength: 1, maxLength: LIMITS.outputKeyLength });
export const OutputBody = component(
  "OutputBody",
  "A named output; the last value of a key stays.",
  Type.Object({
    output_key: Type.Optional(OutputKey),
    key: Type.Optional({ ...OutputKey, description: "Alias of output_key." }),
    value: Json,
    schema: Type.Optional(Json),
  }),
);

export const StateBody = component(
  "StateBody",
  "A value under a key of the run.",
  Type.Object({
    key: Type.String({ minLength: 1, maxLength: LIMITS.stateKeyLength, pattern: IN_PATHS }),
    value: Json,
  }),
);

export const ResourcesBody = component(
  "ResourcesBody",
  "What the process of the executor uses.",
  Type.Object({
    memory_mb: Type.Optional(Type.Number({ minimum: 0 })),
    memory_percent: Type.Optional(Percent),
    cpu_percent: Type.Optional(Percent),
  }),
);

export const ResourceSnapshotBody = component(
  "ResourceSnapshotBody",
  "What the process of the executor uses, and may use.",
  Type.Object({
    cpu_percent: Type.Optional(Type.Number({ minimum: 0 })),
    memory_mb: Type.Optional(Type.Number({ minimum: 0 })),
    memory_limit_mb: Type.Optional(Type.Number({ minimum: 0 })),
    network_rx_bytes: Type.Optional(Count),
    network_tx_bytes: Type.Optional(Count),
  }),
);

export const HeartbeatsBody = component(
  "HeartbeatsBody",
  "Run tokens of runs that one process works on.",
  Type.Object({
    tokens: Type.Array(Type.String({ maxLength: LIMITS.runTokenLength }), {
      minItems: 1,
      maxItems: LIMITS.fleetHeartbeats,
    }),
  }),
);

export const CompleteBody = component(
  "CompleteBody",
  "What the run has resulted in.",
  Type.Object({ result: Type.Optional(Json), claim: Type.Optional(NextClaim) }),
);

export const FailBody = component(
  "FailBody",
  "Why the run has failed.",
  Type.Object({
    error: Type.Optional(Type.String({ default: "run failed", description: "At most 64 KiB." })),
    claim: Type.Optional(NextClaim),
  }),
);

export const SpawnBody = component(
  "SpawnBody",
  "A child run: of which job, with what, and whether this run waits for it.",
  Type.Object({
    job_slug: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    job_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    project_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    payload: Type.Optional(Json),
    await_completion: Type.Optional(Type.Boolean()),
    await_timeout_secs: Type.Optional(
      Type.Integer({ minimum: 1, maximum: LIMITS.awaitSecs.max, default: 3600 }),
    ),
    target_api_key: Type.Optional(Type.String({ maxLength: 256 })),
    idempotency_key: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: LIMITS.idempotencyKeyLength,
        description: "Ours: a retry gets the same child.",
      }),
    ),
  }),
);

export const ContinueBody = component(
  "ContinueBody",
  "The payload of the run that goes on; that of this run when none is given.",
  Type.Object({ payload: Type.Optional(Json) }),
);

export const WaitForEventBody = component(
  "WaitForEventBody",
  "What the run waits for, and how long.",
  Type.Object({
    event_key: Type.String({ minLength: 1, description: "1..512 bytes without control characters." }),
    timeout_secs: Type.Optional(Type.Integer({ description: "Up to 2592000; 0, negative or absent: 3600." })),
    notify_url: Type.Optional(Type.String({ maxLength: 2048 })),
  }),
);

export const MemoryBody = component(
  "MemoryBody",
  "A value of the memory of the job.",
  Type.Object({
    value: Json,
    ttl_secs: Type.Optional(Type.Integer({ minimum: 1, maximum: 31_536_000 })),
  }),
);

export const BATCH_OPERATIONS = [
  "log",
  "progress",
  "stream",
  "usage",
  "tool-call",
  "checkpoint",
  "state",
  "annotate",
  "resources",
  "heartbeat",
] as const;
export type BatchOperation = (typeof BATCH_OPERATIONS)[number];

/** What the bodies of operations keep as text, by the names of members: no two operations mean another thing by one. */
const KEPT_OF_BATCHED = [LogBody, CheckpointBody, ToolCallBody, StateBody].flatMap(({ properties }) =>
  Object.entries(properties).flatMap(([name, schema]) => (KEPT_AS_TEXT in schema ? [name] : [])),
);
const BatchedBody = Type.Unknown({ [KEPT_AS_TEXT]: KEPT_OF_BATCHED });

export const BatchBody = component(
  "BatchBody",
  "Operations that are applied in order, all of them or none.",
  Type.Object({
    operations: Type.Array(
      component(
        "BatchedOperation",
        "An operation by its name, with the body it has alone.",
        Type.Object({ op: Type.Enum([...BATCH_OPERATIONS]), body: Type.Optional(BatchedBody) }),
      ),
      { minItems: 1, maxItems: LIMITS.batchOperations },
    ),
  }),
);
