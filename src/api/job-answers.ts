import { Type } from "typebox";
import { LIMITS } from "../domain/limits.js";
import { Job, JobInput } from "./job.js";
import { component, described, Flag, Id, Int, optional, Text, Time, Url } from "./schema.js";
import { jsonList, valueWriter } from "./writer.js";

/** What is asked of jobs beside what they are made of, and what is answered (control-api 1). */

export const JobIds = component(
  "JobIds",
  "Jobs by their ids.",
  Type.Object({
    ids: Type.Array(Type.String({ maxLength: 128 }), { minItems: 1, maxItems: LIMITS.batchJobs }),
  }),
);

export const JobPause = component(
  "JobPause",
  "Why a job is paused.",
  Type.Object({ reason: optional(Type.String({ maxLength: 500 })) }),
);

export const JobInputs = component(
  "JobInputs",
  "New jobs.",
  Type.Object({ jobs: Type.Array(JobInput, { minItems: 1, maxItems: LIMITS.batchJobs }) }),
);

const JobProblem = component(
  "JobProblem",
  "Why one job was not created.",
  Type.Object({ index: Int, message: Text }),
);
export const CreatedJobs = component(
  "CreatedJobs",
  "The jobs that were created, and what was wrong with the others.",
  Type.Object({ created: Type.Array(Job), errors: optional(Type.Array(JobProblem)) }),
);
export const createdJobsJson = valueWriter(CreatedJobs);

export const UpdatedJobs = component(
  "UpdatedJobs",
  "How many jobs were changed.",
  Type.Object({ updated: Int }),
);
export const updatedJobsJson = valueWriter(UpdatedJobs);

export const JobEndpointInput = component(
  "JobEndpointInput",
  "The endpoint of a job, as a whole: without a fallback it has none.",
  Type.Object({
    endpoint_url: Url,
    fallback_endpoint_url: optional(Url),
    rotate_signing_secret: optional(Flag),
  }),
);

export const JobEndpoint = component(
  "JobEndpoint",
  "The job with its endpoint; a new signing secret is shown here and never again.",
  Type.Object({ job: Job, signing_secret: optional(Text) }),
);
export const jobEndpointJson = valueWriter(JobEndpoint);

const EndpointHealth = component(
  "EndpointHealth",
  "What the circuit breaker knows of an endpoint. Scores are 0 to 100.",
  Type.Object({
    health_score: Type.Number(),
    consecutive_failures: Int,
    circuit: Type.Enum(["open", "closed"]),
    open_until: optional(Time),
  }),
);
export const endpointHealthJson = valueWriter(EndpointHealth);

/** How many runs have ended in each way. */
export const ENDED_RUNS = {
  completed_runs: Int,
  failed_runs: Int,
  dead_letter_runs: Int,
  timed_out_runs: Int,
  crashed_runs: Int,
  canceled_runs: Int,
  expired_runs: Int,
};

export const JobHealth = component(
  "JobHealth",
  "How the newest runs of a job have gone. Rates and scores are 0 to 100, durations seconds.",
  Type.Object({
    job_id: Id,
    window: Text,
    since: Time,
    total_runs: Int,
    open_runs: Int,
    ...ENDED_RUNS,
    success_rate: Type.Number(),
    avg_duration_secs: Type.Number(),
    p95_duration_secs: Type.Number(),
    p99_duration_secs: Type.Number(),
    health_score: Type.Number(),
    truncated: Type.Boolean({ description: "Whether there are more runs than were looked at." }),
    endpoint: optional(EndpointHealth),
  }),
);
export const jobHealthJson = valueWriter(JobHealth);
export type JobHealthFigures = Omit<Parameters<typeof jobHealthJson>[0], "job_id" | "window" | "since">;

export const JobSchedule = component(
  "JobSchedule",
  "The schedule of a job and its next ticks.",
  Type.Object({ cron: Text, timezone: Text, next: Type.Array(Time) }),
);
export const jobScheduleJson = valueWriter(JobSchedule);

const QueuedKey = component(
  "QueuedKey",
  "What of one concurrency key of a job waits and runs.",
  Type.Object({
    concurrency_key: optional(Text, "Absent: runs without one."),
    waiting: Int,
    running: optional(Int, "Runs that are dequeued or executing; absent when it is not known."),
    blocked: described(Flag, "Whether its runs wait for another one of the key to end."),
    next_run_id: optional(Id, "The run that goes next."),
  }),
);
const queuedKeyJson = valueWriter(QueuedKey);

export const JobQueue = component(
  "JobQueue",
  "What of a job waits to be handed out and what runs, by concurrency key: what comes next first.",
  Type.Object({
    job_id: Id,
    open_runs: described(Int, "Runs that have not ended."),
    running: described(Int, "Runs that are dequeued or executing: each holds a slot."),
    waiting_keys: described(Int, "Keys with runs that wait."),
    blocked_keys: described(Int, "Those of them that wait for a slot of their own."),
    keys: Type.Array(QueuedKey),
    truncated: described(Flag, "Whether there are more keys than are shown."),
  }),
);
const writeQueue = valueWriter(JobQueue);

interface JobQueueView extends Omit<Parameters<typeof writeQueue>[0], "keys"> {
  readonly keys: readonly Parameters<typeof queuedKeyJson>[0][];
}

export function jobQueueJson({ keys, ...counts }: JobQueueView): string {
  return writeQueue({ ...counts, keys: jsonList(keys.map(queuedKeyJson)) });
}
