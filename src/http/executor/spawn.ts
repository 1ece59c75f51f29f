import type { Static } from "typebox";
import type { SpawnBody } from "../../api/executor-bodies.js";
import { runFields } from "../../api/run-fields.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { newIdBeside } from "../../domain/ids.js";
import { LIMITS } from "../../domain/limits.js";
import { untilUnchanged } from "../../domain/until-unchanged.js";
import type { ExecutorIdentity } from "../../store/executor-commands.js";
import type { CrossingGateway } from "../gateway.js";
import type { Reply } from "../wire/reply.js";
import { invalid } from "./operations.js";
import { spawnAway, spawnedReply } from "./spawn-away.js";

/**
 * Creates a child run. One command, made for the job as it was last seen here: Redis knows which job a slug means in the
 * parent's project, and answers with it when that is another one, or another version of it.
 */
export async function spawn(
  gateway: CrossingGateway,
  token: ExecutorIdentity,
  body: Static<typeof SpawnBody>,
  payload: string | undefined,
): Promise<Reply | Failure> {
  const { jobs, store } = gateway;
  const { cell, executor } = store;
  const { job_slug: slug, job_id: id, project_id: projectId } = body;
  if (slug === undefined && id === undefined) return invalid("job_slug: is required, or job_id");
  if (projectId !== undefined && !cell.has(projectId)) {
    return spawnAway(gateway, token, { ...body, project_id: projectId }, payload);
  }
  const wanted = {
    ...{ jobId: id, jobSlug: id === undefined ? slug : undefined, projectId },
    targetApiKey: body.target_api_key,
    idempotencyKey: body.idempotency_key,
    childId: newIdBeside(token.runId),
    triggerId: body.await_completion === true ? newIdBeside(token.runId) : undefined,
    awaitSecs: body.await_timeout_secs ?? LIMITS.awaitSecs.default,
  };
  let gone: string | undefined;
  let cached = id === undefined ? jobs.seenAs(projectId, slug ?? "") : jobs.seen(id);
  const reply = await untilUnchanged(async () => {
    const job = cached?.job;
    const spawned = await executor.spawn(token, {
      ...{ ...wanted, gone },
      ...{ knownId: job?.id, jobVersion: job?.version, executionMode: job?.execution_mode },
      fields:
        job === undefined
          ? []
          : runFields(job, { payload, actor: `run:${token.runId}`, triggeredBy: "spawn" }),
    });
    if (isFailure(spawned)) return spawned;
    if ("changedTo" in spawned) {
      // One that is known here as well may be the right one: only its version is compared.
      const known = spawned.changedTo === job?.id ? undefined : jobs.seen(spawned.changedTo);
      cached = known ?? (await jobs.refresh(spawned.changedTo));
      return "changed";
    }
    const answer = await spawnedReply(gateway, { parentRunId: token.runId, newId: wanted.childId }, spawned);
    if ("gone" in answer) gone = answer.gone;
    return "gone" in answer ? "changed" : answer;
  });
  return reply === "changed" ? fail("job_changed") : reply;
}
