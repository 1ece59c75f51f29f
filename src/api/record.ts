import { type TProperties, Type } from "typebox";
import { type EntryKind, entryTimeMs, entryUuid } from "../domain/ids.js";
import { timestamp } from "../domain/time.js";
import { component, Id, Time } from "./schema.js";

/** An object that an executor has appended to its run: its own members between its id and its time. */
export function record<Own extends TProperties>(title: string, description: string, own: Own) {
  return component(title, description, Type.Object({ id: Id, run_id: Id, ...own, created_at: Time }));
}

/**
 * The JSON of a record: what its entry in the run's Redis Stream holds, as it is kept, between id and time, which
 * the entry's id gives. `head` are members before those, with a comma each.
 */
export function recordJson(runId: string, kind: EntryKind, entryId: string, own: string, head = ""): string {
  const members = own.length > 2 ? `,${own.slice(1, -1)}` : "";
  const createdAt = timestamp(entryTimeMs(entryId));
  return `{"id":"${entryUuid(runId, kind, entryId)}","run_id":"${runId}"${head}${members},"created_at":"${createdAt}"}`;
}
