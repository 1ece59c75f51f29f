import { type Static, Type } from "typebox";
import { foundPageOf, pageOf } from "../../../api/page.js";
import { fieldOf, Run, type RunView, runJson } from "../../../api/run.js";
import { ERROR_CLASSES } from "../../../domain/error-class.js";
import { type Failure, fail, isFailure } from "../../../domain/failures.js";
import { isRunStatus, isTerminal } from "../../../domain/run-status.js";
import type { Label } from "../../../store/run-pages.js";
import type { Gateway } from "../../gateway.js";
import { json } from "../../wire/reply.js";
import { type ControlCall, type ControlRoute, controlRoute } from "../../wire/route.js";
import { mergedNewest } from "../merged.js";
import { isRefused, PageQuery, page, pageRequest, pageSize } from "../page.js";
import { payloadFilter } from "./payload-filter.js";

const MAX_GRACE_SECS = 3600;
const Repeated = Type.Union([Type.String(), Type.Array(Type.String())]);

const RunsQuery = Type.Object({
  ...PageQuery.properties,
  job_id: Type.Optional(Type.String()),
  batch_id: Type.Optional(Type.String({ description: "Runs that one bulk trigger has created." })),
  status: Type.Optional(Type.String({ minLength: 1 })),
  statuses: Type.Optional({ ...Repeated, description: "May be repeated, or comma-separated." }),
  tag_key: Type.Optional(Type.String()),
  tag_value: Type.Optional(Type.String()),
  metadata_key: Type.Optional(Type.String()),
  metadata_value: Type.Optional(Type.String()),
  triggered_by: Type.Optional(Type.String({ minLength: 1 })),
  execution_mode: Type.Optional(Type.String({ minLength: 1 })),
  error_class: Type.Optional(Type.String({ minLength: 1 })),
  payload_contains: Type.Optional(
    Type.String({
      minLength: 1,
      description: "JSON that the payload has to contain: members of objects, elements of arrays.",
    }),
  ),
});
type RunsQuery = Static<typeof RunsQuery>;

/** Values that a filter may ask for (control-api 0.2, 0.3); any other is refused with 400, as an unknown status is. */
const VALUES: Readonly<Record<"triggered_by" | "execution_mode" | "error_class", readonly string[]>> = {
  triggered_by: [
    ...["manual", "cron", "spawn", "workflow", "retry", "debounce"],
    ...["job_completion", "job_failure", "job_chain"],
  ],
  execution_mode: ["http", "worker"],
  error_class: Object.keys(ERROR_CLASSES),
};

/** The run named by the path, when the caller may see it. */
export async function visibleRun(
  gateway: Gateway,
  { caller, params }: ControlCall,
): Promise<RunView | undefined> {
  return gateway.store.runs.get(caller.projectId, params[0] ?? "");
}

function statusesOf(query: RunsQuery): string[] | Failure {
  const repeated = typeof query.statuses === "string" ? [query.statuses] : (query.statuses ?? []);
  const statuses = [
    ...(query.status === undefined ? [] : [query.status]),
    ...repeated.flatMap((s) => s.split(",")),
  ];
  const unknown = statuses.find((status) => !isRunStatus(status));
  return unknown === undefined
    ? [...new Set(statuses)]
    : fail("bad_request", { message: `status: ${JSON.stringify(unknown)} is not a run status` });
}

/** The tag or the metadata that is asked for; undefined when neither is. */
function labelOf(query: RunsQuery): Label | undefined | Failure {
  const { tag_key, tag_value, metadata_key, metadata_value } = query;
  if (tag_value !== undefined && tag_key === undefined) {
    return fail("bad_request", { message: "tag_value needs tag_key" });
  }
  if (metadata_value !== undefined && metadata_key === undefined) {
    return fail("bad_request", { message: "metadata_value needs metadata_key" });
  }
  if (tag_key !== undefined && metadata_key !== undefined) {
    return fail("bad_request", { message: "tag_key and metadata_key exclude each other" });
  }
  const name = tag_key ?? metadata_key;
  if (name === undefined) return undefined;
  const value = tag_value ?? metadata_value;
  return {
    kind: tag_key === undefined ? "metadata" : "tag",
    name,
    ...(value === undefined ? {} : { value }),
  };
}

/** What no index serves, looked at run by run; undefined when the query asks for nothing of it. */
function matcher(query: RunsQuery): ((run: RunView) => boolean) | undefined | Failure {
  const checks: ((run: RunView) => boolean)[] = [];
  for (const name of ["triggered_by", "execution_mode", "error_class"] as const) {
    const wanted = query[name];
    if (wanted !== undefined && !VALUES[name].includes(wanted)) {
      return fail("bad_request", { message: `${name} must be one of ${VALUES[name].join(", ")}` });
    }
    if (wanted !== undefined) checks.push((run) => fieldOf(run, name) === wanted);
  }
  return checks.length === 0 ? undefined : (run) => checks.every((check) => check(run));
}

/** Runs: read, list, cancel (control-api 3.2). */
export const RUN_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "get",
    path: "/v1/runs",
    operationId: "listRuns",
    summary: "List runs, newest first",
    tag: "runs",
    scope: "runs:read",
    query: RunsQuery,
    responses: { 200: foundPageOf(Run) },
    async handle(gateway, { caller, query }) {
      const asked = pageRequest(caller, query);
      if (isFailure(asked)) return asked;
      const { projectId, limit } = asked;
      const statuses = statusesOf(query);
      if (isFailure(statuses)) return statuses;
      const matches = matcher(query);
      if (typeof matches === "object") return matches;
      const label = labelOf(query);
      if (label !== undefined && isFailure(label)) return label;
      const payloads = payloadFilter(gateway, projectId, query.payload_contains);
      if (payloads !== undefined && isFailure(payloads)) return payloads;
      const filter = {
        projectId,
        statuses,
        ...(query.batch_id === undefined ? {} : { batchId: query.batch_id }),
        ...(query.job_id === undefined ? {} : { jobId: query.job_id }),
        ...(label === undefined ? {} : { label }),
        ...(matches === undefined ? {} : { matches }),
        ...(payloads === undefined ? {} : { sift: payloads.sift }),
      };
      let lookedAt: number | undefined;
      const found = await mergedNewest(
        gateway.storesOf(projectId),
        limit,
        async ({ runPages }) => {
          const { runs, lookedAt: looked, ...next } = await runPages.list(filter, limit, query.cursor);
          if (looked !== undefined) lookedAt = (lookedAt ?? 0) + looked;
          return { items: runs, ...next };
        },
        (run) => fieldOf(run, "id") ?? "",
      );
      const refused = payloads?.refused();
      if (refused !== undefined) return refused;
      return page(
        found.items.map((run) => runJson(run)),
        found.nextCursor,
        lookedAt,
      );
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/runs/:runID",
    operationId: "getRun",
    summary: "A run",
    tag: "runs",
    scope: "runs:read",
    responses: { 200: Run },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      return run === undefined ? fail("run_not_found") : json(200, runJson(run));
    },
  }),
  controlRoute({
    method: "del",
    path: "/v1/runs/:runID",
    operationId: "cancelRun",
    summary: "Cancel a run and its descendants",
    importance: "end",
    tag: "runs",
    scope: "runs:write",
    query: Type.Object({
      grace_secs: Type.Optional(
        Type.String({
          pattern: "^[0-9]{1,4}$",
          description:
            "Ours: tell the executor on its heartbeat first; cancel after so many seconds (at most 3600).",
        }),
      ),
      reason: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    responses: { 200: Run },
    async handle(gateway, call) {
      const run = await visibleRun(gateway, call);
      if (run === undefined) return fail("run_not_found");
      if (isTerminal(run.fields.get("status") ?? "")) return fail("run_terminal");
      const graceSecs = Number(call.query.grace_secs ?? 0);
      if (graceSecs > MAX_GRACE_SECS) {
        return fail("bad_request", { message: `grace_secs must be at most ${MAX_GRACE_SECS}` });
      }
      const id = run.fields.get("id") ?? "";
      const projectId = run.fields.get("project_id") ?? "";
      const canceled = await gateway.store.runs.cancel(
        projectId,
        id,
        graceSecs * 1000,
        call.query.reason ?? "",
      );
      // It had not ended when the request came, so whoever ended it was faster (executor-api section 5).
      if (isFailure(canceled)) return canceled.failure === "run_terminal" ? fail("run_conflict") : canceled;
      return json(200, runJson(canceled.run));
    },
  }),
  ...(["children", "continuations"] as const).map((name) =>
    controlRoute({
      method: "get",
      path: `/v1/runs/:runID/${name}`,
      operationId: name === "children" ? "listChildren" : "listContinuations",
      summary: name === "children" ? "Direct children of a run" : "Runs that continue this one",
      tag: "runs",
      scope: "runs:read",
      query: PageQuery,
      responses: { 200: pageOf(Run) },
      async handle(gateway, call) {
        const run = await visibleRun(gateway, call);
        if (run === undefined) return fail("run_not_found");
        const limit = pageSize(call.query);
        if (isRefused(limit)) return limit;
        const related = await gateway.store.runPages.related(
          name,
          run.fields.get("id") ?? "",
          call.caller.projectId,
          limit,
          call.query.cursor,
        );
        return page(
          related.runs.map((one) => runJson(one)),
          related.nextCursor,
        );
      },
    }),
  ),
];
