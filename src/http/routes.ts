import { apiKeyRoutes, projectRoutes } from "./control/access/access-routes.js";
import { sseTokenRoute } from "./control/access/sse-token-route.js";
import { eventRoutes } from "./control/events/event-routes.js";
import { eventUpkeepRoutes } from "./control/events/event-upkeep-routes.js";
import { jobBatchRoutes } from "./control/jobs/job-batch-routes.js";
import type { JobCache } from "./control/jobs/job-cache.js";
import { jobEndpointRoutes } from "./control/jobs/job-endpoint-routes.js";
import { jobRoutes } from "./control/jobs/job-routes.js";
import { bulkTriggerRoutes } from "./control/runs/bulk-trigger-route.js";
import { claimRoute } from "./control/runs/claim-route.js";
import type { ClaimWaiters } from "./control/runs/claim-waiters.js";
import { runActionRoutes } from "./control/runs/run-action-routes.js";
import { runBulkRoutes } from "./control/runs/run-bulk-routes.js";
import { runInspectRoutes } from "./control/runs/run-inspect-routes.js";
import { runRecordRoutes } from "./control/runs/run-record-routes.js";
import { runRoutes } from "./control/runs/run-routes.js";
import { triggerRoute } from "./control/runs/trigger-route.js";
import { workerRoutes } from "./control/runs/worker-routes.js";
import { deliveryRoutes } from "./control/webhooks/delivery-routes.js";
import { webhookRoutes } from "./control/webhooks/webhook-routes.js";
import { webhookTestRoute } from "./control/webhooks/webhook-test-route.js";
import { batchRoute } from "./executor/batch-route.js";
import { lifecycleRoutes } from "./executor/lifecycle-routes.js";
import { memoryRoutes } from "./executor/memory-routes.js";
import { recordRoutes } from "./executor/record-routes.js";
import type { Gateway } from "./gateway.js";
import type { ControlRoute, ExecutorRoute } from "./wire/route.js";

/** Every route that goes the usual way: token or key, body, schema, handler, reply. */
export function routesOf(
  gateway: Gateway,
  jobs: JobCache,
  waiters: ClaimWaiters,
): (ExecutorRoute | ControlRoute)[] {
  return [
    ...recordRoutes(gateway),
    ...lifecycleRoutes(gateway),
    batchRoute(gateway),
    ...memoryRoutes(gateway),
    ...jobRoutes(gateway),
    ...jobBatchRoutes(gateway),
    ...jobEndpointRoutes(gateway),
    triggerRoute(gateway, jobs),
    ...bulkTriggerRoutes(gateway, jobs),
    ...runRoutes(gateway),
    ...runActionRoutes(gateway),
    ...runBulkRoutes(gateway),
    ...runInspectRoutes(gateway),
    ...runRecordRoutes(gateway),
    ...eventRoutes(gateway),
    ...eventUpkeepRoutes(gateway),
    sseTokenRoute(gateway),
    claimRoute(gateway, jobs, waiters),
    ...webhookRoutes(gateway),
    webhookTestRoute(gateway),
    ...deliveryRoutes(gateway),
    ...workerRoutes(gateway),
    ...apiKeyRoutes(gateway),
    ...projectRoutes(gateway),
  ];
}
