import { type Static, type TObject, Type } from "typebox";
import { START_FIELDS, withoutEmpty } from "./job-start.js";
import { LIMITS } from "./limits.js";
import { timestamp } from "./time.js";

const Secs = (maximum: number) => Type.Integer({ minimum: 0, maximum });
const Tags = Type.Record(Type.String(), Type.String({ maxLength: LIMITS.tags.valueLength }), {
  description: "At most 20 pairs; keys of 1..64 characters.",
});
const JobName = Type.String({
  maxLength: 128,
  description: "Id or slug of a job of the project; empty: none.",
});
const PayloadMapping = Type.Record(
  Type.String(),
  Type.String({ maxLength: LIMITS.payloadMapping.pathLength }),
  {
    maxProperties: LIMITS.payloadMapping.fields,
    description: "Field of the new payload to a JSON pointer or dotted path into what ended.",
  },
);

/** The fields of a job a caller may set (control-api 1.1), without the two that name it. */
const SETTABLE = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  slug: Type.String({ minLength: 1, maxLength: 128 }),
  description: Type.String({ maxLength: 4096 }),
  endpoint_url: Type.String({ minLength: 1, maxLength: 2048 }),
  fallback_endpoint_url: Type.String({ minLength: 1, maxLength: 2048 }),
  endpoint_signing_secret: Type.String({ minLength: 16, maxLength: 4096 }),
  webhook_secret: Type.String({ minLength: 16, maxLength: 4096, description: "Alias that wins." }),
  execution_mode: Type.Enum(["http", "worker"]),
  async_completion: Type.Boolean({
    description: "Ours: a 202 of the endpoint leaves the run executing until the executor ends it.",
  }),
  queue_name: Type.String({ pattern: "^[A-Za-z0-9_-]{1,63}$" }),
  max_attempts: Type.Integer({ minimum: 1, maximum: LIMITS.attempts }),
  timeout_secs: Type.Integer({ minimum: 1, maximum: LIMITS.timeoutSecs }),
  retry_strategy: Type.Enum(["exponential", "linear", "fixed", "custom"]),
  retry_delays_secs: Type.Array(Type.Integer({ minimum: 1, maximum: 3600 }), { maxItems: 100 }),
  retry_priority_boost: Type.Integer({ minimum: 0, maximum: 10 }),
  poison_pill_threshold: Type.Union([Type.Integer({ minimum: 1, maximum: 100 }), Type.Null()], {
    description: "The same error so many times in a row ends the run; null: off.",
  }),
  max_concurrency: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  max_concurrency_per_key: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  ...START_FIELDS,
  run_ttl_secs: Secs(LIMITS.ttlSecs),
  payload_schema: Type.Unknown(),
  result_schema: Type.Unknown(),
  webhook_url: Type.String({ maxLength: 2048, description: "Told of every end of a run; empty: none." }),
  on_complete_trigger_job: JobName,
  on_failure_trigger_job: JobName,
  on_complete_payload_mapping: PayloadMapping,
  on_failure_payload_mapping: PayloadMapping,
  tags: Tags,
  default_run_metadata: Type.Record(Type.String(), Type.String({ maxLength: LIMITS.annotationValueLength })),
  enabled: Type.Boolean(),
  cost_budget_microusd: Type.Integer({ minimum: 0, description: "Ours: cost a run may report." }),
  token_budget: Type.Integer({ minimum: 0, description: "Ours: tokens a run may report." }),
  allowed_tools: Type.Array(Type.String({ maxLength: 256 }), { maxItems: 256, description: "Ours." }),
  blocked_tools: Type.Array(Type.String({ maxLength: 256 }), { maxItems: 256, description: "Ours." }),
  max_tool_calls: Type.Integer({ minimum: 0, description: "Ours: tool calls a run may record." }),
};

const { name, slug, ...OPTIONAL } = SETTABLE;

export const JobInput = Type.Object({
  project_id: Type.String({ minLength: 1, maxLength: 128 }),
  name,
  slug,
  ...Type.Partial(Type.Object(OPTIONAL)).properties,
});
export type JobInput = Static<typeof JobInput>;

export const JobPatch = Type.Partial(Type.Object(SETTABLE));
export type JobPatch = Static<typeof JobPatch>;

/** A job as the API shows it. The signing secret is not part of it: it is never returned. */
export const Job = Type.Object({
  id: Type.String(),
  project_id: Type.String(),
  name,
  slug,
  ...Type.Partial(Type.Object(OPTIONAL)).properties,
  execution_mode: SETTABLE.execution_mode,
  queue: Type.String(),
  max_attempts: SETTABLE.max_attempts,
  timeout_secs: SETTABLE.timeout_secs,
  retry_strategy: SETTABLE.retry_strategy,
  retry_priority_boost: SETTABLE.retry_priority_boost,
  enabled: Type.Boolean(),
  paused: Type.Boolean(),
  pause_reason: Type.Optional(Type.String()),
  schedule_problem: Type.Optional(
    Type.String({
      description:
        "Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it.",
    }),
  ),
  version: Type.Integer(),
  created_at: Type.String({ format: "date-time" }),
  updated_at: Type.String({ format: "date-time" }),
});
export type Job = Omit<
  Static<typeof Job>,
  "endpoint_signing_secret" | "webhook_secret" | "queue_name" | "retry_delays_secs"
> & { retry_delays_secs?: number[] };

export interface JobDefaults {
  readonly maxAttempts: number;
  readonly timeoutSecs: number;
}

/**
 * The members a caller may set. Others are ignored: taken over, `id`, `project_id` or `version` of a patch would
 * replace the job's own.
 */
function settable<Input extends object>(schema: TObject, input: Input): Input {
  const known = Object.entries(input).filter(([name]) => Object.hasOwn(schema.properties, name));
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

/** Null, or an empty text, switches a field off: it is left out then, as empty optionals are everywhere. */
function switchedOff(job: Job): Job {
  const { poison_pill_threshold: threshold, ...rest } = job;
  return withoutEmpty(threshold === null || threshold === undefined ? rest : job);
}

/** The job with a patch applied: what is absent stays (control-api 1). */
export function patchedJob(job: Job, patch: JobPatch, nowMs: number): Job {
  const {
    queue_name,
    endpoint_signing_secret: _secret,
    webhook_secret: _alias,
    ...given
  } = settable(JobPatch, patch);
  const next: Job = { ...job, ...given, version: job.version + 1, updated_at: timestamp(nowMs) };
  if (queue_name !== undefined) next.queue = queue_name;
  return switchedOff(next);
}

/** Problems that no single field's schema can say; each a sentence for a 400. */
export function jobProblems(job: Job): string[] {
  const problems: string[] = [];
  if (job.execution_mode === "http" && job.endpoint_url === undefined) {
    problems.push("endpoint_url: is required when execution_mode is http");
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
