import { type ClaimBody, claimedRunJson, claimedRunsJson, lastCheckpointJson } from "../api/claim.js";
import { LIMITS } from "../domain/limits.js";
import { TRACE_METADATA } from "../domain/trace-context.js";
import type { ClaimedRun, ClaimRequest } from "../store/claims.js";
import type { Gateway } from "./gateway.js";

type Wanted = Pick<ClaimBody, "worker_id" | "max" | "job_slugs" | "queues">;

/** What a worker of the project asks for; it was seen with that. */
export async function claimRequestOf(
  { jobs, workersSeen }: Gateway,
  projectId: string,
  wanted: Wanted,
): Promise<ClaimRequest> {
  const { worker_id: workerId, max = 1, queues = [], job_slugs: jobSlugs = [] } = wanted;
  const filter = await filterOf(jobs, projectId, wanted);
  workersSeen.note(projectId, workerId, { queues, jobSlugs });
  return { projectId, workerId, max, ...filter };
}

async function filterOf(
  jobs: Gateway["jobs"],
  projectId: string,
  body: Wanted,
): Promise<Pick<ClaimRequest, "by" | "filter">> {
  if (body.job_slugs !== undefined && body.job_slugs.length > 0) {
    const ids = await Promise.all(body.job_slugs.map((slug) => jobs.idBySlug(projectId, slug)));
    return { by: "jobs", filter: ids.filter((id) => id !== undefined) };
  }
  if (body.queues !== undefined && body.queues.length > 0) return { by: "queues", filter: body.queues };
  return { by: "all", filter: [] };
}

/** The runs that were claimed, each with its token, as JSON text. */
export async function claimedJson(gateway: Gateway, claimed: readonly ClaimedRun[]): Promise<string> {
  return claimedRunsJson(await Promise.all(claimed.map((run) => runJson(gateway, run))));
}

async function runJson(gateway: Gateway, run: ClaimedRun): Promise<string> {
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
