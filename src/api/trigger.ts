import { type Static, Type } from "typebox";
import { Job } from "./job.js";
import { RunStatus } from "./run.js";
import { component, described, Flag, Id, Int, Json, optional, Text, Time, Token } from "./schema.js";
import { jsonList, valueWriter } from "./writer.js";

const RUN_TOKEN = {
  run_token: described(Token, "Ours: for the executor's calls about this run."),
  run_token_expires_at: Time,
};

export const TriggeredRun = component(
  "TriggeredRun",
  "The run that a trigger has made, or has found.",
  Type.Object({
    id: Id,
    status: RunStatus,
    payload_hash: optional(Token, "SHA-256 of the payload with sorted keys and without whitespace."),
    idempotency_hit: described(Flag, "Whether the run was there already, by its idempotency key."),
    ...RUN_TOKEN,
  }),
);
export type TriggeredRun = Static<typeof TriggeredRun>;
export const triggeredRunJson = valueWriter(TriggeredRun);

const FlushedBatch = component(
  "FlushedBatch",
  "The run of a batch that this trigger has made full.",
  Type.Object({ id: Id, status: RunStatus, batch: Type.Literal(true), ...RUN_TOKEN }),
);
export const flushedBatchJson = valueWriter(FlushedBatch);

const DebouncedTrigger = component(
  "DebouncedTrigger",
  "A trigger that is held back: a run is made then unless another one comes.",
  Type.Object({ debounced: Type.Literal(true), fire_at: Time }),
);
export const debouncedTriggerJson = valueWriter(DebouncedTrigger);

const BufferedTrigger = component(
  "BufferedTrigger",
  "A trigger whose payload waits for others to make one run with.",
  Type.Object({ buffered: Type.Literal(true) }),
);
export const BUFFERED_TRIGGER = valueWriter(BufferedTrigger)({ buffered: true });

const DryRun = component(
  "DryRun",
  "What a trigger would do; nothing was made.",
  Type.Object({
    job: Job,
    payload_hash: Token,
    scheduled_at: optional(Text, "As it was given."),
    expires_at: Time,
    payload: Json,
  }),
);
export const dryRunJson = valueWriter(DryRun);

/** Answers of a trigger that has made something, and of one that has made nothing new. */
export const CreatedByTrigger = Type.Union([TriggeredRun, FlushedBatch, DebouncedTrigger, BufferedTrigger]);
export const FoundByTrigger = Type.Union([TriggeredRun, DryRun]);

export const BulkTriggered = component(
  "BulkTriggered",
  "The runs of a bulk trigger, in the order of its items.",
  Type.Object({ batch_id: Id, results: Type.Array(TriggeredRun), total: Int, created: Int }),
);

export function bulkTriggeredJson(batchId: string, results: readonly string[], created: number): string {
  return `{"batch_id":"${batchId}","results":${jsonList(results)},"total":${results.length},"created":${created}}`;
}
