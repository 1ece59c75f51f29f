import { timestamp } from "./time.js";

/** A run as scripts answer it: field, value list; metadata list; last heartbeat in µs or ''. */
export interface RunView {
  readonly fields: ReadonlyMap<string, string>;
  readonly metadata: readonly string[];
  readonly heartbeatUs: string;
}

type Form = "text" | "integer" | "time" | "boolean" | "raw" | "metadata" | "heartbeat" | "progress";

/**
 * The run object (control-api 3.1) in its order; `progress` is ours. What is absent or empty is left out. All
 * that is always present is written at creation.
 */
const RUN_FIELDS: readonly (readonly [name: string, form: Form])[] = [
  ["id", "text"],
  ["job_id", "text"],
  ["project_id", "text"],
  ["tags", "raw"],
  ["status", "text"],
  ["attempt", "integer"],
  ["payload", "raw"],
  ["result", "raw"],
  ["metadata", "metadata"],
  ["error", "text"],
  ["error_class", "text"],
  ["triggered_by", "text"],
  ["scheduled_at", "time"],
  ["started_at", "time"],
  ["finished_at", "time"],
  ["heartbeat_at", "heartbeat"],
  ["next_retry_at", "time"],
  ["expires_at", "time"],
  ["parent_run_id", "text"],
  ["priority", "integer"],
  ["idempotency_key", "text"],
  ["job_version", "integer"],
  ["max_attempts_override", "integer"],
  ["timeout_secs_override", "integer"],
  ["retry_backoff", "text"],
  ["retry_initial_delay_secs", "integer"],
  ["retry_max_delay_secs", "integer"],
  ["execution_trace", "raw"],
  ["debug_mode", "boolean"],
  ["continuation_of", "text"],
  ["lineage_depth", "integer"],
  ["chain_depth", "integer"],
  ["created_by", "text"],
  ["batch_id", "text"],
  ["concurrency_key", "text"],
  ["execution_mode", "text"],
  ["queue_name", "text"],
  ["replayed_run_id", "text"],
  ["worker_id", "text"],
  ["progress", "progress"],
  ["created_at", "time"],
];

function pairsToJson(pairs: readonly string[]): string {
  const members: string[] = [];
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    members.push(`${JSON.stringify(pairs[index])}:${JSON.stringify(pairs[index + 1])}`);
  }
  return `{${members.join(",")}}`;
}

/** The latest progress, from the record of its event: `{percent, step?, eta_seconds?, message?}`. */
function progressJson(record: string): string {
  const { message, data } = JSON.parse(record) as { message?: string; data: object };
  return JSON.stringify(message ? { ...data, message } : data);
}

/** What is always shown and only stored when it differs. */
const DEFAULTS: Readonly<Record<string, string>> = {
  triggered_by: "manual",
  debug_mode: "0",
  lineage_depth: "0",
};

/** A field of the run as it is shown, the defaults that are not stored included. */
export function fieldOf(view: RunView, name: string): string | undefined {
  return view.fields.get(name) ?? DEFAULTS[name];
}

function fieldJson(view: RunView, name: string, form: Form): string | undefined {
  if (form === "metadata") return view.metadata.length > 0 ? pairsToJson(view.metadata) : undefined;
  const value = fieldOf(view, name);
  if (form === "heartbeat") {
    const ms = view.heartbeatUs !== "" ? Math.floor(Number(view.heartbeatUs) / 1000) : Number(value ?? 0);
    return ms > 0 ? `"${timestamp(ms)}"` : undefined;
  }
  if (value === undefined || value === "") return undefined;
  if (form === "text") return JSON.stringify(value);
  if (form === "time") return `"${timestamp(Number(value))}"`;
  if (form === "boolean") return value === "1" ? "true" : "false";
  if (form === "progress") return progressJson(value);
  return value;
}

/** The run as JSON text; payload, result and tags are the text that came (executor-api section 2). */
export function runJson(view: RunView, extra = ""): string {
  const members: string[] = [];
  for (const [name, form] of RUN_FIELDS) {
    const json = fieldJson(view, name, form);
    if (json !== undefined) members.push(`"${name}":${json}`);
  }
  return `{${members.join(",")}${extra}}`;
}
