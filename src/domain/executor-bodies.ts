import { Type } from "typebox";
import { LIMITS } from "./limits.js";

/** Bodies of the executor operations (executor-api section 3). Sizes in bytes are checked beside the schema. */
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Percent = Type.Number({ minimum: 0, maximum: 100 });
const ShortText = Type.String({ minLength: 1, maxLength: LIMITS.shortText });
const Any = Type.Unknown();

export const LogBody = Type.Object({
  message: Type.String({ description: "At most 64 KiB." }),
  level: Type.Optional(
    Type.Enum(["debug", "info", "warn", "error"], {
      default: "info",
    }),
  ),
  type: Type.Optional(Type.String({ minLength: 1, maxLength: 128, default: "log" })),
  data: Type.Optional(Any),
});

export const ProgressBody = Type.Object({
  percent: Percent,
  message: Type.Optional(Type.String()),
  step: Type.Optional(Type.String({ maxLength: 1024 })),
  eta_seconds: Type.Optional(Count),
  eta_secs: Type.Optional(Count),
});

export const StreamBody = Type.Object({
  chunk: Type.String({ description: "At most 256 KiB." }),
  stream_id: Type.Optional(
    Type.String({ minLength: 1, maxLength: LIMITS.streamIdLength, default: "default" }),
  ),
  done: Type.Optional(Type.Boolean({ default: false })),
  seq: Type.Optional({ ...Count, description: "Ours: makes the append exactly-once (section 4)." }),
});

export const AnnotateBody = Type.Record(Type.String(), Any, {
  description:
    'A flat map of strings, or `{"annotations": {…}}`; 1..50 pairs, values of at most 1024 characters.',
});

export const CheckpointBody = Type.Object({
  state: Any,
  source: Type.Optional(Type.String({ minLength: 1, maxLength: 128, default: "sdk" })),
});

export const UsageBody = Type.Object({
  provider: ShortText,
  model: ShortText,
  prompt_tokens: Type.Optional(Count),
  completion_tokens: Type.Optional(Count),
  total_tokens: Type.Optional(Count),
  cost_microusd: Type.Optional(Count),
});

export const ToolCallBody = Type.Object({
  tool_name: ShortText,
  input: Type.Optional(Any),
  output: Type.Optional(Any),
  duration_ms: Type.Optional(Count),
  status: Type.Optional(Type.String({ minLength: 1, maxLength: 64, default: "completed" })),
});

const OutputKey = Type.String({ minLength: 1, maxLength: LIMITS.outputKeyLength });
export const OutputBody = Type.Object({
  output_key: Type.Optional(OutputKey),
  key: Type.Optional({ ...OutputKey, description: "Alias of output_key." }),
  value: Any,
  schema: Type.Optional(Any),
});

export const StateBody = Type.Object({
  key: Type.String({ minLength: 1, maxLength: LIMITS.stateKeyLength }),
  value: Any,
});

export const ResourcesBody = Type.Object({
  memory_mb: Type.Optional(Type.Number({ minimum: 0 })),
  memory_percent: Type.Optional(Percent),
  cpu_percent: Type.Optional(Percent),
});

export const ResourceSnapshotBody = Type.Object({
  cpu_percent: Type.Optional(Type.Number({ minimum: 0 })),
  memory_mb: Type.Optional(Type.Number({ minimum: 0 })),
  memory_limit_mb: Type.Optional(Type.Number({ minimum: 0 })),
  network_rx_bytes: Type.Optional(Count),
  network_tx_bytes: Type.Optional(Count),
});

export const CompleteBody = Type.Object({ result: Type.Optional(Any) });

export const FailBody = Type.Object({
  error: Type.Optional(Type.String({ default: "run failed", description: "At most 64 KiB." })),
});

export const SpawnBody = Type.Object({
  job_slug: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  job_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  project_id: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  payload: Type.Optional(Any),
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
});

export const ContinueBody = Type.Object({ payload: Type.Optional(Any) });

export const WaitForEventBody = Type.Object({
  event_key: Type.String({ minLength: 1, description: "1..512 bytes without control characters." }),
  timeout_secs: Type.Optional(Type.Integer({ description: "Up to 2592000; 0, negative or absent: 3600." })),
  notify_url: Type.Optional(Type.String({ maxLength: 2048 })),
});

export const MemoryBody = Type.Object({
  value: Any,
  ttl_secs: Type.Optional(Type.Integer({ minimum: 1, maximum: 31_536_000 })),
});

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

export const BatchBody = Type.Object({
  operations: Type.Array(
    Type.Object({
      op: Type.Enum([...BATCH_OPERATIONS]),
      body: Type.Optional(Any),
    }),
    { minItems: 1, maxItems: LIMITS.batchOperations },
  ),
});
