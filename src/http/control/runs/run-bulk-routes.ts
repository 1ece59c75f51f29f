import { pageOf } from "../../../api/page.js";
import { fieldOf, Run, type RunView, runJson } from "../../../api/run.js";
import {
  CanceledRuns,
  CancelOutcomes,
  canceledRunsJson,
  cancelOutcomeJson,
  cancelOutcomesJson,
  DeadLetters,
  QueuedDeadLetters,
  queuedDeadLettersJson,
  ReplayOutcomes,
  RunFilter,
  RunIds,
  replayOutcomeJson,
  replayOutcomesJson,
  skippedRunJson,
} from "../../../api/run-answers.js";
import { jsonList } from "../../../api/writer.js";
import { FAILURES, type Failure, fail, isFailure } from "../../../domain/failures.js";
import { isId } from "../../../domain/ids.js";
import { LIMITS } from "../../../domain/limits.js";
import { isRunStatus, isTerminal, RUN_STATUSES } from "../../../domain/run-status.js";
import { isDeadLetterCursor } from "../../../store/run-actions.js";
import type { RunFilter as ListFilter } from "../../../store/run-pages.js";
import type { Store } from "../../../store/store.js";
import type { CrossingGateway, Gateway } from "../../gateway.js";
import { json, type Reply } from "../../wire/reply.js";
import { type ControlCall, type ControlRoute, controlRoute } from "../../wire/route.js";
import { mergedNewest } from "../merged.js";
import { isRefused, PageQuery, page, pageRequest, projectOf } from "../page.js";
import { namesOf, replayRequest } from "./run-action-routes.js";

const sentenceOf = (failure: Failure): string => failure.message ?? FAILURES[failure.failure][2];

/** The run of the id, when it exists and the caller may see it. */
async function seen({ cells }: CrossingGateway, call: ControlCall, id: string): Promise<RunView | undefined> {
  return isId(id) ? cells.ofId(id).store.runs.get(call.caller.projectId, id) : undefined;
}

async function cancelMany(gateway: CrossingGateway, call: ControlCall<RunIds>): Promise<Reply> {
  const results = await Promise.all(
    call.body.run_ids.map(async (id) => {
      const run = await seen(gateway, call, id);
      const canceled =
        run === undefined
          ? fail("run_not_found")
          : await gateway.cells.ofId(id).store.runs.cancel(namesOf(run).projectId, id, 0, "");
      return isFailure(canceled)
        ? { id, status: "failed", error: sentenceOf(canceled) }
        : { id, status: "canceled" };
    }),
  );
  const canceled = results.filter(({ status }) => status === "canceled").length;
  const total = results.length;
  const texts = jsonList(results.map(cancelOutcomeJson));
  return json(200, cancelOutcomesJson({ results: texts, total, canceled, failed: total - canceled }));
}

/** What `bulk-cancel-all` asks for, as a filter of the run list; 400 when it asks for nothing or for the ended. */
function filterOf(projectId: string, body: RunFilter): ListFilter | Failure {
  const { job_id, batch_id, triggered_by, status } = body;
  if (!job_id && !batch_id && !triggered_by && !status) {
    return fail("bad_request", { message: "at least one filter is required" });
  }
  if (status && (!isRunStatus(status) || isTerminal(status))) {
    return fail("bad_request", { message: "status must be one of a run that has not ended" });
  }
  const matches = (run: RunView): boolean =>
    (!batch_id || fieldOf(run, "batch_id") === batch_id) &&
    (!triggered_by || fieldOf(run, "triggered_by") === triggered_by);
  return {
    projectId,
    statuses: status ? [status] : RUN_STATUSES.filter((one) => !isTerminal(one)),
    ...(job_id ? { jobId: job_id } : {}),
    ...(batch_id || triggered_by ? { matches } : {}),
  };
}

async function cancelAll(gateway: Gateway, call: ControlCall<RunFilter>): Promise<Reply | Failure> {
  const projectId = projectOf(call.caller);
  if (isRefused(projectId)) return projectId;
  const filter = filterOf(projectId, call.body);
  if (isFailure(filter)) return filter;
  const { runs, runPages } = gateway.store;
  const runIds: string[] = [];
  let cursor: string | undefined;
  do {
    const found = await runPages.list(filter, LIMITS.page.max, cursor);
    const ids = found.runs.map((run) => namesOf(run).id);
    const canceled = await Promise.all(ids.map((id) => runs.cancel(projectId, id, 0, "")));
    // Who ended or was canceled with its parent in between is not this call's.
    runIds.push(...ids.filter((_, index) => !isFailure(canceled[index] ?? { failure: "run_not_found" })));
    cursor = found.nextCursor;
  } while (cursor !== undefined && runIds.length < LIMITS.bulkCancel);
  const answer = { canceled: runIds.length, run_ids: runIds, has_more: cursor !== undefined };
  return json(200, canceledRunsJson(answer));
}

const NAMED_TWICE = "named before in this call";

async function replayMany(gateway: CrossingGateway, call: ControlCall<RunIds>): Promise<Reply> {
  const { caller, once } = call;
  const results = await Promise.all(
    call.body.run_ids.map(async (id, index, ids) => {
      // Each replay is another new run, which nobody means who names a run twice.
      if (ids.indexOf(id) < index) return { original_run_id: id, status: "skipped", error: NAMED_TWICE };
      const run = await seen(gateway, call, id);
      const own = gateway.cells.ofId(id);
      const request =
        run === undefined
          ? fail("run_not_found")
          : await replayRequest(own, run, {
              ...{ actor: caller.actor, checkpoint: undefined },
              once: once === undefined ? undefined : `${once}:${id}`,
            });
      const replayed =
        run === undefined || isFailure(request)
          ? (request as Failure)
          : await own.store.runActions.replay(namesOf(run).projectId, id, request);
      if (!isFailure(replayed)) {
        return { original_run_id: id, new_run_id: namesOf(replayed.run).id, status: "replayed" };
      }
      const status = replayed.failure === "not_replayable" ? "skipped" : "failed";
      return { original_run_id: id, status, error: sentenceOf(replayed) };
    }),
  );
  const replayed = results.filter(({ status }) => status === "replayed").length;
  const texts = jsonList(results.map(replayOutcomeJson));
  return json(200, replayOutcomesJson({ results: texts, total: results.length, replayed }));
}

async function replayDeadLetters(
  gateway: CrossingGateway,
  call: ControlCall<DeadLetters>,
): Promise<Reply | Failure> {
  const { run_ids: given, project_id, limit = 100 } = call.body;
  if ((given === undefined) === (project_id === undefined)) {
    return fail("validation_failed", { message: "provide either run_ids or project_id" });
  }
  let ids = given ?? [];
  if (project_id !== undefined) {
    const projectId = projectOf(call.caller, project_id);
    if (isRefused(projectId)) return projectId;
    // Those that lie in a cell that the project has left cannot be replayed.
    ids = await gateway.cells.ofProject(projectId).store.runActions.oldestDeadLetters(projectId, limit);
  }
  const runs = await Promise.all(ids.map((id) => seen(gateway, call, id)));
  // A list of the caller's own is right as a whole or not at all; of the dead letters some may have left meanwhile.
  if (given !== undefined && runs.includes(undefined)) return fail("run_not_found");
  const results = await Promise.all(
    runs.map((run) => {
      if (run === undefined) return undefined;
      const { id, projectId } = namesOf(run);
      return gateway.cells.ofId(id).store.runActions.replayDeadLetter(projectId, id);
    }),
  );
  const replayed: string[] = [];
  const skipped: string[] = [];
  for (const [index, result] of results.entries()) {
    if (result === undefined) continue;
    if (isFailure(result)) skipped.push(skippedRunJson({ id: ids[index] ?? "", error: sentenceOf(result) }));
    else replayed.push(runJson(result.run));
  }
  const answer = { replayed: jsonList(replayed), count: replayed.length, skipped: jsonList(skipped) };
  return json(200, queuedDeadLettersJson(answer));
}

/** Dead letters of one cell, with their places in the list. */
async function deadLetters(
  { runActions, runPages }: Store,
  projectId: string,
  limit: number,
  cursor: string | undefined,
) {
  const found = await runActions.deadLetters(projectId, limit, cursor);
  const ids = found.items.map(({ runId }) => runId);
  const placeOf = new Map(found.items.map(({ runId, place }) => [runId, place]));
  const { runs, nextCursor } = await runPages.shown({ items: ids, next: {} }, projectId);
  const items = runs
    .filter((run) => run.fields.get("status") === "dead_letter")
    .map((run) => ({ run, place: placeOf.get(namesOf(run).id) ?? "" }));
  return {
    items,
    nextCursor: nextCursor === undefined ? found.next.nextCursor : placeOf.get(nextCursor),
  };
}

const COMMON = { tag: "runs", scope: "runs:write" } as const;

/** Actions on many runs, each still a command of its own (control-api 3.2); dead letters as a list. */
export const RUN_BULK_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    ...COMMON,
    method: "post",
    path: "/v1/runs/bulk-cancel",
    operationId: "bulkCancelRuns",
    summary: "Cancel runs by their ids",
    importance: "end",
    crosses: true,
    body: RunIds,
    responses: { 200: CancelOutcomes },
    handle: (gateway, call) => cancelMany(gateway, call),
  }),
  controlRoute({
    ...COMMON,
    method: "post",
    path: "/v1/runs/bulk-cancel-all",
    operationId: "bulkCancelAllRuns",
    summary: "Cancel runs by a filter; at most about 1,000 a call, has_more says to call again",
    importance: "end",
    body: RunFilter,
    responses: { 200: CanceledRuns },
    handle: (gateway, call) => cancelAll(gateway, call),
  }),
  controlRoute({
    ...COMMON,
    method: "post",
    path: "/v1/runs/bulk-replay",
    operationId: "bulkReplayRuns",
    summary: "Replay runs that failed, each as a new run",
    idempotent: true,
    crosses: true,
    body: RunIds,
    responses: { 200: ReplayOutcomes },
    handle: (gateway, call) => replayMany(gateway, call),
  }),
  controlRoute({
    ...COMMON,
    method: "post",
    path: "/v1/runs/bulk-dlq-replay",
    operationId: "bulkReplayDeadLetters",
    summary: "Queue dead letters again, by their ids or the oldest of the project",
    crosses: true,
    body: DeadLetters,
    responses: { 200: QueuedDeadLetters },
    handle: (gateway, call) => replayDeadLetters(gateway, call),
  }),
  controlRoute({
    method: "get",
    path: "/v1/runs/dlq",
    operationId: "listDeadLetters",
    summary: "Dead letters, the newest death first; for 30 days",
    tag: "runs",
    scope: "runs:read",
    query: PageQuery,
    responses: { 200: pageOf(Run) },
    async handle(gateway, { caller, query }) {
      const asked = pageRequest(caller, query, isDeadLetterCursor);
      if (isFailure(asked)) return asked;
      const { projectId, limit } = asked;
      const { items, nextCursor } = await mergedNewest(
        gateway.storesOf(projectId),
        limit,
        (store) => deadLetters(store, projectId, limit, query.cursor),
        ({ place }) => place,
      );
      return page(
        items.map(({ run }) => runJson(run)),
        nextCursor,
      );
    },
  }),
];
