import { type Static, Type } from "typebox";
import { component, Int, Json, optional, Text } from "./schema.js";
import { jsonList, valueWriter } from "./writer.js";

/** What one of many heartbeats may come to, beside being taken: the outcomes of the guard, and a token that is none. */
export const HEARTBEAT_OUTCOMES = [
  "cancel_requested",
  "gone",
  "not_found",
  "stale_attempt",
  "assignment_lost",
  "not_executing",
  "not_active",
  "invalid_token",
] as const;

export const Acknowledgement = component(
  "Acknowledgement",
  "It was done. To a heartbeat `cancel_requested` says that the run is to end.",
  Type.Object({
    status: Type.Enum(["ok", "cancel_requested"]),
    reason: optional(Text, "Why a cancel was asked for."),
    last_seq: optional(Int, "The last seq that was taken of a stream."),
  }),
);
export type Acknowledgement = Static<typeof Acknowledgement>;
export const acknowledgementJson = valueWriter(Acknowledgement);

const HeartbeatOutcome = component(
  "HeartbeatOutcome",
  "What a heartbeat of many came to that was not just taken.",
  Type.Object({
    index: Type.Integer({ minimum: 0, description: "Of its token among those that were sent." }),
    status: Type.Enum(HEARTBEAT_OUTCOMES),
    reason: optional(Text, "Why a cancel was asked for."),
    run_status: optional(Text, "Of a run that is gone: how it has ended."),
  }),
);
export const heartbeatOutcomeJson = valueWriter(HeartbeatOutcome);

export const HeartbeatOutcomes = component(
  "HeartbeatOutcomes",
  "Only what is not well: all other runs were heartbeated.",
  Type.Object({ not_ok: Type.Array(HeartbeatOutcome) }),
);

export function heartbeatOutcomesJson(outcomes: readonly string[]): string {
  return `{"not_ok":${jsonList(outcomes)}}`;
}

/** The answer of what was done, made once. */
export const OK = acknowledgementJson({ status: "ok" });

const BatchResult = component(
  "BatchResult",
  "What an operation of a batch would have answered alone.",
  Type.Object({ status: Int, body: Json }),
);
/** `body` is JSON text. */
export const batchResultJson = valueWriter(BatchResult);

export const BatchResults = component(
  "BatchResults",
  "The answers of a batch, in the order of its operations.",
  Type.Object({ results: Type.Array(BatchResult) }),
);

export function batchResultsJson(results: readonly string[]): string {
  return `{"results":${jsonList(results)}}`;
}
