import { JobQueue, jobQueueJson } from "../../../api/job-answers.js";
import { fail } from "../../../domain/failures.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { visibleJob } from "./job-routes.js";

/** `GET /v1/jobs/{jobID}/queue`: what of a job waits and runs, by concurrency key. Ours. */
export const JOB_QUEUE_ROUTE: ControlRoute = controlRoute({
  method: "get",
  path: "/v1/jobs/:jobID/queue",
  operationId: "getJobQueue",
  summary: "Ours: what of a job waits and runs, by concurrency key",
  tag: "jobs",
  scope: "jobs:read",
  responses: { 200: JobQueue },
  async handle(gateway, call) {
    const job = await visibleJob(gateway, call);
    if (job === undefined) return fail("job_not_found");
    const queue = await gateway.store.jobQueues.read(job.id);
    const answer = {
      job_id: job.id,
      open_runs: queue.openRuns,
      running: queue.running,
      waiting_keys: queue.waitingKeys,
      blocked_keys: queue.blockedKeys,
      keys: queue.keys.map(({ key, waiting, running, isBlocked, nextRunId }) => ({
        concurrency_key: key === "" ? undefined : key,
        waiting,
        running,
        blocked: isBlocked,
        next_run_id: nextRunId,
      })),
      truncated: queue.isTruncated,
    };
    return json(200, jobQueueJson(answer));
  },
});
