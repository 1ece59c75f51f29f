import { type TProperties, Type } from "typebox";
import { RUN_STATUSES } from "./run-status.js";
import { DELIVERY_STATUSES, RETRY_POLICIES } from "./webhook.js";

/** What the API answers with, as schemas: the source of the OpenAPI responses (control-api 3.1, 3.3, 5.1). */
const Id = Type.String({ format: "uuid" });
const Time = Type.String({ format: "date-time" });
const Text = Type.String();
const Int = Type.Integer();
const Any = Type.Unknown();

/** An object in which only `required` is always present: empty optionals are left out, never null. */
function object<Required extends TProperties, Optional extends TProperties>(
  required: Required,
  optional: Optional,
) {
  return Type.Object({ ...required, ...Type.Partial(Type.Object(optional)).properties });
}

export const Ok = object({ status: Type.Enum(["ok", "cancel_requested"]) }, { reason: Text, last_seq: Int });

export const Run = object(
  {
    id: Id,
    job_id: Id,
    project_id: Text,
    status: Type.Enum([...RUN_STATUSES]),
    attempt: Int,
    triggered_by: Text,
    priority: Int,
    job_version: Int,
    debug_mode: Type.Boolean(),
    lineage_depth: Int,
    created_at: Time,
  },
  {
    tags: Type.Record(Text, Text),
    payload: Any,
    result: Any,
    metadata: Type.Record(Text, Text),
    error: Text,
    error_class: Text,
    scheduled_at: Time,
    started_at: Time,
    finished_at: Time,
    heartbeat_at: Time,
    next_retry_at: Time,
    expires_at: Time,
    parent_run_id: Id,
    idempotency_key: Text,
    max_attempts_override: Int,
    timeout_secs_override: Int,
    retry_backoff: Text,
    retry_initial_delay_secs: Int,
    retry_max_delay_secs: Int,
    continuation_of: Id,
    chain_depth: Int,
    created_by: Text,
    batch_id: Id,
    concurrency_key: Text,
    execution_mode: Text,
    queue_name: Text,
    worker_id: Text,
    execution_trace: Type.Record(Text, Int),
    progress: Any,
  },
);

export const Event = object(
  { id: Id, run_id: Id, type: Text, level: Text, message: Text, created_at: Time },
  { data: Any },
);
export const Checkpoint = Type.Object({
  id: Id,
  run_id: Id,
  sequence: Int,
  source: Text,
  state: Any,
  created_at: Time,
});
export const Usage = Type.Object({
  id: Id,
  run_id: Id,
  provider: Text,
  model: Text,
  prompt_tokens: Int,
  completion_tokens: Int,
  total_tokens: Int,
  cost_microusd: Int,
  created_at: Time,
});
export const ToolCall = object(
  { id: Id, run_id: Id, tool_name: Text, status: Text, created_at: Time },
  { input: Any, output: Any, duration_ms: Int },
);
export const Output = object(
  { id: Id, run_id: Id, output_key: Text, value: Any, created_at: Time },
  { schema: Any },
);
export const StateEntry = Type.Object({ run_id: Id, state_key: Text, value: Any, updated_at: Time });
export const Resource = object(
  { id: Id, run_id: Id, created_at: Time },
  {
    cpu_percent: Type.Number(),
    memory_mb: Type.Number(),
    memory_percent: Type.Number(),
    memory_limit_mb: Type.Number(),
    network_rx_bytes: Int,
    network_tx_bytes: Int,
  },
);
export const Memory = object(
  {
    id: Id,
    job_id: Id,
    project_id: Text,
    memory_key: Text,
    value: Any,
    size_bytes: Int,
    created_at: Time,
    updated_at: Time,
  },
  { ttl_expires_at: Time },
);
export const Chunk = Type.Object({
  id: Text,
  run_id: Id,
  type: Type.Literal("stream_chunk"),
  chunk: Text,
  stream_id: Text,
  done: Type.Boolean(),
  timestamp: Time,
});
export const EventTrigger = object(
  { id: Id, event_key: Text, project_id: Text, status: Text },
  {
    source_type: Text,
    job_run_id: Id,
    response_payload: Any,
    timeout_secs: Int,
    requested_at: Time,
    received_at: Time,
    expires_at: Time,
    error: Text,
    notify_url: Text,
    notify_status: Text,
    trigger_type: Text,
    sent_by: Text,
  },
);
export const WaitAnswer = object(
  { status: Type.Enum(["waiting", "received"]), event_key: Text, expires_at: Time, trigger_id: Id },
  { payload: Any },
);
export const SpawnAnswer = object(
  { ...Run.properties },
  { await_completion: Type.Boolean(), await_event_key: Text },
);
export const BatchAnswer = Type.Object({
  results: Type.Array(object({ status: Int }, { body: Any })),
});
const RunToken = { run_token: Text, run_token_expires_at: Time };
export const TriggerAnswer = Type.Union([
  object({ id: Id, status: Text, idempotency_hit: Type.Boolean(), ...RunToken }, { payload_hash: Text }),
  Type.Object({ id: Id, status: Text, batch: Type.Literal(true), ...RunToken }),
  Type.Object({ debounced: Type.Literal(true), fire_at: Time }),
  Type.Object({ buffered: Type.Literal(true) }),
]);
export const BulkAnswer = Type.Object({
  batch_id: Id,
  results: Type.Array(Type.Object({ id: Id, status: Text, idempotency_hit: Type.Boolean(), ...RunToken })),
  total: Int,
  created: Int,
});
export const BatchOperation = Type.Object({
  id: Id,
  project_id: Text,
  job_id: Id,
  item_count: Int,
  created_count: Int,
  created_by: Text,
  created_at: Time,
  finished_at: Time,
});
export const ClaimAnswer = Type.Object({
  runs: Type.Array(
    object(
      {
        run_id: Id,
        job_id: Id,
        job_slug: Text,
        attempt: Int,
        payload: Any,
        run_token: Text,
        timeout_secs: Int,
        metadata: Type.Record(Text, Text),
      },
      { assignment_id: Text, last_checkpoint: object({ sequence: Int, state: Any }, {}) },
    ),
  ),
});
const RateLimited = { rate_limit_requests: Int, rate_limit_window_secs: Int };
export const ApiKeyObject = object(
  { id: Id, project_id: Text, name: Text, key_prefix: Text, scopes: Type.Array(Text), created_at: Time },
  {
    key: Text,
    expires_at: Time,
    last_used_at: Time,
    rotation_interval_days: Int,
    next_rotation_at: Time,
    replaced_by_key_id: Id,
    grace_expires_at: Time,
    ...RateLimited,
  },
);
export const RotatedApiKey = Type.Object({
  ...ApiKeyObject.properties,
  key: Text,
  old_key_id: Id,
  new_key_id: Id,
  grace_expires_at: Time,
});
export const Project = object({ id: Text, name: Text, created_at: Time }, RateLimited);
export const Worker = object(
  {
    id: Text,
    worker_id: Text,
    project_id: Text,
    status: Type.Enum(["active", "silent"]),
    queues: Type.Array(Text),
    job_slugs: Type.Array(Text),
    connected_at: Time,
    last_seen_at: Time,
  },
  {},
);
export const WorkerTask = object(
  { run_id: Id, job_id: Id, worker_id: Text, attempt: Int, status: Text },
  { assignment_id: Text, started_at: Time, heartbeat_at: Time },
);
const SUBSCRIPTION = {
  id: Id,
  project_id: Text,
  webhook_url: Text,
  event_types: Type.Array(Text),
  active: Type.Boolean(),
  retry_policy: Type.Enum([...RETRY_POLICIES]),
  created_at: Time,
  updated_at: Time,
};
export const WebhookSubscription = object(SUBSCRIPTION, { secret_grace_expires_at: Time });
/** The secret is shown here and never again; `signing_secret` and `subscription` are the reference's form. */
export const NewWebhookSubscription = object(
  { ...SUBSCRIPTION, secret: Text, signing_secret: Text, subscription: WebhookSubscription },
  {},
);
export const RotatedSecret = object(
  { subscription_id: Id, new_secret: Text, secret: Text, grace_expires_at: Time, grace_period_minutes: Int },
  {},
);
export const WebhookDelivery = object(
  {
    id: Id,
    project_id: Text,
    webhook_url: Text,
    status: Type.Enum([...DELIVERY_STATUSES]),
    attempts: Int,
    max_attempts: Int,
    retry_policy: Text,
    created_at: Time,
    updated_at: Time,
  },
  {
    subscription_id: Id,
    event_type: Text,
    run_id: Id,
    job_id: Id,
    event_trigger_id: Id,
    last_status_code: Int,
    last_error: Text,
    response_body: Text,
    next_retry_at: Time,
    delivered_at: Time,
    replay_of: Id,
  },
);
export const WebhookTest = object(
  { success: Type.Boolean(), latency_ms: Int },
  { status_code: Int, response_body: Text, error: Text },
);
export const ErrorEnvelope = Type.Object({
  error: object({ code: Text, message: Text }, { details: Type.Array(Text) }),
  message: { ...Text, description: "That of `error`, with its first detail: what simple clients show." },
  request_id: Text,
});
