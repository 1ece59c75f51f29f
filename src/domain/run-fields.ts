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
  const tags = { ...job.tags, ...run.tags };
  const fields: Record<string, string | undefined> = {
    job_id: job.id,
    project_id: job.project_id,
    execution_mode: job.execution_mode,
    queue_name: job.queue,
    job_version: String(job.version),
    max_attempts: String(job.max_attempts),
    timeout_secs: String(job.timeout_secs),
    priority: String(run.priority),
    lineage_depth: "0",
    debug_mode: "0",
    created_by: run.actor,
    payload: run.payload,
    triggered_by: run.triggeredBy,
    concurrency_key: run.concurrencyKey,
    idempotency_key: run.idempotencyKey,
    tags: Object.keys(tags).length > 0 ? JSON.stringify(tags) : undefined,
  };
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
}
