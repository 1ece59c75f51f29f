import type { Static } from "typebox";
import { type RecordPlace, record, recordJson } from "./record.js";
import { described, Int, Json, Text } from "./schema.js";

export const Checkpoint = record("Checkpoint", "A state of a run that its executor can go on from.", {
  sequence: described(Int, "Its number among the run's checkpoints, from 1."),
  source: Text,
  state: Json,
});
export type Checkpoint = Static<typeof Checkpoint>;

/** `state` is JSON text. */
export function checkpointJson(place: RecordPlace, sequence: string, source: string, state: string): string {
  const kept = `{"sequence":${sequence},"source":${JSON.stringify(source)},"state":${state}}`;
  return recordJson(place, kept);
}
