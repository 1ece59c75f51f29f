import { type Static, Type } from "typebox";
import { RUN_STATUSES } from "../domain/run-status.js";
import { timestamp } from "../domain/time.js";
import { ClaimedRuns } from "./claim.js";
import {
  component,
  described,
  extended,
  Flag,
  Id,
  Int,
  Json,
  optional,
  Text,
  TextMap,
  Time,
} from "./schema.js";
import { storedWriter, textWriter } from "./writer.js";

export const RunStatus = component("RunStatus", "Where a run is in its life.", Type.Enum([...RUN_STATUSES]));

const PROGRESS = { percent: Type.Number(), step: optional(Text), eta_seconds: optional(Int) };

const RunProgress = component(
  "RunProgress",
  "The latest progress that the executor of a run has reported.",
  Type.Object({ ...PROGRESS, message: optional(Text) }),
);

/** What the event of a progress carries, from JSON texts. */
export const progressData = textWriter(PROGRESS);

export const Run = component(
  "Run",
  "One execution of a job, with all its attempts. Members that have no value are left out.",
  Type.Object({
    id: Id,
    job_id: Id,
    project_id: Text,
    tags: optional(TextMap, "Those of the job, and those of its trigger, which win."),
    status: RunStatus,
    attempt: described(Int, "Counts from 1."),
    payload: optional(Json),
    result: optional(Json),
    metadata: optional(TextMap, "Annotations, and the trace headers of its trigger."),
    error: optional(Text),
    error_class: optional(Text),
    triggered_by: Text,
    scheduled_at: optional(Time),
    started_at: optional(Time),
    finished_at: optional(Time),
    heartbeat_at: optional(Time),
    next_retry_at: optional(Time),
    expires_at: optional(Time, "When it expires unless it has begun by then."),
    parent_run_id: optional(Id, "The run that has spawned it."),
    priority: Int,
    idempotency_key: optional(Text),
    job_version: Int,
    max_attempts_override: optional(Int),
    timeout_secs_override: optional(Int),
    retry_backoff: optional(Text),
    retry_initial_delay_secs: optional(Int),
    retry_max_delay_secs: optional(Int),
    execution_trace: optional(Type.Record(Text, Int), "Milliseconds of each step of its last dispatch."),
    debug_mode: Flag,
    continuation_of: optional(Id),
    lineage_depth: Int,
    chain_depth: optional(Int),
    created_by: optional(Text),
    batch_id: optional(Id, "The bulk trigger that has created it."),
    concurrency_key: optional(Text),
    execution_mode: optional(Text),
    queue_name: optional(Text),
    replayed_run_id: optional(Id, "The run that this one replays."),
    worker_id: optional(Text, "The worker that has claimed it."),
    progress: optional(RunProgress),
    created_at: Time,
  }),
);
export type Run = Static<typeof Run>;

/** A run as scripts answer it: its fields; its metadata as name, value pairs; its last heartbeat in µs or ''. */
export interface RunView {
  readonly fields: ReadonlyMap<string, string>;
  readonly metadata: readonly string[];
  readonly heartbeatUs: string;
}

/** What is always shown and only stored when it differs. */
const DEFAULTS: Readonly<Record<string, string>> = {
  triggered_by: "manual",
  priority: "0",
  debug_mode: "0",
  lineage_depth: "0",
};

/** A field of the run as it is shown, the defaults that are not stored included. */
export function fieldOf(view: RunView, name: string): string | undefined {
  return view.fields.get(name) ?? DEFAULTS[name];
}

/** Milliseconds of the last heartbeat; 0 for none. */
function heartbeatMs(view: RunView): number {
  return view.heartbeatUs !== ""
    ? Math.floor(Number(view.heartbeatUs) / 1000)
    : Number(view.fields.get("heartbeat_at") ?? 0);
}

function metadataJson({ metadata }: RunView): string | undefined {
  if (metadata.length === 0) return undefined;
  const members: string[] = [];
  for (let index = 0; index + 1 < metadata.length; index += 2) {
    members.push(`${JSON.stringify(metadata[index])}:${JSON.stringify(metadata[index + 1])}`);
  }
  return `{${members.join(",")}}`;
}

/** From the record of its event: `{percent, step?, eta_seconds?, message?}`. */
function progressJson(view: RunView): string | undefined {
  const record = view.fields.get("progress") ?? "";
  if (record === "") return undefined;
  const { message, data } = JSON.parse(record) as { message?: string; data: object };
  return JSON.stringify(message ? { ...data, message } : data);
}

/** The run as JSON text (control-api 3.1); payload, result and tags are the text that came. */
export const runJson: (view: RunView) => string = storedWriter(Run, fieldOf, {
  metadata: metadataJson,
  heartbeat_at(view: RunView) {
    const ms = heartbeatMs(view);
    return ms > 0 ? `"${timestamp(ms)}"` : undefined;
  },
  progress: progressJson,
});

export const SpawnedRun = extended("SpawnedRun", "A child run, and whether its parent waits for it.", Run, {
  await_completion: optional(Flag, "True when the parent waits."),
  await_event_key: optional(Text, "The key of the wait."),
});

export const EndedRun = extended("EndedRun", "A run that has ended, and what was claimed with it.", Run, {
  claimed: optional(ClaimedRuns),
});

/** `claimed` is JSON text; undefined when nothing was asked for. */
export function endedRunJson(run: RunView, claimed: string | undefined): string {
  const json = runJson(run);
  return claimed === undefined ? json : `${json.slice(0, -1)},"claimed":${claimed}}`;
}

/** What who spawns into another project knows of the run anyway: its names, and what it was made with. */
const KNOWN_ABROAD: ReadonlySet<string> = new Set([
  ...["id", "job_id", "project_id", "status", "attempt", "payload", "triggered_by", "parent_run_id"],
  ...["priority", "job_version", "created_by", "created_at"],
]);

/** The run as another project may see it: nothing of what its own made of it. */
export function seenFromAbroad({ fields }: RunView): RunView {
  const known = [...fields].filter(([name]) => KNOWN_ABROAD.has(name));
  return { fields: new Map(known), metadata: [], heartbeatUs: "" };
}

/** The child as JSON text; no `awaitEventKey` when the parent does not wait. */
export function spawnedRunJson(child: RunView, awaitEventKey: string | undefined): string {
  const json = runJson(child);
  if (awaitEventKey === undefined) return json;
  return `${json.slice(0, -1)},"await_completion":true,"await_event_key":${JSON.stringify(awaitEventKey)}}`;
}
