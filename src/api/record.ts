import { type TProperties, Type } from "typebox";
import { timestamp } from "../domain/time.js";
import { component, Id, Time } from "./schema.js";

/** An object that an executor has appended to its run: its own members between its id and its time. */
export function record<Own extends TProperties>(title: string, description: string, own: Own) {
  return component(title, description, Type.Object({ id: Id, run_id: Id, ...own, created_at: Time }));
}

/** Where a record stands: what of it is not kept with it. */
export interface RecordPlace {
  readonly id: string;
  readonly runId: string;
  readonly atMs: number;
}

/**
 * The JSON of a record: what is kept of it, between its id and its time. `head` are members before those, with a
 * comma each.
 */
export function recordJson({ id, runId, atMs }: RecordPlace, kept: string, head = ""): string {
  const members = kept.length > 2 ? `,${kept.slice(1, -1)}` : "";
  return `{"id":"${id}","run_id":"${runId}"${head}${members},"created_at":"${timestamp(atMs)}"}`;
}
