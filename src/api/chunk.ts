import { type Static, Type } from "typebox";
import { entryTimeMs } from "../domain/ids.js";
import { timestamp } from "../domain/time.js";
import { component, described, Flag, Id, Text, Time } from "./schema.js";
import { textWriter } from "./writer.js";

export const Chunk = component(
  "Chunk",
  "A part of a stream of a run.",
  Type.Object({
    id: described(Text, "Its place: what a follower of chunks resumes behind."),
    run_id: Id,
    type: Type.Literal("stream_chunk"),
    chunk: Text,
    stream_id: Text,
    done: described(Flag, "Whether it is the last of its stream."),
    timestamp: Time,
  }),
);
export type Chunk = Static<typeof Chunk>;

const write = textWriter(Chunk.properties);

/** `chunk` is the JSON text of the string that came. */
export function chunkJson(
  runId: string,
  entryId: string,
  kept: { readonly chunk: string; readonly streamId: string; readonly done: boolean },
): string {
  return write({
    id: `"${entryId}"`,
    run_id: `"${runId}"`,
    type: '"stream_chunk"',
    chunk: kept.chunk,
    stream_id: JSON.stringify(kept.streamId),
    done: kept.done ? "true" : "false",
    timestamp: `"${timestamp(entryTimeMs(entryId))}"`,
  });
}
