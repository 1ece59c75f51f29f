import { type Static, Type } from "typebox";
import { LIMITS } from "../domain/limits.js";
import { Checkpoint } from "./checkpoint.js";
import { RunEvent } from "./event.js";
import { Output } from "./output.js";
import { ResourceSample } from "./resource-sample.js";
import { Run, RunStatus } from "./run.js";
import { component, described, Flag, Id, Int, Json, optional, ProjectId, Text, Time } from "./schema.js";
import { valueWriter } from "./writer.js";

/** What is asked of runs, and what is answered beside the runs themselves (control-api 3.2). */

const Name = optional(Type.String({ maxLength: 128 }));
const Ids = (maxItems: number) => Type.Array(Type.String({ maxLength: 128 }), { minItems: 1, maxItems });

export const RunIds = component(
  "RunIds",
  "Runs by their ids.",
  Type.Object({ run_ids: Ids(LIMITS.bulkRuns) }),
);
export type RunIds = Static<typeof RunIds>;

export const RunFilter = component(
  "RunFilter",
  "Which runs; at least one member is needed.",
  Type.Object({ job_id: Name, batch_id: Name, triggered_by: Name, status: Name }),
);
export type RunFilter = Static<typeof RunFilter>;

export const DeadLetters = component(
  "DeadLetters",
  "Dead letters by their ids, or the oldest of a project.",
  Type.Object({
    run_ids: optional(Ids(LIMITS.bulkDeadLetters)),
    project_id: optional(ProjectId),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.bulkDeadLetters, default: 100 })),
  }),
);
export type DeadLetters = Static<typeof DeadLetters>;

export const Reschedule = component(
  "Reschedule",
  "When a run is to begin, and with what.",
  Type.Object({
    scheduled_at: described(Text, "RFC 3339; at most 30 days ahead. A time in the past is now."),
    payload: optional(Json, "Replaces that of the run."),
  }),
);
export type Reschedule = Static<typeof Reschedule>;

export const DebugMode = component(
  "DebugMode",
  "Whether a run is debugged.",
  Type.Object({ debug_mode: Flag }),
);

export const ChangedRun = component(
  "ChangedRun",
  "The run was changed.",
  Type.Object({ status: Type.Enum(["ok", "reset"]), run_id: optional(Id) }),
);
export const changedRunJson = valueWriter(ChangedRun);

const CancelOutcome = component(
  "CancelOutcome",
  "What became of one run.",
  Type.Object({ id: Text, status: Type.Enum(["canceled", "failed"]), error: optional(Text) }),
);
export const cancelOutcomeJson = valueWriter(CancelOutcome);

export const CancelOutcomes = component(
  "CancelOutcomes",
  "What became of each run.",
  Type.Object({ results: Type.Array(CancelOutcome), total: Int, canceled: Int, failed: Int }),
);
export const cancelOutcomesJson = valueWriter(CancelOutcomes);

export const CanceledRuns = component(
  "CanceledRuns",
  "The runs that were canceled.",
  Type.Object({
    canceled: Int,
    run_ids: Type.Array(Text),
    has_more: described(Flag, "Whether there are more: call again."),
  }),
);
export const canceledRunsJson = valueWriter(CanceledRuns);

const ReplayOutcome = component(
  "ReplayOutcome",
  "What became of one replay.",
  Type.Object({
    original_run_id: Text,
    new_run_id: optional(Id),
    status: Type.Enum(["replayed", "skipped", "failed"]),
    error: optional(Text),
  }),
);
export const replayOutcomeJson = valueWriter(ReplayOutcome);

export const ReplayOutcomes = component(
  "ReplayOutcomes",
  "What became of each replay.",
  Type.Object({ results: Type.Array(ReplayOutcome), total: Int, replayed: Int }),
);
export const replayOutcomesJson = valueWriter(ReplayOutcomes);

const SkippedRun = component(
  "SkippedRun",
  "A run that was left as it is.",
  Type.Object({ id: Text, error: Text }),
);
export const skippedRunJson = valueWriter(SkippedRun);

export const QueuedDeadLetters = component(
  "QueuedDeadLetters",
  "Dead letters that were queued again.",
  Type.Object({ replayed: Type.Array(Run), count: Int, skipped: Type.Array(SkippedRun) }),
);
export const queuedDeadLettersJson = valueWriter(QueuedDeadLetters);

export const DependencyStatus = component(
  "DependencyStatus",
  "Dependencies of a run. Jobs have none here, so they are always satisfied.",
  Type.Object({
    run_id: Id,
    job_id: Id,
    status: RunStatus,
    dependencies: Type.Array(Text, { maxItems: 0 }),
    dependencies_satisfied: Flag,
  }),
);
export const dependencyStatusJson = valueWriter(DependencyStatus);

export const DebugBundle = component(
  "DebugBundle",
  "A run with what its executor wrote, as far as it fits.",
  Type.Object({
    run: Run,
    events: Type.Array(RunEvent),
    checkpoints: Type.Array(Checkpoint),
    outputs: Type.Array(Output),
    resource_snapshots: Type.Array(ResourceSample),
    truncated: Flag,
  }),
);
export const debugBundleJson = valueWriter(DebugBundle);

export const RunCounts = component(
  "RunCounts",
  "How many runs of the project are in each status, and how long the oldest queued one waits.",
  Type.Object({
    queued: Int,
    executing: Int,
    delayed: Int,
    by_status: Type.Record(Type.String(), Int),
    oldest_queued_secs: optional(Type.Number()),
  }),
);
export const runCountsJson = valueWriter(RunCounts);

export const ExecutorStats = component(
  "ExecutorStats",
  "How lately executors were heard of, and how many of them wait for runs.",
  Type.Object({
    executing: Int,
    sampled: described(Int, "Executing runs that the times are of: all, or so many by chance."),
    heartbeat_p50_ms: optional(Int, "How long ago the last heartbeat of half of them was, at most."),
    heartbeat_p99_ms: optional(Int, "The same at p99."),
    waiting_claims: described(Int, "Claims that wait for a run, in all gateways, as told some seconds ago."),
  }),
);
export const executorStatsJson = valueWriter(ExecutorStats);

const Counts = Type.Record(Type.String(), Int);

const StatsPoint = component(
  "StatsPoint",
  "What happened in one step.",
  Type.Object({
    at: Time,
    triggered: Int,
    started: Int,
    ended: described(Counts, "By status."),
    errors: described(Counts, "By class."),
    start_p50_ms: optional(Int),
    start_p99_ms: optional(Int),
  }),
);
export const statsPointJson = valueWriter(StatsPoint);

export const StatsSeries = component(
  "StatsSeries",
  "What happened in a project, step by step.",
  Type.Object({ step_secs: Int, points: Type.Array(StatsPoint) }),
);
export const statsSeriesJson = valueWriter(StatsSeries);
