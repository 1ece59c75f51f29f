import { Type } from "typebox";
import { Job, JobInput, JobPatch, jobJson } from "../../../api/job.js";
import { JobPause } from "../../../api/job-answers.js";
import { type JobDefaults, jobProblems, newJob, patchedJob } from "../../../api/job-changes.js";
import { scheduleProblem, startProblems } from "../../../api/job-start.js";
import { pageOf } from "../../../api/page.js";
import type { Config } from "../../../config.js";
import { type Failure, fail, isFailure } from "../../../domain/failures.js";
import { checkEndpointUrl } from "../../../domain/public-address.js";
import { untilUnchanged } from "../../../domain/until-unchanged.js";
import type { Gateway } from "../../gateway.js";
import { schemaProblems } from "../../inspection.js";
import { webhookRules } from "../../webhook-url.js";
import { json, noContent, type Reply } from "../../wire/reply.js";
import { type ControlCall, type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, PageQuery, page, pageRequest, projectOf } from "../page.js";

/**
 * What the fields say together, the endpoints and the schemas; a 400 with every line at once. Schemas that are those
 * of `before` were looked at when they came.
 */
/** What a job gets that its input does not name. */
export function jobDefaults({ defaultMaxAttempts, defaultTimeoutSecs }: Config): JobDefaults {
  return { maxAttempts: defaultMaxAttempts, timeoutSecs: defaultTimeoutSecs };
}

export async function problemsOf(gateway: Gateway, job: Job, before?: Job): Promise<Failure | undefined> {
  const rules = {
    allowPrivate: gateway.config.allowPrivateEndpoints,
    requireTls: gateway.config.endpointRequireTls,
  };
  const details = [...jobProblems(job), ...startProblems(job, gateway.config.retentionShortMs)];
  for (const name of ["endpoint_url", "fallback_endpoint_url"] as const) {
    const url = job[name];
    const checked = url === undefined ? undefined : checkEndpointUrl(url, rules);
    if (checked !== undefined && "rejected" in checked) details.push(`${name}: ${checked.rejected}`);
  }
  if (job.webhook_url) {
    const checked = checkEndpointUrl(job.webhook_url, webhookRules(gateway.config));
    if ("rejected" in checked) details.push(`webhook_url: ${checked.rejected}`);
  }
  const names = (["payload_schema", "result_schema"] as const).filter(
    (name) => job[name] !== undefined && job[name] !== before?.[name],
  );
  const schemas = names.map((name) => job[name]);
  const problems = await schemaProblems(gateway.sandbox, job.project_id, schemas);
  if ("failure" in problems) return problems;
  for (const [index, name] of names.entries()) {
    if (problems[index] !== undefined) details.push(`${name}: ${problems[index]}`);
  }
  return details.length === 0 ? undefined : fail("invalid_value", { message: details[0] ?? "", details });
}

export function secretOf(body: {
  webhook_secret?: string;
  endpoint_signing_secret?: string;
}): string | undefined {
  return body.webhook_secret ?? body.endpoint_signing_secret;
}

/** Reads, changes and writes a job; a change by somebody else in between is read and tried anew. */
export async function changeJob(
  gateway: Gateway,
  call: ControlCall,
  apply: (job: Job) => Job,
  secret?: string,
): Promise<Job | Failure> {
  const { jobs } = gateway.store;
  const changed = await untilUnchanged(async () => {
    const job = await visibleJob(gateway, call);
    if (job === undefined) return fail("job_not_found");
    const next = apply(job);
    const problem = await problemsOf(gateway, next, job);
    if (problem !== undefined) return problem;
    const updated = await jobs.update(next, secret);
    if (!isFailure(updated)) return next;
    return updated.failure === "job_changed" ? "changed" : updated;
  });
  return changed === "changed" ? fail("job_changed") : changed;
}

async function change(
  gateway: Gateway,
  call: ControlCall,
  apply: (job: Job) => Job,
  secret?: string,
): Promise<Reply | Failure> {
  const job = await changeJob(gateway, call, apply, secret);
  return isFailure(job) ? job : json(200, jobJson(job));
}

/** The job named by the path, when the caller may see it: another project's is simply unknown. */
export async function visibleJob(
  gateway: Gateway,
  { caller, params }: ControlCall,
): Promise<Job | undefined> {
  const job = await gateway.store.jobs.getAny(params[0] ?? "");
  return job === undefined || (caller.projectId !== undefined && job.project_id !== caller.projectId)
    ? undefined
    : job;
}

/** Jobs (control-api 1). */
export const JOB_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "post",
    path: "/v1/jobs",
    operationId: "createJob",
    summary: "Create a job",
    tag: "jobs",
    scope: "jobs:write",
    idempotent: true,
    begins: true,
    body: JobInput,
    projectIn: "project_id",
    responses: { 201: Job },
    async handle(gateway, { caller, body, once }) {
      const projectId = projectOf(caller, body.project_id);
      if (isRefused(projectId)) return projectId;
      const job = newJob(body, gateway.store.cell.newId(), Date.now(), jobDefaults(gateway.config));
      const problem = await problemsOf(gateway, job);
      if (problem !== undefined) return problem;
      const created = await gateway.store.jobs.create(job, secretOf(body) ?? "", once);
      return isFailure(created) ? created : json(201, jobJson(created.job));
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/jobs",
    operationId: "listJobs",
    summary: "List jobs, newest first",
    tag: "jobs",
    scope: "jobs:read",
    query: Type.Object({
      ...PageQuery.properties,
      slug: Type.Optional(Type.String()),
      tag_key: Type.Optional(Type.String()),
      tag_value: Type.Optional(Type.String()),
    }),
    responses: { 200: pageOf(Job) },
    async handle(gateway, { caller, query }) {
      const asked = pageRequest(caller, query);
      if (isFailure(asked)) return asked;
      const { projectId, limit } = asked;
      const { slug, tag_key: key, tag_value: value } = query;
      if (value !== undefined && key === undefined)
        return fail("bad_request", { message: "tag_value needs tag_key" });
      if (slug !== undefined) {
        const id = await gateway.store.jobs.idBySlug(projectId, slug);
        const job = id === undefined ? undefined : await gateway.store.jobs.get(projectId, id);
        return page(job === undefined ? [] : [jobJson(job)], undefined);
      }
      const { jobs, nextCursor } = await gateway.store.jobs.list(projectId, limit, query.cursor);
      const shown = jobs.filter(
        ({ tags = {} }) =>
          key === undefined || (value === undefined ? Object.hasOwn(tags, key) : tags[key] === value),
      );
      return page(shown.map(jobJson), nextCursor);
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/jobs/:jobID",
    operationId: "getJob",
    summary: "A job",
    tag: "jobs",
    scope: "jobs:read",
    responses: { 200: Job },
    async handle(gateway, call) {
      const job = await visibleJob(gateway, call);
      if (job === undefined) return fail("job_not_found");
      const schedule_problem = scheduleProblem(job);
      return json(200, JSON.stringify(schedule_problem === undefined ? job : { ...job, schedule_problem }));
    },
  }),
  controlRoute({
    method: "patch",
    path: "/v1/jobs/:jobID",
    operationId: "updateJob",
    begins: true,
    summary: "Change a job: what is absent stays",
    tag: "jobs",
    scope: "jobs:write",
    body: JobPatch,
    responses: { 200: Job },
    handle: (gateway, call) =>
      change(gateway, call, (job) => patchedJob(job, call.body, Date.now()), secretOf(call.body)),
  }),
  controlRoute({
    method: "del",
    path: "/v1/jobs/:jobID",
    operationId: "deleteJob",
    begins: true,
    summary: "Delete a job without active runs",
    tag: "jobs",
    scope: "jobs:write",
    responses: { 204: null },
    async handle(gateway, call) {
      const job = await visibleJob(gateway, call);
      if (job === undefined) return fail("job_not_found");
      return (await gateway.store.jobs.delete(job.project_id, job.id)) ?? noContent();
    },
  }),
  controlRoute({
    method: "post",
    path: "/v1/jobs/:jobID/pause",
    operationId: "pauseJob",
    begins: true,
    summary: "Pause a job: nothing new is triggered or started",
    tag: "jobs",
    scope: "jobs:write",
    body: JobPause,
    bodyOptional: true,
    responses: { 200: Job },
    handle: (gateway, call) =>
      change(gateway, call, (job) => ({
        ...patchedJob(job, {}, Date.now()),
        paused: true,
        ...(call.body.reason === undefined ? {} : { pause_reason: call.body.reason }),
      })),
  }),
  controlRoute({
    method: "post",
    path: "/v1/jobs/:jobID/resume",
    operationId: "resumeJob",
    begins: true,
    summary: "Resume a paused job",
    tag: "jobs",
    scope: "jobs:write",
    responses: { 200: Job },
    handle: (gateway, call) =>
      change(gateway, call, (job) => {
        const { pause_reason: _reason, ...rest } = patchedJob(job, {}, Date.now());
        return { ...rest, paused: false };
      }),
  }),
];
