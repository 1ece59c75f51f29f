import {
  ClaimBody,
  ClaimedRuns,
  claimedRunJson,
  claimedRunsJson,
  lastCheckpointJson,
} from "../../../api/claim.js";
import { LIMITS } from "../../../domain/limits.js";
import { TRACE_METADATA } from "../../../domain/trace-context.js";
import type { ClaimedRun } from "../../../store/claims.js";
import type { Gateway } from "../../gateway.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import type { JobCache } from "../jobs/job-cache.js";
import { isRefused, projectOf } from "../page.js";

/** `POST /v1/workers/claim`, ours: the pull side of control-api 6.5 as a long poll. */
export const CLAIM_ROUTE: ControlRoute = controlRoute({
  method: "post",
  path: "/v1/workers/claim",
  operationId: "claimRuns",
  summary: "Claim ready runs of pull jobs; waits for some when there is none",
  tag: "workers",
  scope: "workers:connect",
  waits: true,
  body: ClaimBody,
  responses: { 200: ClaimedRuns },
  async handle(gateway, { caller, body, gone, whenGone }) {
    const projectId = projectOf(caller);
    if (isRefused(projectId)) return projectId;
    const filter = await filterOf(gateway.jobs, projectId, body);
    gateway.workersSeen.note(projectId, body.worker_id, {
      queues: body.queues ?? [],
      jobSlugs: body.job_slugs ?? [],
    });
    const request = { projectId, workerId: body.worker_id, max: body.max ?? 1, ...filter };
    const claimed = await gateway.waiters.claim(request, body.wait_ms ?? 0, { gone, whenGone });
    const runs = await Promise.all(claimed.map((run) => claimedJson(gateway, run)));
    return json(200, claimedRunsJson(runs));
  },
});

async function filterOf(
  jobs: JobCache,
  projectId: string,
  body: ClaimBody,
): Promise<{ by: "jobs" | "queues" | "all"; filter: readonly string[] }> {
  if (body.job_slugs !== undefined && body.job_slugs.length > 0) {
    const ids = await Promise.all(body.job_slugs.map((slug) => jobs.idBySlug(projectId, slug)));
    return { by: "jobs", filter: ids.filter((id) => id !== undefined) };
  }
  if (body.queues !== undefined && body.queues.length > 0) return { by: "queues", filter: body.queues };
  return { by: "all", filter: [] };
}

async function claimedJson(gateway: Gateway, run: ClaimedRun): Promise<string> {
  const { runId, attempt, assignmentId, timeoutSecs, checkpoint } = run;
  const expiresAtMs = gateway.tokens.nowMs() + LIMITS.dequeuedMs + timeoutSecs * 1000 + LIMITS.tokenGraceMs;
  const metadata: Record<string, string> = Object.create(null);
  for (let index = 0; index + 1 < run.metadata.length; index += 2) {
    metadata[run.metadata[index] ?? ""] = run.metadata[index + 1] ?? "";
  }
  const traced = gateway.traffic.settings.tracing !== undefined;
  return claimedRunJson({
    run_id: runId,
    job_id: run.jobId,
    job_slug: await gateway.jobs.slugOf(run.jobId),
    attempt,
    assignment_id: assignmentId,
    run_token: gateway.tokens.issue(
      {
        runId,
        attempt,
        assignmentId,
        traceparent: traced ? (metadata[TRACE_METADATA.Traceparent] ?? "") : undefined,
      },
      expiresAtMs,
    ),
    run_token_expires_at: expiresAtMs,
    timeout_secs: timeoutSecs,
    metadata,
    payload: run.payload === "" ? "{}" : run.payload,
    last_checkpoint:
      checkpoint === undefined
        ? undefined
        : lastCheckpointJson({ sequence: Number(checkpoint.sequence), state: checkpoint.state }),
  });
}
