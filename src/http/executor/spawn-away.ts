import type { Static } from "typebox";
import type { SpawnBody } from "../../api/executor-bodies.js";
import { seenFromAbroad, spawnedRunJson } from "../../api/run.js";
import { runFields } from "../../api/run-fields.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { newIdBeside } from "../../domain/ids.js";
import { LIMITS } from "../../domain/limits.js";
import { untilUnchanged } from "../../domain/until-unchanged.js";
import { type AwayChild, viewOfChild } from "../../store/away-runs.js";
import type { AwaySpawn, ExecutorIdentity, OwnSpawn } from "../../store/executor-commands.js";
import type { CrossingGateway, Gateway } from "../gateway.js";
import { json, type Reply } from "../wire/reply.js";

/**
 * Creates a child of another cell's project. Its cell is asked for the job; the parent's cell then writes down what the
 * child is to be made with, counts it and lets the parent wait, in one step: from there on it will be made. A worker does
 * it, so that the child may not be found for a moment.
 */
export async function spawnAway(
  gateway: CrossingGateway,
  token: ExecutorIdentity,
  body: Static<typeof SpawnBody> & { readonly project_id: string },
  payload: string | undefined,
): Promise<Reply | Failure> {
  const target = gateway.cells.ofProject(body.project_id);
  const childId = target.store.cell.newId();
  const run = { payload, actor: `run:${token.runId}`, triggeredBy: "spawn" } as const;
  const found = await childOf(target, body, childId, run);
  const request = {
    child: isFailure(found) ? ("refused" as const) : found,
    idempotencyKey: body.idempotency_key,
    childId,
    triggerId: body.await_completion === true ? newIdBeside(token.runId) : undefined,
    awaitSecs: body.await_timeout_secs ?? LIMITS.awaitSecs.default,
  };
  let gone: string | undefined;
  const reply = await untilUnchanged(async () => {
    const spawned = await gateway.store.executor.spawnAway(token, { ...request, gone });
    // The run's own refusals come first, and a child that this key has made before is answered whatever its job takes now.
    if (spawned === "refused") return isFailure(found) ? found : fail("job_changed");
    if (isFailure(spawned)) return spawned;
    const answer = await spawnedReply(gateway, { parentRunId: token.runId, newId: request.childId }, spawned);
    if ("gone" in answer) gone = answer.gone;
    return "gone" in answer ? "changed" : answer;
  });
  return reply === "changed" ? fail("job_changed") : reply;
}

/** What the child is made with: of the job as it is now. */
async function childOf(
  { jobs, store }: Gateway,
  body: Static<typeof SpawnBody> & { readonly project_id: string },
  childId: string,
  run: Parameters<typeof runFields>[1],
): Promise<AwayChild | Failure> {
  const { project_id: projectId, job_id: jobId, target_api_key: targetApiKey } = body;
  const jobSlug = jobId === undefined ? body.job_slug : undefined;
  const found = await store.awayRuns.findJob({ projectId, jobId, jobSlug, targetApiKey, childId });
  if (isFailure(found)) return found;
  const seen = jobs.seen(found.jobId);
  const cached = seen?.job.version === found.version ? seen : await jobs.refresh(found.jobId);
  if (cached === undefined) return fail("job_not_found");
  const { job } = cached;
  return { jobId: job.id, projectId, executionMode: job.execution_mode, fields: runFields(job, run) };
}

/** The child as it is, or will be; `gone` is one in another cell that has left. `newId` is that of a child this call makes. */
export async function spawnedReply(
  { cells }: CrossingGateway,
  { parentRunId, newId }: { readonly parentRunId: string; readonly newId: string },
  spawned: OwnSpawn | AwaySpawn,
): Promise<Reply | { readonly gone: string }> {
  if ("child" in spawned) {
    const child = spawned.foreign ? seenFromAbroad(spawned.child) : spawned.child;
    return json(201, spawnedRunJson(child, spawned.awaitKey));
  }
  const { childId, toMake, awaitKey } = spawned;
  // One of before may be made, and even over, while the worker that made it has not written that down, or is dead.
  const made = childId === newId ? undefined : await cells.ofId(childId).store.runs.get(undefined, childId);
  const view = made ?? (toMake === undefined ? undefined : viewOfChild(childId, parentRunId, toMake));
  if (view === undefined) return { gone: childId };
  return json(201, spawnedRunJson(seenFromAbroad(view), awaitKey));
}
