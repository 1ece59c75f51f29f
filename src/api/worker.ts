import { type Static, Type } from "typebox";
import { RunStatus } from "./run.js";
import { component, described, Id, Int, optional, Text, Time } from "./schema.js";
import { valueWriter } from "./writer.js";

export const Worker = component(
  "Worker",
  "A worker that claims: it is there as long as it does.",
  Type.Object({
    id: Text,
    worker_id: Text,
    project_id: Text,
    status: Type.Enum(["active", "silent"]),
    queues: Type.Array(Text),
    job_slugs: Type.Array(Text),
    connected_at: described(Time, "Its first claim."),
    last_seen_at: described(Time, "Its last claim."),
  }),
);
export type Worker = Static<typeof Worker>;
export const workerJson = valueWriter(Worker);

export const WorkerTask = component(
  "WorkerTask",
  "A run that a worker has.",
  Type.Object({
    run_id: Id,
    job_id: Id,
    worker_id: Text,
    assignment_id: optional(Id),
    attempt: Int,
    status: RunStatus,
    started_at: optional(Time),
    heartbeat_at: optional(Time),
  }),
);
export type WorkerTask = Static<typeof WorkerTask>;
export const workerTaskJson = valueWriter(WorkerTask);

export const DisconnectedWorker = component(
  "DisconnectedWorker",
  "How many runs were taken from a worker.",
  Type.Object({ status: Type.Literal("disconnected"), released: Text }),
);
export const disconnectedWorkerJson = valueWriter(DisconnectedWorker);
