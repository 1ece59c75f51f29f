import { Type } from "typebox";
import { Acknowledgement } from "../../api/acknowledgement.js";
import { Checkpoint } from "../../api/checkpoint.js";
import { RunEvent } from "../../api/event.js";
import { Output } from "../../api/output.js";
import { ResourceSample } from "../../api/resource-sample.js";
import { Run } from "../../api/run.js";
import { StateEntry, stateJson, statesJson } from "../../api/state-entry.js";
import { ToolCall } from "../../api/tool-call.js";
import { UsageRecord } from "../../api/usage.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { isId } from "../../domain/ids.js";
import { schemaText } from "../../sandbox/sandbox.js";
import type { Gateway } from "../gateway.js";
import { valueProblems } from "../inspection.js";
import { json, noContent } from "../wire/reply.js";
import { type ExecutorRoute, executorRoute } from "../wire/route.js";
import { OPERATIONS, type OperationForm } from "./operations.js";

const RUN_PATH = "/sdk/v1/runs/:runID";

const WRITES = [
  ["annotate", "annotateRun", "Merge annotations into the run’s metadata", Run],
  ["checkpoint", "writeCheckpoint", "Append a checkpoint", Checkpoint],
  ["usage", "recordUsage", "Record tokens and cost", UsageRecord],
  ["tool-call", "recordToolCall", "Record a tool call", ToolCall],
  ["output", "writeOutput", "Write a named output", Output],
  ["state", "writeState", "Write a state entry", StateEntry],
  ["resources", "recordResources", "Record a resource sample", Acknowledgement],
  ["resource-snapshot", "recordResourceSnapshot", "Record a resource snapshot", ResourceSample],
] as const;

/** Operations that write one record each (executor-api rows 5 to 9, 15 to 19). */
export function recordRoutes(gateway: Gateway): ExecutorRoute[] {
  const { executor } = gateway.store;
  const writes = WRITES.map(([name, operationId, summary, response]) => {
    const form: OperationForm = OPERATIONS[name];
    return executorRoute({
      method: "post",
      path: `${RUN_PATH}/${name}`,
      operationId,
      summary,
      body: form.schema,
      bodyOptional: name === "resources" || name === "resource-snapshot",
      responses: { [form.status]: response },
      async handle({ token, body, raw }) {
        if (!isId(token.runId)) return fail("not_found");
        const prepared = form.prepare(body, raw);
        if ("failure" in prepared) return prepared;
        const checked = form.checked?.(raw);
        const refused = checked === undefined ? undefined : await refusalOf(gateway, token.runId, checked);
        if (refused !== undefined) return refused;
        const operation = prepared[0] ?? { name, args: [] };
        const applied = await executor.apply(token, prepared, form.wantsRun === true);
        if ("failure" in applied) return applied;
        const result = applied.results[0] ?? "";
        return json(form.status, form.answer({ ...applied, runId: token.runId, result, operation }));
      },
    });
  });
  const lastCheckpoint = executorRoute({
    method: "get",
    path: `${RUN_PATH}/checkpoint`,
    operationId: "readCheckpoint",
    summary: "The last checkpoint, which a dispatch has only the size of when it is too large for a header",
    responses: { 200: Checkpoint },
    refusals: [404],
    async handle({ token }) {
      if (!isId(token.runId)) return fail("not_found");
      const read = await executor.readCheckpoint(token);
      if (isFailure(read)) return read;
      return read.json === undefined ? fail("checkpoint_not_found") : json(200, read.json);
    },
  });
  return [...writes, lastCheckpoint, ...stateRoutes(gateway)];
}

/** Checks a value by the schema that came with it. */
async function refusalOf(
  { sandbox, store }: Gateway,
  runId: string,
  { schema, value }: { schema: string; value: string },
): Promise<Failure | undefined> {
  const projectId = await store.runs.projectOf(runId);
  if (projectId === undefined) return fail("not_found");
  const found = await valueProblems(sandbox, projectId, schemaText(schema), value);
  if (isFailure(found)) return found;
  if ("problem" in found) return fail("invalid_schema", { details: [`schema: ${found.problem}`] });
  if (found.lines.length === 0) return undefined;
  return fail("output_schema_mismatch", { details: found.lines.map((line) => `value${line}`) });
}

function stateRoutes({ store: { executor } }: Gateway): ExecutorRoute[] {
  return [
    executorRoute({
      method: "get",
      path: `${RUN_PATH}/state`,
      operationId: "listState",
      summary: "All state entries, sorted by key",
      responses: { 200: Type.Array(StateEntry) },
      async handle({ token }) {
        if (!isId(token.runId)) return fail("not_found");
        const read = await executor.readStates(token);
        return isFailure(read) ? read : json(200, statesJson(token.runId, read.states));
      },
    }),
    executorRoute({
      method: "get",
      path: `${RUN_PATH}/state/*`,
      rest: "key",
      operationId: "readState",
      summary: "One state entry",
      responses: { 200: StateEntry },
      async handle({ token, params: [, key = ""] }) {
        if (!isId(token.runId)) return fail("not_found");
        const read = await executor.readState(token, key);
        if (isFailure(read)) return read;
        return read.entry === undefined
          ? fail("state_key_not_found")
          : json(200, stateJson(token.runId, key, read.entry));
      },
    }),
    executorRoute({
      method: "del",
      path: `${RUN_PATH}/state/*`,
      rest: "key",
      operationId: "deleteState",
      summary: "Delete a state entry",
      responses: { 204: null },
      async handle({ token, params: [, key = ""] }) {
        if (!isId(token.runId)) return fail("not_found");
        const applied = await executor.apply(token, [{ name: "state-delete", args: [key] }], false);
        return isFailure(applied) ? applied : noContent();
      },
    }),
  ];
}

/** Descriptions of the hot operations, which have handlers of their own. */
export const HOT_DESCRIPTIONS = [
  {
    method: "post",
    path: `${RUN_PATH}/log`,
    operationId: "appendLog",
    summary: "Append to the run’s event log",
    tag: "executor",
    body: OPERATIONS.log.schema,
    responses: { 201: RunEvent },
  },
  {
    method: "post",
    path: `${RUN_PATH}/progress`,
    operationId: "reportProgress",
    summary: "Report progress",
    tag: "executor",
    body: OPERATIONS.progress.schema,
    responses: { 201: RunEvent },
  },
  {
    method: "post",
    path: `${RUN_PATH}/heartbeat`,
    operationId: "heartbeat",
    summary: "Show that the executor lives; learn of a requested cancel",
    tag: "executor",
    responses: { 200: Acknowledgement },
  },
  {
    method: "post",
    path: `${RUN_PATH}/stream`,
    operationId: "appendChunk",
    summary: "Append a chunk to a stream of the run",
    tag: "executor",
    body: OPERATIONS.stream.schema,
    responses: { 200: Acknowledgement },
  },
] as const;
