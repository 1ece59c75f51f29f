import { jobJson } from "../../../api/job.js";
import {
  BUFFERED_TRIGGER,
  CreatedByTrigger,
  debouncedTriggerJson,
  dryRunJson,
  FoundByTrigger,
  flushedBatchJson,
  triggeredRunJson,
} from "../../../api/trigger.js";
import { TriggerBody } from "../../../api/trigger-bodies.js";
import { type Failure, fail, isFailure } from "../../../domain/failures.js";
import { untilUnchanged } from "../../../domain/until-unchanged.js";
import { type Triggered, triggeredJob } from "../../../store/triggers.js";
import type { Gateway } from "../../gateway.js";
import { json, type Reply } from "../../wire/reply.js";
import { type ControlCall, type ControlRoute, controlRoute } from "../../wire/route.js";
import type { CachedJob } from "../jobs/job-cache.js";
import { idempotencyKeyOf, renewTrigger } from "./kept-trigger.js";
import { holdOf, type Prepared, prepare } from "./trigger-request.js";
import { triggeredBefore } from "./triggered-before.js";

/**
 * Does something with the job named by the path, in the version last seen here, and again with the newest when
 * the command has found another one. 404 for another project's.
 */
export async function withJob(
  gateway: Gateway,
  call: ControlCall,
  act: (job: CachedJob) => Promise<Reply | Failure | "changed">,
): Promise<Reply | Failure> {
  const { jobs, homes, store } = gateway;
  const { caller, params, asked } = call;
  const jobId = params[0] ?? "";
  const actOn = async (cached: CachedJob | undefined): Promise<Reply | Failure | "changed"> => {
    const foreign = caller.projectId !== undefined && cached?.job.project_id !== caller.projectId;
    if (cached === undefined && (await isNewElsewhere(gateway, caller.projectId)))
      return fail("project_elsewhere");
    if (cached === undefined || foreign) return fail("job_not_found");
    // What its project has left elsewhere is known as of this version at least: one that comes back has another.
    if (!homes.knows(store.cell.number, cached.readAtMs) && !(await isLookedAt(gateway, cached)))
      return fail("unavailable");
    if (asked !== undefined && String(asked) !== String(homes.leftBy(caller.projectId)))
      return fail("project_elsewhere");
    return act(cached);
  };
  const reply = await untilUnchanged((attempt) => {
    const seen = attempt === 0 ? jobs.seen(jobId) : undefined;
    return seen === undefined ? jobs.refresh(jobId).then(actOn) : actOn(seen);
  });
  if (reply === "changed") return fail("job_changed");
  // The next try finds it where it lies.
  if (isFailure(reply) && reply.failure === "project_elsewhere") await homes.refresh();
  return reply;
}

/** A job that was made where its project lies now is not known where this process takes it to be. */
async function isNewElsewhere({ homes, store }: Gateway, projectId: string | undefined): Promise<boolean> {
  return projectId !== undefined && homes.hasLeft(projectId, store.cell.number);
}

async function isLookedAt({ homes, store }: Gateway, { readAtMs }: CachedJob): Promise<boolean> {
  // Other cells may be away: this one is not.
  await homes.refresh().catch(() => undefined);
  return homes.knows(store.cell.number, readAtMs);
}

/** `POST /v1/jobs/{jobID}/trigger` (control-api 2.1); `run_token` in the answer is ours. */
export const TRIGGER_ROUTE: ControlRoute = controlRoute({
  method: "post",
  path: "/v1/jobs/:jobID/trigger",
  operationId: "triggerRun",
  summary: "Create a run of the job",
  tag: "runs",
  scope: "jobs:trigger",
  idempotent: true,
  body: TriggerBody,
  bodyOptional: true,
  responses: { 200: FoundByTrigger, 201: CreatedByTrigger },
  renew: renewTrigger,
  handle: (gateway, call) => withJob(gateway, call, (cached) => trigger(gateway, cached, call)),
});

async function trigger(
  gateway: Gateway,
  cached: CachedJob,
  call: ControlCall<TriggerBody>,
): Promise<Reply | Failure | "changed"> {
  const { body } = call;
  const { job } = cached;
  const payload = call.raw("payload");
  const wanted = {
    body,
    payload,
    idempotencyKey: idempotencyKeyOf(call),
    actor: call.caller.actor,
    header: call.header,
    traceparent: call.traceparent,
  };
  const preparing = prepare(gateway, cached, [wanted], { single: true, nowMs: gateway.tokens.nowMs() });
  const all = preparing instanceof Promise ? await preparing : preparing;
  if ("refusal" in all) return all.refusal;
  const [prepared] = all;
  if (prepared === undefined) return fail("internal_error");
  if (body.dry_run === true) return dryRun(cached, call, prepared);
  const [before] =
    gateway.left(job.project_id).length === 0 ? [] : await triggeredBefore(gateway, job, [prepared.item]);
  if (before !== undefined) return answerOf(gateway, prepared, before, call.traceparent);
  const hold = holdOf(gateway, job, body, payload);
  const triggered = await gateway.store.triggers.trigger(triggeredJob(job), prepared.item, hold);
  if (triggered === "job_changed") return "changed";
  if (isFailure(triggered)) return triggered;
  return answerOf(gateway, prepared, triggered, call.traceparent);
}

type Outcome = Exclude<Triggered, Failure | "job_changed">;

function answerOf(
  gateway: Gateway,
  prepared: Prepared,
  triggered: Outcome,
  traceparent: string | undefined,
): Reply {
  const { item, payloadHash, tokenExpiresAtMs } = prepared;
  /** A token for the run; another request's run has a trace of its own. */
  const tokenOf = (runId: string, attempt: number) => {
    const own = runId === item.runId ? traceparent : undefined;
    const run_token = gateway.tokens.sign({ runId, attempt, traceparent: own }, tokenExpiresAtMs);
    return { run_token, run_token_expires_at: tokenExpiresAtMs };
  };
  switch (triggered.outcome) {
    case "created":
    case "duplicate": {
      const { status } = triggered;
      const [id, attempt] =
        triggered.outcome === "created" ? [item.runId, 1] : [triggered.runId, triggered.attempt];
      const run = { id, status, payload_hash: payloadHash, idempotency_hit: false, ...tokenOf(id, attempt) };
      return json(201, triggeredRunJson(run));
    }
    case "exists": {
      const { runId: id, status, attempt } = triggered;
      return json(200, triggeredRunJson({ id, status, idempotency_hit: true, ...tokenOf(id, attempt) }));
    }
    case "flushed": {
      const { runId: id, status } = triggered;
      return json(201, flushedBatchJson({ id, status, batch: true, ...tokenOf(id, 1) }));
    }
    case "debounced":
      return json(201, debouncedTriggerJson({ debounced: true, fire_at: triggered.fireAtMs }));
    case "buffered":
      return json(201, BUFFERED_TRIGGER);
  }
}

function dryRun(
  { job }: CachedJob,
  call: ControlCall<TriggerBody>,
  { payloadHash, startByMs }: Prepared,
): Reply | Failure {
  if (!job.enabled) return fail("job_disabled");
  if (job.paused) return fail("job_paused");
  const { scheduled_at } = call.body;
  const answer = {
    job: jobJson(job),
    payload_hash: payloadHash,
    scheduled_at,
    expires_at: startByMs,
    payload: call.raw("payload") ?? "{}",
  };
  return json(200, dryRunJson(answer));
}
