import { pageOf } from "../../../api/page.js";
import { fieldOf, type RunView } from "../../../api/run.js";
import {
  DisconnectedWorker,
  disconnectedWorkerJson,
  Worker,
  WorkerTask,
  workerJson,
  workerTaskJson,
} from "../../../api/worker.js";
import { fail, isFailure } from "../../../domain/failures.js";
import type { ClaimingWorker } from "../../../store/workers.js";
import type { Gateway } from "../../gateway.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, PageQuery, page, pageRequest, projectOf } from "../page.js";

/** A worker that has not claimed for this long is busy, or gone: its long poll takes 30 s at most. */
const ACTIVE_MS = 60_000;
/** Statuses in which a worker has a run. */
const HELD = ["dequeued", "executing"];
const STEP = 100;
/** Rounds of a release: what a worker still claims meanwhile is taken from it too, but not for ever. */
const MOST_ROUNDS = 100;

function shownWorker(worker: ClaimingWorker, projectId: string): string {
  return workerJson({
    id: worker.id,
    worker_id: worker.id,
    project_id: projectId,
    status: Date.now() - worker.lastSeenAtMs < ACTIVE_MS ? "active" : "silent",
    queues: [...worker.queues],
    job_slugs: [...worker.jobSlugs],
    connected_at: worker.firstSeenAtMs,
    last_seen_at: worker.lastSeenAtMs,
  });
}

function shownTask(run: RunView, workerId: string): string {
  const startedAt = fieldOf(run, "started_at");
  const heartbeatMs = Math.floor(Number(run.heartbeatUs) / 1000);
  return workerTaskJson({
    run_id: fieldOf(run, "id") ?? "",
    job_id: fieldOf(run, "job_id") ?? "",
    worker_id: workerId,
    assignment_id: fieldOf(run, "assignment"),
    attempt: Number(fieldOf(run, "attempt")),
    status: fieldOf(run, "status") ?? "",
    started_at: startedAt === undefined ? undefined : Number(startedAt),
    heartbeat_at: heartbeatMs > 0 ? heartbeatMs : undefined,
  });
}

function heldBy(
  { store }: Gateway,
  projectId: string,
  workerId: string,
  limit: number,
  cursor: string | undefined,
) {
  const matches = (run: RunView): boolean => fieldOf(run, "worker_id") === workerId;
  return store.runPages.list({ projectId, statuses: HELD, matches }, limit, cursor);
}

/** Workers that claim (control-api 6.5): there is no connection, so one is there as long as it claims. */
export const WORKER_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "get",
    path: "/v1/workers",
    operationId: "listWorkers",
    summary: "Workers that have claimed in the last hour, the last one first",
    tag: "workers",
    scope: "runs:read",
    query: PageQuery,
    responses: { 200: pageOf(Worker) },
    async handle(gateway, { caller, query }) {
      const asked = pageRequest(caller, query, (cursor) => /^\d+:/.test(cursor));
      if (isFailure(asked)) return asked;
      const { projectId, limit } = asked;
      const found = await gateway.store.workers.list(projectId, limit, query.cursor);
      return page(
        found.workers.map((worker) => shownWorker(worker, projectId)),
        found.nextCursor,
      );
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/workers/:workerID",
    operationId: "getWorker",
    summary: "A worker",
    tag: "workers",
    scope: "runs:read",
    responses: { 200: Worker },
    async handle(gateway, { caller, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const worker = await gateway.store.workers.get(projectId, id);
      return worker === undefined ? fail("worker_not_found") : json(200, shownWorker(worker, projectId));
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/workers/:workerID/tasks",
    operationId: "listWorkerTasks",
    summary: "Runs that a worker has",
    tag: "workers",
    scope: "runs:read",
    query: PageQuery,
    responses: { 200: pageOf(WorkerTask) },
    async handle(gateway, { caller, query, params: [id = ""] }) {
      const asked = pageRequest(caller, query);
      if (isFailure(asked)) return asked;
      const { projectId, limit } = asked;
      if ((await gateway.store.workers.get(projectId, id)) === undefined) return fail("worker_not_found");
      const found = await heldBy(gateway, projectId, id, limit, query.cursor);
      return page(
        found.runs.map((run) => shownTask(run, id)),
        found.nextCursor,
      );
    },
  }),
  controlRoute({
    method: "del",
    path: "/v1/workers/:workerID",
    operationId: "disconnectWorker",
    summary: "Take a worker's runs from it and put them back into the queue, without a new attempt",
    tag: "workers",
    scope: "runs:write",
    responses: { 200: DisconnectedWorker },
    async handle(gateway, { caller, params: [id = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      let released = 0;
      let cursor: string | undefined;
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const held = await heldBy(gateway, projectId, id, STEP, cursor);
        const ids = held.runs.map((run) => fieldOf(run, "id") ?? "");
        released += (await gateway.store.workers.release(projectId, id, ids)).length;
        cursor = held.nextCursor;
        if (cursor === undefined) break;
      }
      // Last, so that who repeats a call that was cut off finds the worker, and what it still has.
      if (!(await gateway.store.workers.forget(projectId, id)) && released === 0)
        return fail("worker_not_found");
      return json(200, disconnectedWorkerJson({ status: "disconnected", released: String(released) }));
    },
  }),
];
