import { type Static, Type } from "typebox";
import { timestamp } from "../domain/time.js";
import { component, Id, Json, Text, Time } from "./schema.js";
import { jsonList, textWriter } from "./writer.js";

export const StateEntry = component(
  "StateEntry",
  "A value that a run keeps under a key.",
  Type.Object({ run_id: Id, state_key: Text, value: Json, updated_at: Time }),
);
export type StateEntry = Static<typeof StateEntry>;

const write = textWriter(StateEntry.properties);

/** From an entry as it is kept: `<updated ms> <JSON>`. */
export function stateJson(runId: string, key: string, entry: string): string {
  const space = entry.indexOf(" ");
  return write({
    run_id: `"${runId}"`,
    state_key: JSON.stringify(key),
    value: entry.slice(space + 1),
    updated_at: `"${timestamp(Number(entry.slice(0, space)))}"`,
  });
}

/** State entries as a bare array, sorted by key. */
export function statesJson(runId: string, states: ReadonlyMap<string, string>): string {
  const keys = [...states.keys()].sort();
  return jsonList(keys.map((key) => stateJson(runId, key, states.get(key) ?? "")));
}
