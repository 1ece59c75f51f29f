import { MOVE_LIMITS } from "./move-limits.js";

/**
 * Every refusal the API can give, by the outcome's name: status, code of the error envelope, and the sentence.
 * Statuses and sentences of the executor API are those of executor-api sections 1 to 4; codes are those of
 * control-api 8.3.
 */
export const FAILURES = {
  missing_header: [401, "authentication_required", "missing or invalid authorization header"],
  invalid_token: [401, "authentication_required", "invalid run token"],
  missing_run_id: [401, "authentication_required", "missing run ID in token"],
  missing_attempt: [401, "authentication_required", "missing run attempt in token"],
  token_mismatch: [403, "forbidden", "token does not match run ID"],
  not_found: [404, "not_found", "run not found"],
  gone: [410, "gone", "run has reached a terminal state"],
  stale_attempt: [401, "authentication_required", "run token attempt is stale"],
  assignment_lost: [401, "authentication_required", "run assignment is no longer active"],
  not_active: [409, "conflict", "run is not active for this SDK token"],
  not_executing: [409, "conflict", "run is not executing"],

  gap: [409, "conflict", "stream gap"],
  closed: [409, "conflict", "stream is closed"],
  too_many_streams: [400, "bad_request", "too many stream ids with seq or done in this run: reuse one"],
  too_many_keys: [400, "bad_request", "too many keys: reuse or delete one"],
  too_many_bytes: [
    400,
    "bad_request",
    "too many bytes are kept of this run: store less, or delete something",
  ],
  too_many_models: [400, "bad_request", "usage of this run names too many models"],
  sum_too_large: [422, "validation_failed", "the sum is larger than numbers can hold; nothing was recorded"],
  budget_exceeded: [429, "budget_exceeded", "cost budget of the job exceeded; nothing was recorded"],
  token_budget_exceeded: [
    429,
    "token_budget_exceeded",
    "token budget of the job exceeded; nothing was recorded",
  ],
  tool_not_allowed: [403, "tool_not_allowed", "tool is not among the allowed tools of the job"],
  tool_blocked: [403, "tool_blocked", "tool is blocked by the job"],
  tool_call_limit_exceeded: [429, "tool_call_limit_exceeded", "tool call limit of the job exceeded"],
  state_key_not_found: [404, "not_found", "state key not found"],
  memory_key_not_found: [404, "not_found", "memory key not found"],
  quota_exceeded: [400, "bad_request", "memory quota of the job exceeded: delete keys or store less"],
  output_schema_mismatch: [400, "bad_request", "value does not match schema"],
  invalid_schema: [400, "bad_request", "schema is not a valid JSON Schema"],
  schema_too_costly: [422, "validation_failed", "schema takes too long to check: make it simpler"],
  result_schema_mismatch: [
    422,
    "result_schema_validation_failed",
    "result does not match the result schema of the job",
  ],
  result_too_large: [413, "payload_too_large", "result is too large"],
  too_deep: [400, "bad_request", "lineage is too deep"],
  too_many_continuations: [400, "bad_request", "too many runs continue this one already"],
  too_many_waits: [400, "bad_request", "too many waits of this run: continue it as a new run"],
  too_many_children: [400, "bad_request", "too many open children: wait for some to end"],
  wait_too_long: [400, "bad_request", "timeout_secs must be at most 2592000 (30 days)"],
  key_in_use: [409, "conflict", "event key already in use"],
  invalid_notify_url: [400, "bad_request", "notify_url cannot be used"],
  target_key_refused: [403, "forbidden", "target_api_key may not trigger jobs of that project"],
  operation_refused: [422, "validation_failed", "an operation was refused; nothing was applied"],

  authentication_required: [
    401,
    "authentication_required",
    'authentication required: send an API key as "Authorization: Bearer strait_…"',
  ],
  forbidden: [403, "forbidden", "the API key does not have the scope this needs"],
  project_mismatch: [403, "forbidden", "project_id does not match the project of the credential"],
  project_required: [400, "bad_request", "project_id is required"],
  job_not_found: [404, "not_found", "job not found"],
  run_not_found: [404, "not_found", "run not found"],
  event_not_found: [404, "not_found", "event trigger not found"],
  api_key_not_found: [404, "not_found", "API key not found"],
  api_key_rotated: [409, "conflict", "API key was rotated already: rotate its successor"],
  too_many_api_keys: [400, "bad_request", "too many API keys in this project: revoke some"],
  worker_not_found: [404, "not_found", "worker not found"],
  project_busy: [409, "conflict", "project has jobs: delete them first"],
  too_many_requests: [429, "rate_limited", "too many requests: try again later"],
  locked_out: [429, "rate_limited", "too many failed credentials from this address: try again later"],
  project_not_found: [404, "not_found", "project not found"],
  project_kept: [
    409,
    "conflict",
    "a project of this id was deleted and its data is still kept: choose another id, or try again when its retention is over",
  ],
  project_elsewhere: [503, "service_unavailable", "the project is being given another cell: try again"],
  project_drains: [
    503,
    "project_moving",
    "the project is about to move to another cell and begins nothing until then: try again later",
  ],
  run_left_behind: [
    409,
    "conflict",
    "the project has moved to another cell since the run ended: trigger its job anew",
  ],
  project_leaves: [
    409,
    "conflict",
    "the project has moved, and runs or deliveries of it are kept in the cell that it left: try again when their retention is over",
  ],
  project_exists: [409, "conflict", "project already exists"],
  slug_taken: [409, "conflict", "a job with this slug already exists in the project"],
  job_active: [409, "conflict", "job has active runs: cancel them first"],
  webhook_not_found: [404, "not_found", "webhook subscription not found"],
  webhook_changed: [409, "conflict", "webhook subscription was changed at the same time: try again"],
  too_many_webhooks: [400, "bad_request", "too many webhook subscriptions in the project: delete one"],
  delivery_not_found: [404, "not_found", "webhook delivery not found"],
  delivery_delivered: [409, "conflict", "webhook delivery was delivered: replay it to send it again"],
  too_many_deliveries: [409, "conflict", "too many webhook deliveries are pending: try again later"],
  too_many_webhook_tests: [429, "rate_limited", "too many webhook tests at once: try again"],
  invalid_webhook_url: [400, "bad_request", "webhook_url cannot be used"],
  job_changed: [409, "conflict", "job was changed at the same time: try again"],
  job_disabled: [400, "bad_request", "job is disabled"],
  job_paused: [409, "conflict", "job is paused"],
  rate_limited: [429, "rate_limited", "rate limit of the job exceeded: try again later"],
  too_many_held: [
    429,
    "rate_limited",
    "too many debounce or batch keys of the job hold triggers: use fewer keys or try again later",
  ],
  batch_not_found: [404, "not_found", "batch operation not found"],
  too_many_verifies: [429, "rate_limited", "too many endpoints are being verified: try again later"],
  run_state: [400, "bad_request", "the run's status does not allow this"],
  run_conflict: [409, "conflict", "the run changed at the same time"],
  run_canceling: [409, "conflict", "a cancel of the run waits for its executor"],
  not_replayable: [
    400,
    "bad_request",
    "run is not replayable: only runs that failed are; see dlq-replay for dead letters",
  ],
  checkpoint_not_found: [404, "not_found", "checkpoint not found"],
  job_gone: [400, "bad_request", "the job of the run does not exist any more"],
  run_terminal: [400, "bad_request", "run has already ended"],
  event_conflict: [409, "conflict", "event trigger is not waiting"],
  invalid_payload: [400, "bad_request", "payload does not match the payload schema of the job"],
  invalid_value: [400, "bad_request", "invalid value"],
  idempotency_in_flight: [
    409,
    "conflict",
    "a request with this idempotency key is in flight: try again later",
  ],
  idempotency_key_too_long: [400, "bad_request", "idempotency key must be at most 256 characters"],

  too_many_readers: [503, "service_unavailable", "too many SSE connections"],
  invalid_sse_token: [401, "authentication_required", "invalid or expired SSE token"],
  upgrade_required: [426, "upgrade_required", "this path speaks WebSocket: send an Upgrade header"],

  bad_request: [400, "bad_request", "bad request"],
  invalid_json: [400, "bad_request", "invalid JSON body"],
  too_deeply_nested: [400, "bad_request", "JSON body is nested deeper than 64 levels"],
  validation_failed: [422, "validation_failed", "request validation failed"],
  payload_too_large: [413, "payload_too_large", "request body is too large"],
  unsupported_media_type: [415, "unsupported_media_type", "Content-Type must be application/json"],
  unsupported_coding: [415, "unsupported_media_type", "Content-Encoding must be gzip, deflate or identity"],
  not_acceptable: [406, "not_acceptable", "Accept must allow application/json"],
  route_not_found: [404, "not_found", "no such endpoint"],
  method_not_allowed: [405, "method_not_allowed", "method not allowed on this path"],
  request_timeout: [408, "request_timeout", "the request body did not arrive in time"],
  storage_full: [
    503,
    "storage_full",
    "the storage is full: runs can end, be canceled and read; new data is taken again once there is room",
  ],
  unavailable: [503, "service_unavailable", "temporarily unavailable: try again"],
  overloaded: [
    503,
    "service_unavailable",
    "more calls wait than can be carried out in time: try again later",
  ],
  internal_error: [500, "internal_error", "internal error"],
} as const satisfies Record<string, readonly [status: number, code: string, message: string]>;

export type FailureName = keyof typeof FAILURES;

export function isFailureName(name: string): name is FailureName {
  return Object.hasOwn(FAILURES, name);
}

/** A refused call as an outcome. `details` are lines for the envelope, `extra` fields beside the code. */
export interface Failure {
  readonly failure: FailureName;
  readonly message?: string;
  readonly details?: readonly string[];
  readonly extra?: Readonly<Record<string, string | number>>;
  /** For the header Retry-After of a 429 or a 503. */
  readonly retryAfterSecs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export function fail(
  failure: FailureName,
  more: {
    message?: string;
    details?: readonly string[];
    extra?: Readonly<Record<string, string | number>>;
    retryAfterSecs?: number;
    headers?: Readonly<Record<string, string>>;
  } = {},
): Failure {
  return { failure, ...more };
}

/** Of what is begun from outside in a project that comes to rest, which it does for so long at most. */
export function failDrained(leftMs: number): Failure {
  return fail("project_drains", {
    retryAfterSecs: Math.max(1, Math.ceil(Math.min(leftMs, MOVE_LIMITS.drainedRetryMs) / 1000)),
  });
}

export function isFailure(value: object): value is Failure {
  return "failure" in value;
}
