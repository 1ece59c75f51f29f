import type { Static } from "typebox";
import { timestamp } from "../domain/time.js";
import { record } from "./record.js";
import { Json, optional, Text } from "./schema.js";
import { textWriter } from "./writer.js";

const OWN = {
  output_key: Text,
  schema: optional(Json, "The JSON Schema that the value satisfies."),
  value: Json,
};

export const Output = record("Output", "A named output of a run; the last value of its key.", OWN);
export type Output = Static<typeof Output>;

/** What of an output is kept: its members as JSON texts. */
export const outputRecord = textWriter(OWN);

/** From an entry as it is kept: `<id> <created ms> <record>`. */
export function outputJson(runId: string, entry: string): string {
  const [id = "", created = "0"] = entry.split(" ", 2);
  const kept = entry.slice(id.length + created.length + 2);
  return `{"id":"${id}","run_id":"${runId}",${kept.slice(1, -1)},"created_at":"${timestamp(Number(created))}"}`;
}
