import type { Job } from "./job.js";
import { madeText } from "./run-origin.js";

/** What a trigger may decide otherwise than the job (control-api 3.1); absent members leave the job's. */
export interface RunOverrides {
  readonly max_attempts_override?: number;
  readonly timeout_secs_override?: number;
  readonly retry_backoff?: string;
  readonly retry_initial_delay_secs?: number;
  readonly retry_max_delay_secs?: number;
}

const OVERRIDES = [
  "max_attempts_override",
  "timeout_secs_override",
  "retry_backoff",
  "retry_initial_delay_secs",
  "retry_max_delay_secs",
] as const satisfies readonly (keyof RunOverrides)[];

/** What a caller decides about a new run. */
export interface NewRun {
  /** JSON text; absent when none was given. */
  readonly payload: string | undefined;
  readonly actor: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly triggeredBy?: string | undefined;
  readonly overrides?: RunOverrides;
  /** The bulk trigger it comes from. */
  readonly batchId?: string | undefined;
}

/**
 * Field, value pairs of a new run of the job: what it is stamped with at its creation (control-api 1.1), beside
 * what its indexes are made from. Defaults are not stored: `runJson` knows them.
 */
export function runFields(job: Job, run: NewRun): string[] {
  const { overrides = {} } = run;
  const fields = [
    "made",
    madeText({
      timeout_secs: String(overrides.timeout_secs_override ?? job.timeout_secs),
      max_attempts: String(overrides.max_attempts_override ?? job.max_attempts),
      job_version: String(job.version),
      queue_name: job.queue,
      created_by: run.actor,
    }),
  ];
  const { payload, triggeredBy, idempotencyKey, batchId } = run;
  // What spares most runs a look at their job when they end.
  if (job.result_schema !== undefined) fields.push("checks_result", "1");
  for (const name of OVERRIDES) {
    const value = overrides[name];
    if (value !== undefined) fields.push(name, String(value));
  }
  const onEnd = onEndOf(job);
  if (onEnd !== "") fields.push("on_end", onEnd);
  if (payload !== undefined) fields.push("payload", payload);
  if (triggeredBy !== undefined) fields.push("triggered_by", triggeredBy);
  if (batchId !== undefined) fields.push("batch_id", batchId);
  if (idempotencyKey !== undefined) fields.push("idempotency_key", idempotencyKey);
  if (job.tags !== undefined || run.tags !== undefined) {
    fields.push("tags", JSON.stringify({ ...job.tags, ...run.tags }));
  }
  return fields;
}

/** What is to follow the end of the job's runs, a letter each: see `lua/lib/ending.lua`. */
function onEndOf(job: Job): string {
  const webhook = job.webhook_url ? "w" : "";
  const complete = job.on_complete_trigger_job ? "c" : "";
  const failure = job.on_failure_trigger_job ? "f" : "";
  return webhook + complete + failure;
}
