import { Type } from "typebox";
import { Acknowledgement } from "../../api/acknowledgement.js";
import { Checkpoint } from "../../api/checkpoint.js";
import { Output } from "../../api/output.js";
import { ResourceSample } from "../../api/resource-sample.js";
import { Run } from "../../api/run.js";
import { StateEntry, stateJson, statesJson } from "../../api/state-entry.js";
import { ToolCall } from "../../api/tool-call.js";
import { UsageRecord } from "../../api/usage.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { schemaText } from "../../sandbox/sandbox.js";
import type { Gateway } from "../gateway.js";
import { valueProblems } from "../inspection.js";
import { json, noContent } from "../wire/reply.js";
import { type ExecutorRoute, executorRoute } from "../wire/route.js";
import { type OperationForm, RECORD_OPERATIONS, RUN_PATH } from "./operations.js";

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

const WRITE_ROUTES = WRITES.map(([name, operationId, summary, response]) => {
  const form: OperationForm = RECORD_OPERATIONS[name];
  return executorRoute({
    method: "post",
    path: `${RUN_PATH}/${name}`,
    operationId,
    summary,
    body: form.schema,
    bodyOptional: name === "resources" || name === "resource-snapshot",
    importance: "record",
    responses: { [form.status]: response },
    async handle(gateway, { token, body, raw }) {
      const prepared = form.prepare(body, raw);
      if ("failure" in prepared) return prepared;
      const checked = form.checked?.(raw);
      const refused = checked === undefined ? undefined : await refusalOf(gateway, token.runId, checked);
      if (refused !== undefined) return refused;
      const operation = prepared[0] ?? { name, args: [] };
      const applied = await gateway.store.executor.apply(token, prepared, form.wantsRun === true);
      if ("failure" in applied) return applied;
      const result = applied.results[0] ?? "";
      return json(form.status, form.answer({ ...applied, runId: token.runId, result, operation }));
    },
  });
});

const LAST_CHECKPOINT_ROUTE = executorRoute({
  method: "get",
  path: `${RUN_PATH}/checkpoint`,
  operationId: "readCheckpoint",
  summary: "The last checkpoint, which a dispatch has only the size of when it is too large for a header",
  responses: { 200: Checkpoint },
  refusals: [404],
  async handle(gateway, { token }) {
    const read = await gateway.store.executor.readCheckpoint(token);
    if (isFailure(read)) return read;
    return read.json === undefined ? fail("checkpoint_not_found") : json(200, read.json);
  },
});

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

const STATE_ROUTES: readonly ExecutorRoute[] = [
  executorRoute({
    method: "get",
    path: `${RUN_PATH}/state`,
    operationId: "listState",
    summary: "All state entries, sorted by key",
    responses: { 200: Type.Array(StateEntry) },
    async handle(gateway, { token, gone }) {
      const read = await gateway.largeReads.inTurn(gone, () => gateway.store.executor.readStates(token));
      return isFailure(read) ? read : json(200, statesJson(token.runId, read.entries));
    },
  }),
  executorRoute({
    method: "get",
    path: `${RUN_PATH}/state/*`,
    rest: "key",
    operationId: "readState",
    summary: "One state entry",
    responses: { 200: StateEntry },
    async handle(gateway, { token, params: [, key = ""] }) {
      const read = await gateway.store.executor.readState(token, key);
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
    async handle(gateway, { token, params: [, key = ""] }) {
      const applied = await gateway.store.executor.apply(
        token,
        [{ name: "state-delete", args: [key] }],
        false,
      );
      return isFailure(applied) ? applied : noContent();
    },
  }),
];

/** Operations that write one record each (executor-api rows 5 to 9, 15 to 19). */
export const RECORD_ROUTES: readonly ExecutorRoute[] = [
  ...WRITE_ROUTES,
  LAST_CHECKPOINT_ROUTE,
  ...STATE_ROUTES,
];
