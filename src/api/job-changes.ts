import type { TObject } from "typebox";
import { LIMITS } from "../domain/limits.js";
import { timestamp } from "../domain/time.js";
import { type Job, JobInput, JobPatch } from "./job.js";
import { withoutEmpty } from "./job-start.js";

export interface JobDefaults {
  readonly maxAttempts: number;
  readonly timeoutSecs: number;
}

/** Members that may be any JSON: what stands for an absent one is not told by their schema. */
const SCHEMAS: ReadonlySet<string> = new Set(["payload_schema", "result_schema"]);

/**
 * The members a caller may set. Others are ignored: taken over, `id`, `project_id` or `version` of a patch would
 * replace the job's own.
 */
function settable<Input extends object>(schema: TObject, input: Input): Input {
  const known = Object.entries(input).filter(
    ([name, value]) =>
      Object.hasOwn(schema.properties, name) && !(SCHEMAS.has(name) && (value === null || value === "")),
  );
  return Object.fromEntries(known) as Input;
}

/** A job record from what its creator sent. `execution_mode` follows from the endpoint when it is not given. */
export function newJob(input: JobInput, id: string, nowMs: number, defaults: JobDefaults): Job {
  const {
    queue_name,
    endpoint_signing_secret: _secret,
    webhook_secret: _alias,
    ...given
  } = settable(JobInput, input);
  const at = timestamp(nowMs);
  return switchedOff({
    ...given,
    id,
    execution_mode: given.execution_mode ?? (given.endpoint_url === undefined ? "worker" : "http"),
    queue: queue_name ?? "default",
    max_attempts: given.max_attempts ?? defaults.maxAttempts,
    timeout_secs: given.timeout_secs ?? defaults.timeoutSecs,
    retry_strategy: given.retry_strategy ?? "exponential",
    retry_priority_boost: given.retry_priority_boost || 1,
    enabled: given.enabled ?? true,
    paused: false,
    version: 1,
    created_at: at,
    updated_at: at,
  });
}

type JobWithNull = Omit<Job, "poison_pill_threshold"> & Pick<JobInput, "poison_pill_threshold">;

/** Null, or an empty text, switches a field off: it is left out then, as empty optionals are everywhere. */
function switchedOff({ poison_pill_threshold: threshold, ...job }: JobWithNull): Job {
  return withoutEmpty(typeof threshold === "number" ? { ...job, poison_pill_threshold: threshold } : job);
}

/** The job with a patch applied: what is absent stays (control-api 1). */
export function patchedJob(job: Job, patch: JobPatch, nowMs: number): Job {
  const {
    queue_name,
    endpoint_signing_secret: _secret,
    webhook_secret: _alias,
    ...given
  } = settable(JobPatch, patch);
  const next: JobWithNull = { ...job, ...given, version: job.version + 1, updated_at: timestamp(nowMs) };
  if (queue_name !== undefined) next.queue = queue_name;
  return switchedOff(next);
}

/** Problems that no single field's schema can say; each a sentence for a 400. */
export function jobProblems(job: Job): string[] {
  const problems: string[] = [];
  if (job.execution_mode === "http" && job.endpoint_url === undefined) {
    problems.push("endpoint_url: is required when execution_mode is http");
  }
  const keys = Object.keys(job.concurrency_key_weights ?? {});
  if (keys.some((key) => key === "" || key.length > LIMITS.startKeyLength)) {
    problems.push(`concurrency_key_weights: keys must have 1..${LIMITS.startKeyLength} characters`);
  }
  return [...problems, ...tagProblems(job.tags ?? {}), ...metadataProblems(job.default_run_metadata ?? {})];
}

export function tagProblems(tags: Readonly<Record<string, string>>): string[] {
  const keys = Object.keys(tags);
  const problems: string[] = [];
  if (keys.length > LIMITS.tags.pairs) problems.push(`tags: at most ${LIMITS.tags.pairs} pairs`);
  for (const key of keys) {
    if (key.length < 1 || key.length > LIMITS.tags.keyLength) {
      problems.push(`tags: keys must have 1..${LIMITS.tags.keyLength} characters`);
      break;
    }
  }
  return problems;
}

function metadataProblems(metadata: Readonly<Record<string, string>>): string[] {
  const keys = Object.keys(metadata);
  if (keys.length > LIMITS.annotationPairs) {
    return [`default_run_metadata: at most ${LIMITS.annotationPairs} pairs`];
  }
  return keys.some((key) => key.trim() === "" || key.length > LIMITS.annotationKeyLength)
    ? [`default_run_metadata: keys must have 1..${LIMITS.annotationKeyLength} characters and not be blank`]
    : [];
}
