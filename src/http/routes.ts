import { ABSENT_RESOURCE_ROUTES } from "./control/absent-resources.js";
import { API_KEY_ROUTES } from "./control/access/api-key-routes.js";
import { PROJECT_ROUTES } from "./control/access/project-routes.js";
import { SSE_TOKEN_ROUTE } from "./control/access/sse-token-route.js";
import { WHOAMI_ROUTE } from "./control/access/whoami-route.js";
import { EVENT_ROUTES } from "./control/events/event-routes.js";
import { EVENT_UPKEEP_ROUTES } from "./control/events/event-upkeep-routes.js";
import { JOB_BATCH_ROUTES } from "./control/jobs/job-batch-routes.js";
import { JOB_ENDPOINT_ROUTES } from "./control/jobs/job-endpoint-routes.js";
import { JOB_QUEUE_ROUTE } from "./control/jobs/job-queue-route.js";
import { JOB_ROUTES } from "./control/jobs/job-routes.js";
import { SCHEDULE_ROUTE } from "./control/jobs/schedule-route.js";
import { BULK_TRIGGER_ROUTES } from "./control/runs/bulk-trigger-route.js";
import { CLAIM_ROUTE } from "./control/runs/claim-route.js";
import { EXECUTOR_STATS_ROUTE } from "./control/runs/executor-stats-route.js";
import { RUN_ACTION_ROUTES } from "./control/runs/run-action-routes.js";
import { RUN_BULK_ROUTES } from "./control/runs/run-bulk-routes.js";
import { RUN_INSPECT_ROUTES } from "./control/runs/run-inspect-routes.js";
import { RUN_RECORD_ROUTES } from "./control/runs/run-record-routes.js";
import { RUN_ROUTES } from "./control/runs/run-routes.js";
import { SERIES_ROUTE } from "./control/runs/series-route.js";
import { TRIGGER_ROUTE } from "./control/runs/trigger-route.js";
import { WORKER_ROUTES } from "./control/runs/worker-routes.js";
import { SYSTEM_ROUTE } from "./control/system-route.js";
import { DELIVERY_ROUTES } from "./control/webhooks/delivery-routes.js";
import { WEBHOOK_ROUTES } from "./control/webhooks/webhook-routes.js";
import { WEBHOOK_TEST_ROUTE } from "./control/webhooks/webhook-test-route.js";
import { BATCH_ROUTE } from "./executor/batch-route.js";
import { HEARTBEATS_ROUTE } from "./executor/heartbeats-route.js";
import { HOT_ROUTES } from "./executor/hot-routes.js";
import { LIFECYCLE_ROUTES } from "./executor/lifecycle-routes.js";
import { MEMORY_ROUTES } from "./executor/memory-routes.js";
import { RECORD_ROUTES } from "./executor/record-routes.js";
import { SOCKET_ROUTE, SSE_ROUTES } from "./live/followed-routes.js";
import type { ControlRoute, ExecutorRoute, RouteDescription } from "./wire/route.js";

/** What executors call, but for the hot routes. */
export const EXECUTOR_ROUTES: readonly ExecutorRoute[] = [
  ...RECORD_ROUTES,
  ...LIFECYCLE_ROUTES,
  BATCH_ROUTE,
  ...MEMORY_ROUTES,
];

export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...JOB_ROUTES,
  ...JOB_BATCH_ROUTES,
  ...JOB_ENDPOINT_ROUTES,
  SCHEDULE_ROUTE,
  JOB_QUEUE_ROUTE,
  TRIGGER_ROUTE,
  ...BULK_TRIGGER_ROUTES,
  ...RUN_ROUTES,
  ...RUN_ACTION_ROUTES,
  ...RUN_BULK_ROUTES,
  ...RUN_INSPECT_ROUTES,
  SERIES_ROUTE,
  EXECUTOR_STATS_ROUTE,
  ...RUN_RECORD_ROUTES,
  ...EVENT_ROUTES,
  ...EVENT_UPKEEP_ROUTES,
  SSE_TOKEN_ROUTE,
  CLAIM_ROUTE,
  ...WEBHOOK_ROUTES,
  WEBHOOK_TEST_ROUTE,
  ...DELIVERY_ROUTES,
  ...WORKER_ROUTES,
  ...API_KEY_ROUTES,
  WHOAMI_ROUTE,
  ...PROJECT_ROUTES,
  SYSTEM_ROUTE,
  ...ABSENT_RESOURCE_ROUTES,
];

/** Every operation of the API, as its description shows it. */
export const OPERATIONS: readonly RouteDescription[] = [
  ...HOT_ROUTES,
  HEARTBEATS_ROUTE,
  ...EXECUTOR_ROUTES,
  ...CONTROL_ROUTES,
  ...SSE_ROUTES,
  SOCKET_ROUTE,
];
