import type { Static, TSchema } from "typebox";
import { acknowledgementJson, OK } from "../../api/acknowledgement.js";
import { checkpointJson } from "../../api/checkpoint.js";
import { eventJson, eventRecord } from "../../api/event.js";
import {
  AnnotateBody,
  CheckpointBody,
  LogBody,
  OutputBody,
  ProgressBody,
  ResourceSnapshotBody,
  ResourcesBody,
  StateBody,
  StreamBody,
  ToolCallBody,
  UsageBody,
} from "../../api/executor-bodies.js";
import { outputJson, outputRecord } from "../../api/output.js";
import { recordJson } from "../../api/record.js";
import { resourceSampleJson } from "../../api/resource-sample.js";
import { progressData, type RunView, runJson } from "../../api/run.js";
import { stateJson } from "../../api/state-entry.js";
import { toolCallRecord } from "../../api/tool-call.js";
import { usageRecord } from "../../api/usage.js";
import { type Failure, fail } from "../../domain/failures.js";
import { newId } from "../../domain/ids.js";
import { LIMITS } from "../../domain/limits.js";
import type { RecordOperation } from "../../store/executor-commands.js";
import { placeOf } from "../../store/records.js";

/** Where the operations of a run are. */
export const RUN_PATH = "/sdk/v1/runs/:runID";

/** The JSON text of a member of a body, exactly as it came. */
export type RawField = (name: string) => string | undefined;

/** What an applied operation is answered from. */
export interface Answered {
  readonly runId: string;
  readonly nowMs: number;
  readonly result: string;
  readonly run?: RunView | undefined;
  /** What was prepared for it: the record is not made twice. */
  readonly operation: RecordOperation;
}

/**
 * One writing operation: from its body to the arguments of the Lua command, and from the command's result to
 * the JSON that is answered. Used alone by its route and together with others by `batch`.
 */
export interface OperationForm {
  readonly schema: TSchema;
  readonly status: 200 | 201 | 204;
  readonly wantsRun?: boolean;
  prepare(body: unknown, raw: RawField): readonly RecordOperation[] | Failure;
  /** What has to be checked by a schema that came along, both JSON texts; where it is set, `batch` has no such operation. */
  checked?(raw: RawField): { readonly schema: string; readonly value: string } | undefined;
  /** Made from what was prepared, so that nothing of the body is held while Redis works. */
  answer(answered: Answered): string;
}

function form<Schema extends TSchema>(
  schema: Schema,
  status: 200 | 201 | 204,
  steps: {
    wantsRun?: boolean;
    prepare(body: Static<Schema>, raw: RawField): readonly RecordOperation[] | Failure;
    checked?(raw: RawField): { readonly schema: string; readonly value: string } | undefined;
    answer(answered: Answered): string;
  },
): OperationForm {
  // Only ever called with a body that this schema has accepted.
  return { schema, status, ...steps } as unknown as OperationForm;
}

export function invalid(detail: string): Failure {
  return fail("validation_failed", { details: [detail] });
}

function recordOperation(name: string, ...args: string[]): RecordOperation {
  return { name, args };
}

function eventRecordOf(raw: RawField): string {
  const level = raw("level") ?? '"info"';
  return eventRecord({ type: raw("type"), level, message: raw("message"), data: raw("data") });
}

function eventAnswer(type: string, { runId, result, operation: { args } }: Answered): string {
  return eventJson(placeOf(runId, "events", result), type, args[0] ?? "{}");
}

function progressRecord(raw: RawField): string {
  const eta_seconds = raw("eta_seconds") ?? raw("eta_secs");
  const data = progressData({ percent: raw("percent"), step: raw("step"), eta_seconds });
  return eventRecord({ type: undefined, level: '"info"', message: raw("message") ?? '""', data });
}

function usageOf(body: Static<typeof UsageBody>): string {
  const { provider, model, prompt_tokens = 0, completion_tokens = 0, cost_microusd = 0 } = body;
  const total_tokens = body.total_tokens ?? prompt_tokens + completion_tokens;
  return usageRecord({ provider, model, prompt_tokens, completion_tokens, total_tokens, cost_microusd });
}

function toolCallOf(raw: RawField): string {
  return toolCallRecord({
    tool_name: raw("tool_name"),
    input: raw("input"),
    output: raw("output"),
    duration_ms: raw("duration_ms"),
    status: raw("status") ?? '"completed"',
  });
}

/** Null and an empty text are no schemas: who sends them has none. */
function schemaOf(raw: RawField): string | undefined {
  const schema = raw("schema");
  return schema === "null" || schema === '""' ? undefined : schema;
}

function outputOf(raw: RawField): string {
  const output_key = raw("output_key") ?? raw("key");
  return outputRecord({ output_key, schema: schemaOf(raw), value: raw("value") });
}

/** Pairs of an annotate body: the flat map, or the one under `annotations` when that is an object. */
function annotations(body: Readonly<Record<string, unknown>>): [string, string][] | Failure {
  const wrapped = body["annotations"];
  const map = typeof wrapped === "object" && wrapped !== null && !Array.isArray(wrapped) ? wrapped : body;
  const pairs = Object.entries(map);
  if (pairs.length < 1 || pairs.length > LIMITS.annotationPairs) {
    return invalid(`annotations: must have 1..${LIMITS.annotationPairs} pairs`);
  }
  for (const [key, value] of pairs) {
    if (key.trim() === "" || key.length > LIMITS.annotationKeyLength || !key.isWellFormed()) {
      return invalid(
        `annotations: keys must have 1..${LIMITS.annotationKeyLength} characters and not be blank`,
      );
    }
    if (typeof value !== "string" || !value.isWellFormed())
      return invalid(`annotations.${key}: must be a string`);
    if (value.length > LIMITS.annotationValueLength) {
      return invalid(`annotations.${key}: must have at most ${LIMITS.annotationValueLength} characters`);
    }
  }
  return pairs as [string, string][];
}

function resourceLevel(memoryPercent: number): string {
  if (memoryPercent >= 90) return "error";
  return memoryPercent >= 80 ? "warn" : "info";
}

export const RECORD_OPERATIONS = {
  log: form(LogBody, 201, {
    prepare: (body, raw) =>
      Buffer.byteLength(body.message) > LIMITS.logMessageBytes
        ? invalid(`message: must have at most ${LIMITS.logMessageBytes} bytes`)
        : [recordOperation("log", eventRecordOf(raw))],
    answer: (answered) => eventAnswer("log", answered),
  }),
  progress: form(ProgressBody, 201, {
    prepare: (body, raw) =>
      Buffer.byteLength(body.message ?? "") > LIMITS.logMessageBytes
        ? invalid(`message: must have at most ${LIMITS.logMessageBytes} bytes`)
        : [recordOperation("progress", progressRecord(raw))],
    answer: (answered) => eventAnswer("progress", answered),
  }),
  stream: form(StreamBody, 200, {
    prepare(body, raw) {
      const { chunk, stream_id = "default", done = false, seq } = body;
      if (Buffer.byteLength(chunk) > LIMITS.chunkBytes) {
        return invalid(`chunk: must have at most ${LIMITS.chunkBytes} bytes`);
      }
      if (!stream_id.isWellFormed()) return invalid("stream_id: must be valid Unicode");
      return [recordOperation("stream", stream_id, raw("chunk") ?? '""', done ? "1" : "", String(seq ?? ""))];
    },
    answer: ({ result }) =>
      result.startsWith("ok:")
        ? acknowledgementJson({ status: "ok", last_seq: Number(result.slice(3)) })
        : OK,
  }),
  annotate: form(AnnotateBody, 200, {
    wantsRun: true,
    prepare(body) {
      const pairs = annotations(body);
      return "failure" in pairs ? pairs : [recordOperation("annotate", ...pairs.flat())];
    },
    answer: ({ run }) => (run === undefined ? OK : runJson(run)),
  }),
  checkpoint: form(CheckpointBody, 201, {
    prepare: (_, raw) => [recordOperation("checkpoint", sourceOf(raw), raw("state") ?? "null")],
    answer({ runId, nowMs, result, operation: { args } }) {
      const [source, state] = args;
      const place = placeOf(runId, "checkpoints", `${nowMs}-${result}`);
      return checkpointJson(place, result, source ?? "", state ?? "null");
    },
  }),
  usage: form(UsageBody, 201, {
    prepare(body) {
      const { prompt_tokens = 0, completion_tokens = 0, cost_microusd = 0 } = body;
      const total = body.total_tokens ?? prompt_tokens + completion_tokens;
      const amounts = [prompt_tokens, completion_tokens, total, cost_microusd].map(String);
      return [recordOperation("usage", usageOf(body), `${body.provider}/${body.model}`, ...amounts)];
    },
    answer: ({ runId, result, operation: { args } }) =>
      recordJson(placeOf(runId, "usage", result), args[0] ?? "{}"),
  }),
  "tool-call": form(ToolCallBody, 201, {
    prepare: (body, raw) => [recordOperation("tool-call", toolCallOf(raw), body.tool_name)],
    answer: ({ runId, result, operation: { args } }) =>
      recordJson(placeOf(runId, "tool_calls", result), args[0] ?? "{}"),
  }),
  output: form(OutputBody, 201, {
    prepare(body, raw) {
      const key = body.output_key ?? body.key;
      if (key === undefined) return invalid("output_key: is required");
      if (!key.isWellFormed()) return invalid("output_key: must be valid Unicode");
      return [recordOperation("output", key, newId(), outputOf(raw))];
    },
    checked(raw) {
      const [schema, value] = [schemaOf(raw), raw("value")];
      return schema === undefined || value === undefined ? undefined : { schema, value };
    },
    answer: ({ runId, result, operation: { args } }) => outputJson(runId, `${result} ${args[2]}`),
  }),
  state: form(StateBody, 201, {
    prepare(body, raw) {
      const value = raw("value") ?? "null";
      if (!body.key.isWellFormed()) return invalid("key: must be valid Unicode");
      if (Buffer.byteLength(value) > LIMITS.stateValueBytes) {
        return invalid(`value: must have at most ${LIMITS.stateValueBytes} bytes of JSON`);
      }
      return [recordOperation("state", body.key, value)];
    },
    answer: ({ runId, nowMs, operation: { args } }) => stateJson(runId, args[0] ?? "", `${nowMs} ${args[1]}`),
  }),
  resources: form(ResourcesBody, 201, {
    prepare({ memory_mb, memory_percent, cpu_percent }) {
      const level = resourceLevel(memory_percent ?? 0);
      const data = { memory_mb, memory_percent, cpu_percent };
      return [recordOperation("resources", JSON.stringify({ level, message: "resource sample", data }))];
    },
    answer: () => OK,
  }),
  "resource-snapshot": form(ResourceSnapshotBody, 201, {
    prepare(body) {
      const { cpu_percent, memory_mb, memory_limit_mb, network_rx_bytes, network_tx_bytes } = body;
      const data = { cpu_percent, memory_mb, memory_limit_mb, network_rx_bytes, network_tx_bytes };
      const snapshot = recordOperation(
        "resource-snapshot",
        JSON.stringify({ level: "info", message: "resource snapshot", data }),
      );
      const atRisk = (memory_limit_mb ?? 0) > 0 && (memory_mb ?? 0) > 0.9 * (memory_limit_mb ?? 0);
      if (!atRisk) return [snapshot];
      const message = "memory is above 90 % of its limit";
      const risk = recordOperation(
        "oom-risk",
        JSON.stringify({ level: "error", message, data: { memory_mb, memory_limit_mb } }),
      );
      return [snapshot, risk];
    },
    answer({ runId, result, operation: { args } }) {
      return resourceSampleJson(placeOf(runId, "events", result), args[0] ?? "{}");
    },
  }),
} as const satisfies Record<string, OperationForm>;

function sourceOf(raw: RawField): string {
  const given = raw("source");
  return given === undefined ? "sdk" : (JSON.parse(given) as string);
}

/** The answer of a heartbeat inside a batch. */
export function heartbeatAnswer(code: string): string {
  if (code === "ok") return OK;
  const reason = code.startsWith("cancel_requested:") ? code.slice("cancel_requested:".length) : undefined;
  return acknowledgementJson({ status: "cancel_requested", reason });
}
