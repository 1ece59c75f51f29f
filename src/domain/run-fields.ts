import type { Job } from "./job.js";

/** What a caller decides about a new run. */
export interface NewRun {
  /** JSON text; absent when none was given. */
  readonly payload: string | undefined;
  readonly actor: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  readonly triggeredBy?: string;
}

/**
 * Field, value pairs of a new run of the job: what it is stamped with at its creation (control-api 1.1), beside
 * what its indexes are made from. Defaults are not stored: `runJson` knows them.
 */
export function runFields(job: Job, run: NewRun): string[] {
  const fields = [
    "queue_name",
    job.queue,
    "job_version",
    String(job.version),
    "max_attempts",
    String(job.max_attempts),
    "timeout_secs",
    String(job.timeout_secs),
    "created_by",
    run.actor,
  ];
  const { payload, triggeredBy, idempotencyKey } = run;
  // What spares most runs a look at their job when they end.
  if (job.max_concurrency || job.max_concurrency_per_key) fields.push("limited", "1");
  if (job.result_schema !== undefined) fields.push("checks_result", "1");
  if (payload !== undefined) fields.push("payload", payload);
  if (triggeredBy !== undefined) fields.push("triggered_by", triggeredBy);
  if (idempotencyKey !== undefined) fields.push("idempotency_key", idempotencyKey);
  if (job.tags !== undefined || run.tags !== undefined) {
    fields.push("tags", JSON.stringify({ ...job.tags, ...run.tags }));
  }
  return fields;
}
