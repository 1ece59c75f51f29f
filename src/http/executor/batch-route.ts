import { BatchResults, batchResultJson, batchResultsJson } from "../../api/acknowledgement.js";
import { BATCH_OPERATIONS, BatchBody, type BatchOperation } from "../../api/executor-bodies.js";
import { FAILURES, type Failure, fail, isFailure } from "../../domain/failures.js";
import { rawElements, rawMember, rawMembers } from "../../domain/json.js";
import type { RecordOperation } from "../../store/executor-commands.js";
import { presentText } from "../wire/incoming.js";
import { json, type Reply } from "../wire/reply.js";
import { type ExecutorCall, type ExecutorRoute, executorRoute } from "../wire/route.js";
import { type Validate, validator } from "../wire/validation.js";
import {
  heartbeatAnswer,
  type OperationForm,
  type RawField,
  RECORD_OPERATIONS,
  RUN_PATH,
} from "./operations.js";

/** An operation that was checked; all that its answer is made from. */
interface Step {
  /** Undefined for a heartbeat. */
  readonly form: OperationForm | undefined;
  readonly operations: readonly RecordOperation[];
}

const HEARTBEAT: Step = { form: undefined, operations: [{ name: "heartbeat", args: [] }] };
const NOT_REFUSED_HERE: ReadonlySet<string> = new Set(["internal_error", "unavailable"]);
/** Refusals of the run, not of one operation: they are answered as they are. */
const OF_THE_RUN: ReadonlySet<string> = new Set([
  "not_found",
  "gone",
  "stale_attempt",
  "assignment_lost",
  "not_active",
  "not_executing",
]);

function refused(index: number, failure: Failure): Failure {
  if (NOT_REFUSED_HERE.has(failure.failure)) return failure;
  const sentence = failure.message ?? FAILURES[failure.failure][2];
  const lines = failure.details?.map((line) => `operations.${index}.body.${line}`);
  return fail("operation_refused", {
    message: `operation ${index} was refused: ${sentence}; nothing was applied`,
    details: lines ?? [`operations.${index}: ${sentence}`],
    extra: { index, ...failure.extra },
  });
}

function prepare(
  call: ExecutorCall<{ operations: { op: string; body?: unknown }[] }>,
  validators: ReadonlyMap<string, Validate>,
): Step[] | Failure {
  const texts = rawElements(call.raw("operations") ?? "[]");
  const steps: Step[] = [];
  for (const [index, { op, body = {} }] of call.body.operations.entries()) {
    if (op === "heartbeat") {
      steps.push(HEARTBEAT);
      continue;
    }
    const members = rawMembers(rawMember(rawMembers(texts[index] ?? "{}"), "body") ?? "{}");
    const form: OperationForm = RECORD_OPERATIONS[op as Exclude<BatchOperation, "heartbeat">];
    const invalid = validators.get(op)?.(body);
    if (invalid !== undefined) return refused(index, invalid);
    const raw: RawField = presentText(body, (name) => rawMember(members, name));
    const operations = form.prepare(body, raw);
    if ("failure" in operations) return refused(index, operations);
    steps.push({ form, operations });
  }
  return steps;
}

const validators = new Map<string, Validate>();
for (const name of BATCH_OPERATIONS) {
  if (name !== "heartbeat") validators.set(name, validator(RECORD_OPERATIONS[name].schema));
}

/** `POST batch`, ours: many operations in order and atomically, in one round trip (executor-api section 3). */
export const BATCH_ROUTE: ExecutorRoute = executorRoute({
  method: "post",
  path: `${RUN_PATH}/batch`,
  operationId: "applyBatch",
  summary: "Apply many operations in order: all of them or none",
  body: BatchBody,
  importance: "record",
  responses: { 200: BatchResults },
  async handle(gateway, call): Promise<Reply | Failure> {
    const steps = prepare(call, validators);
    if ("failure" in steps) return steps;
    const { token } = call;
    const wantRun = steps.some((step) => step.form?.wantsRun === true);
    const operations = steps.flatMap((step) => step.operations);
    const applied = await gateway.store.executor.apply(token, operations, wantRun);
    if (isFailure(applied)) {
      return OF_THE_RUN.has(applied.failure) ? applied : refused(applied.index ?? 0, applied);
    }
    let at = 0;
    const results = steps.map((step) => {
      const result = applied.results[at] ?? "";
      at += step.operations.length;
      if (step.form === undefined) return batchResultJson({ status: 200, body: heartbeatAnswer(result) });
      const operation = step.operations[0] ?? { name: "", args: [] };
      const { nowMs, run } = applied;
      const answer = step.form.answer({ runId: token.runId, nowMs, result, run, operation });
      return batchResultJson({ status: step.form.status, body: answer });
    });
    return json(200, batchResultsJson(results));
  },
});
