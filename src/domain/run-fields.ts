import type { Job } from "./job.js";

/** What a caller decides about a new run. */
export interface NewRun {
  /** JSON text; absent when none was given. */
  readonly payload: string | undefined;
  readonly priority: number;
  readonly actor: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly concurrencyKey?: string;
  readonly idempotencyKey?: string;
  readonly triggeredBy?: string;
}

/** Field, value pairs of a new run of the job: what it is stamped with at its creation (control-api 1.1). */
export function runFields(job: Job, run: NewRun): string[] {
  const fields = [
    "job_id",
    job.id,
    "project_id",
    job.project_id,
    "execution_mode",
    job.execution_mode,
    "queue_name",
    job.queue,
    "job_version",
    String(job.version),
    "max_attempts",
    String(job.max_attempts),
    "timeout_secs",
    String(job.timeout_secs),
    "priority",
    String(run.priority),
    "lineage_depth",
    "0",
    "debug_mode",
    "0",
    "created_by",
    run.actor,
  ];
  const { payload, triggeredBy, concurrencyKey, idempotencyKey } = run;
  // What spares most runs a look at their job when they end.
  if (job.max_concurrency || job.max_concurrency_per_key) fields.push("limited", "1");
  if (job.result_schema !== undefined) fields.push("checks_result", "1");
  if (payload !== undefined) fields.push("payload", payload);
  if (triggeredBy !== undefined) fields.push("triggered_by", triggeredBy);
  if (concurrencyKey !== undefined) fields.push("concurrency_key", concurrencyKey);
  if (idempotencyKey !== undefined) fields.push("idempotency_key", idempotencyKey);
  if (job.tags !== undefined || run.tags !== undefined) {
    fields.push("tags", JSON.stringify({ ...job.tags, ...run.tags }));
  }
  return fields;
}
