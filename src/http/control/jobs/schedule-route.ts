import { JobSchedule, jobScheduleJson } from "../../../api/job-answers.js";
import { nextTick } from "../../../domain/cron.js";
import { fail } from "../../../domain/failures.js";
import { timestamp } from "../../../domain/time.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { visibleJob } from "./job-routes.js";

/** Ticks that are told: enough to see what the expression means. */
const TICKS = 5;

/** `GET /v1/jobs/{jobID}/schedule`: when a job's schedule makes its next runs. Ours. */
export const SCHEDULE_ROUTE: ControlRoute = controlRoute({
  method: "get",
  path: "/v1/jobs/:jobID/schedule",
  operationId: "getJobSchedule",
  summary: "Ours: the schedule of a job and its next ticks",
  tag: "jobs",
  scope: "jobs:read",
  responses: { 200: JobSchedule },
  async handle(gateway, call) {
    const job = await visibleJob(gateway, call);
    if (job === undefined) return fail("job_not_found");
    const { cron, timezone = "UTC" } = job;
    if (cron === undefined) return fail("bad_request", { message: "the job has no cron" });
    const next: string[] = [];
    let at = Date.now();
    try {
      while (next.length < TICKS) {
        at = nextTick(cron, timezone, at);
        next.push(timestamp(at));
      }
    } catch {
      return fail("bad_request", { message: "the times of the job's schedule cannot be reckoned" });
    }
    return json(200, jobScheduleJson({ cron, timezone, next }));
  },
});
