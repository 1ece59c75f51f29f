import { Counter, Gauge, Histogram } from "./instruments.js";

/** Bounds in seconds. */
const REQUEST_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
const BATCH_SECONDS = [
  0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 3,
];
const BATCH_ENTRIES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000];
const BYTES = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576];

/** Times counted in Lua: powers of two, from 1 ms to 37 hours. */
const LUA_BUCKETS = 27;
const LUA_SECONDS = Array.from({ length: LUA_BUCKETS + 1 }, (_, bucket) => 2 ** bucket / 1000);
const LUA_NUMBERS = Array.from({ length: 8 }, (_, bucket) => 2 ** bucket);

/**
 * Every metric of the process (control-api 9), by the names it has after the prefix. What commands count in Lua
 * comes with their replies to the process that called, so that the sum over all processes is the fleet's.
 */
export const METRICS = {
  runTransitions: new Counter({
    name: "run_transitions_total",
    help: "Changes of status; from is none for a new run.",
    labels: ["from", "to"],
  }),
  runDuration: new Histogram({
    name: "run_duration_seconds",
    help: "From the start of the last attempt to the end of the run.",
    labels: ["status"],
    bounds: LUA_SECONDS,
  }),
  runEndToEnd: new Histogram({
    name: "run_end_to_end_seconds",
    help: "From the creation of a run to its end.",
    labels: ["status"],
    bounds: LUA_SECONDS,
  }),
  queueLag: new Histogram({
    name: "queue_lag_seconds",
    help: "From when a run could be taken to when it was taken.",
    bounds: LUA_SECONDS,
  }),
  queueDepth: new Gauge({ name: "queue_depth", help: "Runs that are queued or dequeued." }),
  queueDepthByStatus: new Gauge({
    name: "queue_depth_by_status",
    help: "Runs by status, ended ones within their retention included; queued counts dequeued ones too.",
    labels: ["status"],
  }),
  queueOldest: new Gauge({
    name: "queue_oldest_queued_age_seconds",
    help: "Age of the oldest run that is queued, since its creation.",
  }),
  queueClaim: new Histogram({
    name: "queue_claim_duration_seconds",
    help: "Time of one claim in Redis, without the waiting of a long poll.",
    bounds: REQUEST_SECONDS,
  }),
  queueUtilization: new Gauge({
    name: "queue_concurrency_utilization",
    help: "Open dispatches of this worker as a share of WORKER_CONCURRENCY.",
  }),
  dlqDepth: new Gauge({ name: "dlq_depth", help: "Runs in dead_letter." }),
  jobQueueDepth: new Gauge({
    name: "bullmq_jobs",
    help: "BullMQ jobs by queue and state.",
    labels: ["queue", "state"],
  }),

  dispatchDuration: new Histogram({
    name: "dispatch_duration_seconds",
    help: "Calls of job endpoints.",
    labels: ["outcome"],
    bounds: CALL_SECONDS,
  }),
  dispatchErrors: new Counter({
    name: "dispatch_errors_total",
    help: "Calls of job endpoints that failed, by error class.",
    labels: ["error_class"],
  }),
  dispatchAttempts: new Counter({ name: "dispatch_attempts_total", help: "Calls of job endpoints." }),
  dispatchStatus: new Counter({
    name: "dispatch_response_status_total",
    help: "Answers of job endpoints by HTTP status.",
    labels: ["status"],
  }),
  dispatchPayload: new Histogram({
    name: "dispatch_payload_bytes",
    help: "Size of payloads sent to job endpoints.",
    bounds: BYTES,
  }),
  traceDispatch: new Histogram({
    name: "execution_trace_dispatch_duration_seconds",
    help: "Connecting, waiting and reading of one dispatch.",
    bounds: CALL_SECONDS,
  }),
  traceQueueWait: new Histogram({
    name: "execution_trace_queue_wait_duration_seconds",
    help: "From the creation of a run to its dispatch.",
    bounds: CALL_SECONDS,
  }),
  heartbeatFlush: new Histogram({
    name: "worker_heartbeat_flush_duration_seconds",
    help: "One round of heartbeats for all open dispatches.",
    bounds: REQUEST_SECONDS,
  }),
  heartbeatLag: new Histogram({
    name: "worker_heartbeat_lag_seconds",
    help: "How late a round of heartbeats was.",
    bounds: REQUEST_SECONDS,
  }),
  retries: new Counter({
    name: "worker_retry_total",
    help: "Attempts that failed and are tried again, by error class.",
    labels: ["error_class"],
  }),
  retryAttempt: new Histogram({
    name: "worker_retry_attempt_number",
    help: "Number of the attempt that a retry begins.",
    bounds: LUA_NUMBERS,
  }),
  snoozes: new Counter({
    name: "run_snooze_total",
    help: "Jobs found closed when a run of them was to be handed out: left alone until they open.",
    labels: ["reason"],
  }),

  reaperOperations: new Counter({
    name: "reaper_operations_total",
    help: "What the sweep did, by what it found and what became of it.",
    labels: ["operation", "status"],
  }),
  reaperDeleted: new Counter({
    name: "reaper_records_deleted_total",
    help: "Records that left after their retention.",
    labels: ["type"],
  }),
  unknownOutboxEntries: new Counter({
    name: "outbox_unknown_entries_total",
    help: "Outbox entries met that this version does not know: a worker of a newer version has to take them.",
  }),
  repairs: new Counter({
    name: "repairs_total",
    help: "Work found lost and handed over again: nothing to worry about unless it grows steadily.",
    labels: ["kind"],
  }),
  damaged: new Counter({
    name: "damaged_records_total",
    help: "Records that the sweep could not work with and left alone; bosporus doctor lists them.",
  }),
  pollerQueued: new Counter({
    name: "scheduler_poller_runs_queued_total",
    help: "Delayed runs that became queued.",
  }),
  schedulerLoop: new Histogram({
    name: "scheduler_loop_duration_seconds",
    help: "One sweep over due and silent runs.",
    bounds: REQUEST_SECONDS,
  }),

  eventsCreated: new Counter({ name: "event_triggers_created_total", help: "Waits that were opened." }),
  eventsReceived: new Counter({ name: "event_triggers_received_total", help: "Waits that ended well." }),
  eventsTimedOut: new Counter({ name: "event_triggers_timed_out_total", help: "Waits whose time ran out." }),
  eventsCanceled: new Counter({ name: "event_triggers_canceled_total", help: "Waits that were canceled." }),
  eventsWait: new Histogram({
    name: "event_triggers_wait_duration_seconds",
    help: "How long waits lasted.",
    bounds: LUA_SECONDS,
  }),

  webhookDeliveries: new Counter({
    name: "webhook_deliveries_total",
    help: "Tries to deliver a webhook.",
    labels: ["status", "retry_policy"],
  }),
  webhookDuration: new Histogram({
    name: "webhook_delivery_duration_seconds",
    help: "Calls of webhook URLs.",
    bounds: CALL_SECONDS,
  }),
  webhookBacklog: new Gauge({ name: "webhook_backlog_depth", help: "Webhook deliveries that wait." }),
  endpointHealth: new Gauge({
    name: "endpoint_health_score",
    help: "Health scores of endpoints: lowest and mean of those this worker has called.",
    labels: ["of"],
  }),

  bulkOperations: new Counter({
    name: "bulk_operations_total",
    help: "Bulk requests that were carried out.",
    labels: ["operation"],
  }),
  httpDuration: new Histogram({
    name: "http_request_duration_seconds",
    help: "Requests by route and status.",
    labels: ["method", "route", "status"],
    bounds: REQUEST_SECONDS,
  }),
  unexpectedErrors: new Counter({
    name: "unexpected_errors_total",
    help: "Errors that nothing was made for: in a request, in a promise that nobody waited for, or anywhere else.",
    labels: ["in"],
  }),
  httpInFlight: new Gauge({ name: "http_inflight_requests", help: "Requests that are not answered yet." }),
  openStreams: new Gauge({ name: "sse_connections", help: "Open readers of event streams." }),
  waitingClaims: new Gauge({ name: "waiting_claims", help: "Long polls that wait for a run." }),
  rateLimited: new Counter({
    name: "rate_limited_total",
    help: "Requests refused by a rate limit or a lock-out.",
    labels: ["limit"],
  }),
  shutdowns: new Counter({ name: "shutdown_total", help: "Orders to stop.", labels: ["signal"] }),

  batchEntries: new Histogram({
    name: "batch_entries",
    help: "Requests that one call to Redis carried.",
    labels: ["command"],
    bounds: BATCH_ENTRIES,
  }),
  batchWait: new Histogram({
    name: "batch_wait_seconds",
    help: "How long the first request of a call waited for it to leave.",
    labels: ["command"],
    bounds: BATCH_SECONDS,
  }),
  redisCall: new Histogram({
    name: "redis_call_duration_seconds",
    help: "Calls to Redis, from sending to the answer.",
    labels: ["command"],
    bounds: BATCH_SECONDS,
  }),
  slowScripts: new Counter({
    name: "slow_scripts_total",
    help: "Calls that held Redis for more than 10 ms, by their command; nobody else was served meanwhile.",
    labels: ["command"],
  }),
  redisRoundTrip: new Histogram({
    name: "redis_round_trip_seconds",
    help: "Round trips of a command that does nothing, measured every second.",
    bounds: BATCH_SECONDS,
  }),
  redisMemory: new Gauge({
    name: "redis_memory_used_ratio",
    help: "Share of maxmemory that Redis uses; from 0.9 on no new runs are taken, from 0.95 on no records. 0: no bound.",
  }),
  refusedCalls: new Counter({
    name: "refused_calls_total",
    help: "Calls refused because too many wait for Redis, by how much they matter: record first, end last.",
    labels: ["command", "importance"],
  }),
  pendingCommands: new Gauge({
    name: "pending_commands",
    help: "Requests that wait for Redis.",
    labels: ["command"],
  }),
} as const;
