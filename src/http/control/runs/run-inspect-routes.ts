import { outputJson } from "../../../api/output.js";
import { pageOf } from "../../../api/page.js";
import { Run, runJson } from "../../../api/run.js";
import {
  DebugBundle,
  DependencyStatus,
  debugBundleJson,
  dependencyStatusJson,
  RunCounts,
  runCountsJson,
} from "../../../api/run-answers.js";
import { jsonList } from "../../../api/writer.js";
import { fail } from "../../../domain/failures.js";
import { LIMITS } from "../../../domain/limits.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, PageQuery, page, pageSize, projectOf } from "../page.js";
import { namesOf } from "./run-action-routes.js";
import { visibleRun } from "./run-routes.js";

/** The first of `texts` that together stay within what a bundle may hold, and whether any was left out. */
function fitting(texts: readonly string[], room: { bytes: number }): { shown: string[]; cut: boolean } {
  const shown: string[] = [];
  for (const text of texts) {
    room.bytes -= text.length;
    if (room.bytes < 0) return { shown, cut: true };
    shown.push(text);
  }
  return { shown, cut: false };
}

const COMMON = { method: "get", tag: "runs", scope: "runs:read" } as const;

/** Looking at a run from further away: its chain, its dependencies, all of it in one piece (control-api 3.2). */
export const RUN_INSPECT_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    ...COMMON,
    path: "/v1/runs/:runID/lineage",
    operationId: "listLineage",
    summary: "The chain of continuations a run belongs to, from its first run on",
    query: PageQuery,
    responses: { 200: pageOf(Run) },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const limit = pageSize(call.query);
      if (isRefused(limit)) return limit;
      const { runs, nextCursor } = await gateway.store.runPages.lineage(
        namesOf(run).id,
        call.caller.projectId,
        limit,
        call.query.cursor,
      );
      return page(
        runs.map((view) => runJson(view)),
        nextCursor,
      );
    },
  }),
  controlRoute({
    ...COMMON,
    path: "/v1/runs/:runID/dependency-status",
    operationId: "getDependencyStatus",
    summary: "Dependencies of a run; jobs have none here, so they are always satisfied",
    responses: { 200: DependencyStatus },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const answer = {
        run_id: namesOf(run).id,
        job_id: run.fields.get("job_id") ?? "",
        status: run.fields.get("status") ?? "",
        dependencies: [],
        dependencies_satisfied: true,
      };
      return json(200, dependencyStatusJson(answer));
    },
  }),
  controlRoute({
    ...COMMON,
    path: "/v1/runs/:runID/debug-bundle",
    operationId: "getDebugBundle",
    summary:
      "A run with its events, checkpoints, outputs and resource samples; truncated when it is too large",
    responses: { 200: DebugBundle },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const { id } = namesOf(run);
      const most = LIMITS.debugBundleRecords;
      const [events, checkpoints, outputs, samples] = await Promise.all([
        gateway.store.records.events(run, most, undefined, { bytes: LIMITS.debugBundleBytes }),
        gateway.store.records.page(
          "checkpoints",
          id,
          LIMITS.runCheckpoints,
          undefined,
          LIMITS.debugBundleBytes,
        ),
        gateway.store.records.outputs(id),
        gateway.store.records.resources(id, 0, Date.now() + 60_000, most),
      ]);
      const room = { bytes: LIMITS.debugBundleBytes };
      const parts = [
        fitting(events?.records ?? [], room),
        fitting(checkpoints?.records ?? [], room),
        fitting(
          [...outputs.values()].sort().map((entry) => outputJson(id, entry)),
          room,
        ),
        fitting(samples, room),
      ] as const;
      const truncated =
        events?.nextCursor !== undefined ||
        checkpoints?.nextCursor !== undefined ||
        parts.some(({ cut }) => cut);
      const [shownEvents, shownCheckpoints, shownOutputs, shownSamples] = parts;
      const bundle = {
        run: runJson(run),
        events: jsonList(shownEvents.shown),
        checkpoints: jsonList(shownCheckpoints.shown),
        outputs: jsonList(shownOutputs.shown),
        resource_snapshots: jsonList(shownSamples.shown),
        truncated,
      };
      return json(200, debugBundleJson(bundle));
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/stats",
    operationId: "getStats",
    summary:
      "How many runs of the project there are in each status, and how long the oldest queued one waits",
    tag: "runs",
    scope: "stats:read",
    responses: { 200: RunCounts },
    async handle(gateway, { caller }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const [own, ...left] = await Promise.all([
        gateway.store.runs.stats(projectId),
        ...gateway.left(projectId).map(({ runs }) => runs.stats(projectId)),
      ]);
      const by_status = { ...own.by_status };
      for (const one of left) {
        for (const [status, count] of Object.entries(one.by_status)) {
          by_status[status] = (by_status[status] ?? 0) + count;
        }
      }
      // What has not ended is where the project lies.
      return json(200, runCountsJson({ ...own, by_status }));
    },
  }),
];
