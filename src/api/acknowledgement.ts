import { type Static, Type } from "typebox";
import { component, Int, Json, optional, Text } from "./schema.js";
import { jsonList, valueWriter } from "./writer.js";

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
