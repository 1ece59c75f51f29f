import { Type } from "typebox";
import { startTtlSecs } from "../../../api/job-start.js";
import { Run, type RunView, runJson } from "../../../api/run.js";
import { ChangedRun, changedRunJson, DebugMode, Reschedule } from "../../../api/run-answers.js";
import { type Failure, fail, isFailure } from "../../../domain/failures.js";
import { LIMITS } from "../../../domain/limits.js";
import { parseTimestamp } from "../../../domain/time.js";
import { schemaText } from "../../../sandbox/sandbox.js";
import { MOVE_REFUSED, type ReplayRequest } from "../../../store/run-actions.js";
import type { Gateway } from "../../gateway.js";
import { payloadRefusal, valueProblems } from "../../inspection.js";
import { json, type Reply } from "../../wire/reply.js";
import { type ControlCall, type ControlRoute, controlRoute } from "../../wire/route.js";
import { visibleRun } from "./run-routes.js";

const DAY_MS = 86_400_000;
const SEQUENCE = /^[1-9]\d{0,8}$/;

/** Id and project of a run the caller has seen. */
export function namesOf(run: RunView): { id: string; projectId: string } {
  return { id: run.fields.get("id") ?? "", projectId: run.fields.get("project_id") ?? "" };
}

function runReply(status: number, result: Failure | { run: RunView }): Reply | Failure {
  return isFailure(result) ? result : json(status, runJson(result.run));
}

/** What a replay of the run is made with, from its job as it is now; a 400 when the job is gone. */
export async function replayRequest(
  gateway: Gateway,
  run: RunView,
  { actor, checkpoint, once }: Pick<ReplayRequest, "actor" | "checkpoint" | "once">,
): Promise<ReplayRequest | Failure> {
  const job = await gateway.store.jobs.getAny(run.fields.get("job_id") ?? "");
  if (job === undefined) return fail("job_gone");
  const metadata = Object.entries(job.default_run_metadata ?? {}).flat();
  const ttlMs = startTtlSecs(job, gateway.config.defaultTtlSecs) * 1000;
  return { checkpoint, ttlMs, actor, metadata, once };
}

/**
 * Statuses in which an action makes sense. Asked for in another one it is a mistake (400); when the run was in one
 * of them and no longer is when the command comes, it lost a race (409).
 */
const MOVES = {
  pause: { from: ["executing", "paused"], summary: "Pause an executing run" },
  resume: { from: ["paused"], summary: "Resume a paused run, in the same attempt" },
  restart: { from: ["executing", "paused"], summary: "Begin the attempt of a run anew" },
} as const;

const MOVE_ROUTES = (["pause", "resume", "restart"] as const).map((action) =>
  controlRoute({
    method: "post",
    path: `/v1/runs/:runID/${action}`,
    operationId: `${action}Run`,
    summary: MOVES[action].summary,
    tag: "runs",
    scope: "runs:write",
    responses: { 200: Run },
    refusals: [400, 409],
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const { from } = MOVES[action];
      if (!from.some((status) => status === run.fields.get("status"))) {
        return fail("run_state", { message: MOVE_REFUSED[action] });
      }
      const { id, projectId } = namesOf(run);
      const moved =
        action === "pause"
          ? await gateway.store.runActions.pause(projectId, id)
          : await gateway.store.runActions.requeue(projectId, id, action);
      return runReply(200, moved);
    },
  }),
);

const REPLAY_ROUTE: ControlRoute = controlRoute({
  method: "post",
  path: "/v1/runs/:runID/replay",
  operationId: "replayRun",
  summary: "Replay a run that failed as a new run",
  tag: "runs",
  scope: "runs:write",
  idempotent: true,
  query: Type.Object({
    from_checkpoint: Type.Optional(
      Type.String({ description: "Sequence of the checkpoint whose state becomes the payload." }),
    ),
  }),
  responses: { 201: Run },
  refusals: [400, 409],
  async handle(gateway, call) {
    const { from_checkpoint: sequence } = call.query;
    if (sequence !== undefined && !SEQUENCE.test(sequence)) {
      return fail("bad_request", { message: "from_checkpoint must be a positive integer" });
    }
    const run = await visibleRun(gateway, call);
    if (run === undefined) return fail("run_not_found");
    const checkpoint = sequence === undefined ? undefined : Number(sequence);
    const { once } = call;
    const request = await replayRequest(gateway, run, { actor: call.caller.actor, checkpoint, once });
    if (isFailure(request)) return request;
    const { id, projectId } = namesOf(run);
    return runReply(201, await gateway.store.runActions.replay(projectId, id, request));
  },
});

const DEAD_LETTER_REPLAY_ROUTE: ControlRoute = controlRoute({
  method: "post",
  path: "/v1/runs/:runID/dlq-replay",
  operationId: "replayDeadLetter",
  summary: "Queue a dead letter again: the same run, from attempt 1",
  tag: "runs",
  scope: "runs:write",
  responses: { 200: Run },
  refusals: [400, 409],
  async handle(gateway, call) {
    const run = await visibleRun(gateway, call);
    if (run === undefined) return fail("run_not_found");
    const { id, projectId } = namesOf(run);
    return runReply(200, await gateway.store.runActions.replayDeadLetter(projectId, id));
  },
});

const CHANGE_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "post",
    path: "/v1/runs/:runID/reschedule",
    operationId: "rescheduleRun",
    summary: "Move the start of a run that has not begun",
    tag: "runs",
    scope: "runs:write",
    body: Reschedule,
    responses: { 200: Run },
    handle: (gateway, call) => reschedule(gateway, call),
  }),
  controlRoute({
    method: "post",
    path: "/v1/runs/:runID/debug",
    operationId: "setRunDebugMode",
    summary: "Switch the debug mode of a run",
    tag: "runs",
    scope: "runs:write",
    body: DebugMode,
    responses: { 200: ChangedRun },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const { id, projectId } = namesOf(run);
      return (
        (await gateway.store.runActions.setDebug(projectId, id, call.body.debug_mode)) ??
        json(200, changedRunJson({ status: "ok" }))
      );
    },
  }),
  controlRoute({
    method: "del",
    path: "/v1/runs/:runID/idempotency-key",
    operationId: "resetIdempotencyKey",
    summary: "Free the idempotency key of a run for another one",
    tag: "runs",
    scope: "runs:write",
    responses: { 200: ChangedRun },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const { id, projectId } = namesOf(run);
      const refused = await gateway.store.runActions.freeIdempotencyKey(projectId, id);
      return refused ?? json(200, changedRunJson({ status: "reset", run_id: id }));
    },
  }),
];

async function reschedule(gateway: Gateway, call: ControlCall<Reschedule>): Promise<Reply | Failure> {
  const atMs = parseTimestamp(call.body.scheduled_at);
  if (atMs === undefined) {
    return fail("bad_request", { message: "scheduled_at must be an RFC 3339 date-time" });
  }
  if (atMs > Date.now() + LIMITS.scheduleAheadDays * DAY_MS) {
    return fail("bad_request", {
      message: `scheduled_at must be at most ${LIMITS.scheduleAheadDays} days ahead`,
    });
  }
  const run = await visibleRun(gateway, call);
  if (run === undefined) return fail("run_not_found");
  const payload = call.raw("payload");
  const job =
    payload === undefined ? undefined : await gateway.store.jobs.getAny(run.fields.get("job_id") ?? "");
  if (job?.payload_schema !== undefined) {
    const schema = schemaText(JSON.stringify(job.payload_schema));
    const found = await valueProblems(gateway.sandbox, job.project_id, schema, payload ?? "{}");
    if (isFailure(found)) return found;
    const refused = payloadRefusal("problem" in found ? [found.problem] : found.lines);
    if (refused !== undefined) return refused;
  }
  const { id, projectId } = namesOf(run);
  return runReply(200, await gateway.store.runActions.reschedule(projectId, id, atMs, payload ?? ""));
}

/** What operators do to single runs (control-api 3.2). */
export const RUN_ACTION_ROUTES: readonly ControlRoute[] = [
  ...MOVE_ROUTES,
  REPLAY_ROUTE,
  DEAD_LETTER_REPLAY_ROUTE,
  ...CHANGE_ROUTES,
];
