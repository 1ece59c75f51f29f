import { type Static, Type } from "typebox";
import { LIMITS } from "../domain/limits.js";
import { component, extended, Flag, Id, Int, optional, ProjectId, Text, Time, Url } from "./schema.js";

const DAYS_30_SECS = 2_592_000;
const Secs = (maximum: number, description: string) => Type.Integer({ minimum: 0, maximum, description });
const Most = Type.Integer({ minimum: 0, maximum: 1_000_000, description: "0: no limit." });
const Tools = Type.Array(Type.String({ maxLength: 256 }), { maxItems: 256, description: "Ours." });
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

/** How often who waits is served beside the others (`lua/lib/fair.lua`). */
export const FairWeight = Type.Number({
  minimum: LIMITS.fairWeight.least,
  maximum: LIMITS.fairWeight.most,
  description:
    "Ours: of those that wait at one priority, one of weight 3 is handed out three times as often as one of weight 1, the default.",
});

/** Tags of a job, or of one run. */
export const Tags = Type.Record(Type.String(), Type.String({ maxLength: LIMITS.tags.valueLength }), {
  description: "At most 20 pairs; keys of 1..64 characters.",
});
const ExecutionMode = Type.Enum(["http", "worker"]);
export const RetryStrategy = Type.Enum(["exponential", "linear", "fixed", "custom"]);

/** Fields of a job that decide whether a trigger makes a run, and when (control-api 1.1). 0 turns each off. */
const START_FIELDS = {
  rate_limit_max: Type.Integer({
    minimum: 0,
    maximum: LIMITS.rateLimitRuns,
    description: "Runs that may be triggered within any rate_limit_window_secs; more are refused with 429.",
  }),
  rate_limit_window_secs: Secs(DAYS_30_SECS, "Sliding window of rate_limit_max."),
  dedup_window_secs: Secs(DAYS_30_SECS, "An equal payload within this time answers the run that there is."),
  debounce_window_secs: Secs(
    LIMITS.holdSecs,
    "A run is made once no trigger with the same debounce_key has come for so long, from the last of them.",
  ),
  batch_window_secs: Secs(
    LIMITS.holdSecs,
    "Triggers with the same batch_key within this time make one run, whose payload is the list of theirs.",
  ),
  batch_max_size: Type.Integer({
    minimum: 0,
    maximum: LIMITS.batchItems,
    description: "Payloads after which a batch becomes a run before its window ends.",
  }),
  execution_window_cron: Type.String({
    maxLength: LIMITS.cronLength,
    description:
      "5 fields: runs begin in matching minutes only, and wait for the next one else. Empty: always.",
  }),
  cron: Type.String({
    maxLength: LIMITS.cronLength,
    description: "5 fields: a run at every match. Empty: none.",
  }),
  cron_overlap_policy: Type.Enum(["allow", "skip", "cancel_running"], {
    description: "What a match does while runs of the job have not ended: allow when not given.",
  }),
  timezone: Type.String({
    maxLength: LIMITS.timezoneLength,
    description: "IANA time zone of both cron fields: UTC when not given.",
  }),
};
const StartFields = Type.Partial(Type.Object(START_FIELDS));
export type StartFields = Readonly<Static<typeof StartFields>>;

const name = Type.String({ minLength: 1, maxLength: 255 });
const slug = Type.String({ minLength: 1, maxLength: 128 });
const Threshold = Type.Integer({ minimum: 1, maximum: 100 });
const Secret = Type.String({ minLength: 16, maxLength: 4096 });

/** What a caller may set of a job and is shown again (control-api 1.1). */
const JobSettings = component(
  "JobSettings",
  "How the runs of a job are started, tried again and limited.",
  Type.Partial(
    Type.Object({
      description: Type.String({ maxLength: 4096 }),
      endpoint_url: Url,
      fallback_endpoint_url: Url,
      execution_mode: ExecutionMode,
      async_completion: Type.Boolean({
        description: "Ours: a 202 of the endpoint leaves the run executing until the executor ends it.",
      }),
      max_attempts: Type.Integer({ minimum: 1, maximum: LIMITS.attempts }),
      timeout_secs: Type.Integer({ minimum: 1, maximum: LIMITS.timeoutSecs }),
      retry_strategy: RetryStrategy,
      retry_delays_secs: Type.Array(Type.Integer({ minimum: 1, maximum: 3600 }), { maxItems: 100 }),
      retry_priority_boost: Type.Integer({ minimum: 0, maximum: 10 }),
      max_concurrency: Most,
      max_concurrency_per_key: Most,
      fair_weight: FairWeight,
      concurrency_key_weights: Type.Record(Type.String(), FairWeight, {
        maxProperties: LIMITS.fairWeight.keys,
        description: "Ours: `fair_weight` of concurrency keys, among those of the job; of others it is 1.",
      }),
      ...START_FIELDS,
      run_ttl_secs: Secs(LIMITS.ttlSecs, "How long a run may wait for its first start."),
      payload_schema: Type.Unknown(),
      result_schema: Type.Unknown(),
      webhook_url: Type.String({ maxLength: 2048, description: "Told of every end of a run; empty: none." }),
      on_complete_trigger_job: JobName,
      on_failure_trigger_job: JobName,
      on_complete_payload_mapping: PayloadMapping,
      on_failure_payload_mapping: PayloadMapping,
      tags: Tags,
      default_run_metadata: Type.Record(
        Type.String(),
        Type.String({ maxLength: LIMITS.annotationValueLength }),
      ),
      enabled: Type.Boolean(),
      cost_budget_microusd: Type.Integer({ minimum: 0, description: "Ours: cost a run may report." }),
      token_budget: Type.Integer({ minimum: 0, description: "Ours: tokens a run may report." }),
      allowed_tools: Tools,
      blocked_tools: Tools,
      max_tool_calls: Type.Integer({ minimum: 0, description: "Ours: tool calls a run may record." }),
    }),
  ),
);

/** What a caller may set and is shown otherwise, or never. */
const SET_ONLY = {
  queue_name: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9_-]{1,63}$" })),
  poison_pill_threshold: Type.Optional(
    Type.Union([Threshold, Type.Null()], {
      description: "The same error so many times in a row ends the run; null: off.",
    }),
  ),
  endpoint_signing_secret: Type.Optional(Secret),
  webhook_secret: Type.Optional({ ...Secret, description: "Alias that wins." }),
};

export const JobInput = extended("JobInput", "A new job.", JobSettings, {
  project_id: ProjectId,
  name,
  slug,
  ...SET_ONLY,
});
export type JobInput = Static<typeof JobInput>;

export const JobPatch = extended("JobPatch", "What changes of a job; what is absent stays.", JobSettings, {
  name: Type.Optional(name),
  slug: Type.Optional(slug),
  ...SET_ONLY,
});
export type JobPatch = Static<typeof JobPatch>;

export const Job = extended(
  "Job",
  "What is to be done for each run, and by whom. The signing secret is not part of it: it is never shown.",
  JobSettings,
  {
    id: Id,
    project_id: Text,
    name,
    slug,
    execution_mode: ExecutionMode,
    queue: Text,
    max_attempts: Int,
    timeout_secs: Int,
    retry_strategy: RetryStrategy,
    retry_priority_boost: Int,
    poison_pill_threshold: optional(Threshold),
    enabled: Flag,
    paused: Flag,
    pause_reason: optional(Text),
    schedule_problem: optional(
      Text,
      "Ours, of one job: why its schedule or execution window cannot be reckoned. Time does not trigger it.",
    ),
    version: Int,
    created_at: Time,
    updated_at: Time,
  },
);
export type Job = Static<typeof Job>;

/** The job as it is shown, which is how it is kept. */
export function jobJson(job: Job): string {
  return JSON.stringify(job);
}
