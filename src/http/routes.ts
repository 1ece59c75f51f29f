import { apiKeyRoutes, projectRoutes } from "./control/admin-routes.js";
import { bulkTriggerRoutes } from "./control/bulk-trigger-route.js";
import { claimRoute } from "./control/claim-route.js";
import type { ClaimWaiters } from "./control/claim-waiters.js";
import { deliveryRoutes } from "./control/delivery-routes.js";
import { eventRoutes } from "./control/event-routes.js";
import { eventUpkeepRoutes } from "./control/event-upkeep-routes.js";
import { jobBatchRoutes } from "./control/job-batch-routes.js";
import { jobEndpointRoutes } from "./control/job-endpoint-routes.js";
import { jobRoutes } from "./control/job-routes.js";
import { runActionRoutes } from "./control/run-action-routes.js";
import { runBulkRoutes } from "./control/run-bulk-routes.js";
import { runInspectRoutes } from "./control/run-inspect-routes.js";
import { runRecordRoutes } from "./control/run-record-routes.js";
import { runRoutes } from "./control/run-routes.js";
import { sseTokenRoute } from "./control/sse-token-route.js";
import { triggerRoute } from "./control/trigger-route.js";
import { webhookRoutes } from "./control/webhook-routes.js";
import { webhookTestRoute } from "./control/webhook-test-route.js";
import { workerRoutes } from "./control/worker-routes.js";
import { batchRoute } from "./executor/batch-route.js";
import { lifecycleRoutes } from "./executor/lifecycle-routes.js";
import { memoryRoutes } from "./executor/memory-routes.js";
import { recordRoutes } from "./executor/record-routes.js";
import type { Gateway } from "./gateway.js";
import type { JobCache } from "./job-cache.js";
import type { ControlRoute, ExecutorRoute } from "./route.js";

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
