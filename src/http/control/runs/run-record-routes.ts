import { Type } from "typebox";
import { Checkpoint } from "../../../api/checkpoint.js";
import { Chunk } from "../../../api/chunk.js";
import { RunEvent } from "../../../api/event.js";
import { MemoryEntry, memoriesJson } from "../../../api/memory-entry.js";
import { Output, outputJson } from "../../../api/output.js";
import { pageOf } from "../../../api/page.js";
import { ResourceSample } from "../../../api/resource-sample.js";
import { StateEntry, statesJson } from "../../../api/state-entry.js";
import { ToolCall } from "../../../api/tool-call.js";
import { UsageRecord, UsageTotals, usageTotalsJson } from "../../../api/usage.js";
import { fail, isFailure } from "../../../domain/failures.js";
import { isEntryId } from "../../../domain/ids.js";
import { LIMITS } from "../../../domain/limits.js";
import { parseTimestamp } from "../../../domain/time.js";
import { isEventCursor } from "../../../store/records.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { visibleJob } from "../jobs/job-routes.js";
import { fittingPage, isRefused, limitOf, PageQuery, page, pageSize } from "../page.js";
import { visibleRun } from "./run-routes.js";

const STREAMS = [
  ["checkpoints", "checkpoints", "listCheckpoints", "Checkpoints of a run", Checkpoint],
  ["usage", "usage", "listUsage", "Ours: usage records of a run", UsageRecord],
  ["tool-calls", "tool_calls", "listToolCalls", "Ours: tool calls of a run", ToolCall],
  ["chunks", "chunks", "listChunks", "Ours: stored stream chunks of a run", Chunk],
] as const;

const STREAM_ROUTES = STREAMS.map(([path, name, operationId, summary, item]) =>
  controlRoute({
    method: "get",
    path: `/v1/runs/:runID/${path}`,
    operationId,
    summary,
    tag: "runs",
    scope: "runs:read",
    query: PageQuery,
    responses: { 200: pageOf(item) },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const limit = pageSize(call.query, isEntryId);
      if (isRefused(limit)) return limit;
      const found = await gateway.store.records.page(
        name,
        run.fields.get("id") ?? "",
        limit,
        call.query.cursor,
      );
      return page(found.records, found.nextCursor);
    },
  }),
);

const EVENTS_ROUTE: ControlRoute = controlRoute({
  method: "get",
  path: "/v1/runs/:runID/events",
  operationId: "listRunEvents",
  summary: "Logs, progress, state changes and resource samples of a run",
  tag: "runs",
  scope: "runs:read",
  query: Type.Object({
    ...PageQuery.properties,
    level: Type.Optional(Type.String({ minLength: 1 })),
    type: Type.Optional(Type.String({ minLength: 1 })),
  }),
  responses: { 200: pageOf(RunEvent) },
  async handle(gateway, call) {
    const run = await visibleRun(gateway, call);
    if (run === undefined) return fail("run_not_found");
    const limit = pageSize(call.query, isEventCursor);
    if (isRefused(limit)) return limit;
    const { level, type, cursor } = call.query;
    const keep = (record: string): boolean => {
      const event = JSON.parse(record) as { level: string; type: string };
      return (level === undefined || event.level === level) && (type === undefined || event.type === type);
    };
    const filtered = level !== undefined || type !== undefined;
    const found = await gateway.store.records.events(run, limit, cursor, filtered ? { keep } : {});
    return page(found.records, found.nextCursor);
  },
});

const KEYED_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "get",
    path: "/v1/runs/:runID/outputs",
    operationId: "listOutputs",
    summary: "Outputs of a run",
    tag: "runs",
    scope: "runs:read",
    query: PageQuery,
    responses: { 200: pageOf(Output) },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const limit = pageSize(call.query);
      if (isRefused(limit)) return limit;
      const id = run.fields.get("id") ?? "";
      const read = await gateway.largeReads.inTurn(call.gone, () => gateway.store.records.outputs(id));
      if (isFailure(read)) return read;
      const outputs = [...read.values()].sort();
      // The entry begins with its UUIDv7, so this is the order of creation and the id is the cursor.
      const rest = outputs.filter(
        (entry) => call.query.cursor === undefined || entry.slice(0, 36) > call.query.cursor,
      );
      const shown = fittingPage(rest.slice(0, limit), (entry) => entry.length);
      const last = rest.length > shown.length ? shown.at(-1)?.slice(0, 36) : undefined;
      return page(
        shown.map((entry) => outputJson(id, entry)),
        last,
      );
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/runs/:runID/state",
    operationId: "listRunState",
    summary: "State entries of a run, sorted by key",
    tag: "runs",
    scope: "runs:read",
    responses: { 200: Type.Array(StateEntry) },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const id = run.fields.get("id") ?? "";
      const read = await gateway.largeReads.inTurn(call.gone, () => gateway.store.records.states(id));
      return isFailure(read) ? read : json(200, statesJson(id, read));
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/runs/:runID/resources",
    operationId: "listResources",
    summary: "ResourceSample samples of a run",
    tag: "runs",
    scope: "runs:read",
    query: Type.Object({
      from: Type.Optional(Type.String({ minLength: 1 })),
      to: Type.Optional(Type.String({ minLength: 1 })),
      limit: Type.Optional(Type.String({ minLength: 1 })),
    }),
    responses: { 200: Type.Array(ResourceSample) },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      const limit = limitOf(call.query.limit, LIMITS.resourcesPage);
      if (isRefused(limit)) return limit;
      const from = call.query.from === undefined ? 0 : parseTimestamp(call.query.from);
      const to = call.query.to === undefined ? Date.now() + 60_000 : parseTimestamp(call.query.to);
      if (from === undefined || to === undefined) {
        return fail("bad_request", { message: "from and to must be RFC 3339 date-times" });
      }
      const samples = await gateway.store.records.resources(run.fields.get("id") ?? "", from, to, limit);
      return json(200, `[${samples.join(",")}]`);
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/runs/:runID/usage/totals",
    operationId: "getUsageTotals",
    summary: "Ours: usage totals of a run, and by model",
    tag: "runs",
    scope: "runs:read",
    responses: { 200: UsageTotals },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      return json(200, usageTotalsJson(await gateway.store.records.usageTotals(run.fields.get("id") ?? "")));
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/jobs/:jobID/memory",
    operationId: "listJobMemory",
    summary: "Ours: the memory of a job, sorted by key",
    tag: "jobs",
    scope: "jobs:read",
    responses: { 200: Type.Array(MemoryEntry) },
    async handle(gateway, call) {
      const job = await visibleJob(gateway, call);
      if (job === undefined) return fail("job_not_found");
      const read = await gateway.largeReads.inTurn(call.gone, () => gateway.store.records.jobMemory(job.id));
      return isFailure(read) ? read : json(200, memoriesJson(job.id, job.project_id, read));
    },
  }),
];

/** What executors wrote, read back by the control side (control-api 3.2). Pages are oldest first. */
export const RUN_RECORD_ROUTES: readonly ControlRoute[] = [...STREAM_ROUTES, EVENTS_ROUTE, ...KEYED_ROUTES];
