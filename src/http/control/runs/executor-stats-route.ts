import { ExecutorStats, executorStatsJson } from "../../../api/run-answers.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, projectOf } from "../page.js";

/** `GET /v1/stats/executors`: how lately executors were heard of, and who waits for runs. Ours. */
export const EXECUTOR_STATS_ROUTE: ControlRoute = controlRoute({
  method: "get",
  path: "/v1/stats/executors",
  operationId: "getExecutorStats",
  summary: "Ours: how long ago executing runs had their last heartbeat, and how many claims wait for runs",
  tag: "runs",
  scope: "stats:read",
  responses: { 200: ExecutorStats },
  async handle({ store: { heartbeatAges, processes } }, { caller }) {
    const projectId = projectOf(caller);
    if (isRefused(projectId)) return projectId;
    const [{ executing, sampled, p50Ms, p99Ms }, waitingClaims] = await Promise.all([
      heartbeatAges.read(projectId),
      processes.waitingClaims(projectId),
    ]);
    const answer = {
      ...{ executing, sampled },
      heartbeat_p50_ms: p50Ms,
      heartbeat_p99_ms: p99Ms,
      waiting_claims: waitingClaims,
    };
    return json(200, executorStatsJson(answer));
  },
});
