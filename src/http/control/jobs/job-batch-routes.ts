import { setImmediate as nextTurn } from "node:timers/promises";
import { jobJson } from "../../../api/job.js";
import {
  CreatedJobs,
  createdJobsJson,
  JobIds,
  JobInputs,
  UpdatedJobs,
  updatedJobsJson,
} from "../../../api/job-answers.js";
import { newJob, patchedJob } from "../../../api/job-changes.js";
import { jsonList } from "../../../api/writer.js";
import { FAILURES, fail, isFailure } from "../../../domain/failures.js";
import { atHome } from "../../at-home.js";
import { cellOfJob } from "../../cell-choice.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, projectOf } from "../page.js";
import { changeJob, jobDefaults, problemsOf, secretOf } from "./job-routes.js";

const COMMON = { method: "post", tag: "jobs", scope: "jobs:write" } as const;
const CREATE = controlRoute({
  ...COMMON,
  path: "/v1/jobs/batch",
  operationId: "createJobs",
  summary: "Create jobs; what is wrong with one does not hinder the others",
  idempotent: true,
  crosses: true,
  body: JobInputs,
  responses: { 201: CreatedJobs },
  async handle(gateway, { caller, body, once }) {
    const created: string[] = [];
    const errors: { index: number; message: string }[] = [];
    for (const [index, input] of body.jobs.entries()) {
      const projectId = projectOf(caller, input.project_id);
      const onceOf = once === undefined ? undefined : `${once}:${index}`;
      const result = await atHome(gateway.homes, async () => {
        const own = isRefused(projectId) ? gateway : gateway.cells.ofProject(projectId);
        const job = newJob(input, own.store.cell.newId(), Date.now(), jobDefaults(gateway.config));
        const refused = isRefused(projectId) ? projectId : await problemsOf(own, job);
        // What is created waits for Redis; of what is refused, all would be looked at in one turn.
        if (refused !== undefined) await nextTurn();
        return refused ?? own.store.jobs.create(job, secretOf(input) ?? "", onceOf);
      });
      if (isFailure(result)) {
        errors.push({ index, message: result.message ?? FAILURES[result.failure][2] });
      } else created.push(jobJson(result.job));
    }
    if (created.length === 0) {
      const details = errors.map(({ index, message }) => `jobs[${index}]: ${message}`);
      return fail("bad_request", { message: "no job was created", details });
    }
    return json(
      201,
      createdJobsJson({
        created: jsonList(created),
        errors: errors.length === 0 ? undefined : JSON.stringify(errors),
      }),
    );
  },
});
const SWITCHES = ([true, false] as const).map((enabled) =>
  controlRoute({
    ...COMMON,
    path: `/v1/jobs/batch-${enabled ? "enable" : "disable"}`,
    operationId: enabled ? "enableJobs" : "disableJobs",
    summary: `${enabled ? "Enable" : "Disable"} jobs; ids of no job of the caller are left out`,
    crosses: true,
    body: JobIds,
    responses: { 200: UpdatedJobs },
    async handle(gateway, call) {
      let updated = 0;
      for (const id of new Set(call.body.ids)) {
        const change = await atHome(gateway.homes, async () => {
          const own = await cellOfJob(gateway.cells, id, call.caller);
          return changeJob(own, { ...call, params: [id] }, (job) => ({
            ...patchedJob(job, {}, Date.now()),
            enabled,
          }));
        });
        if (!isFailure(change)) updated++;
      }
      return json(200, updatedJobsJson({ updated }));
    },
  }),
);

/** Many jobs in one call (control-api 1). */
export const JOB_BATCH_ROUTES: readonly ControlRoute[] = [CREATE, ...SWITCHES];
