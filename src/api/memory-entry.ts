import { type Static, Type } from "typebox";
import { component, Id, Int, Json, optional, Text, Time } from "./schema.js";
import { jsonList, valueWriter } from "./writer.js";

export const MemoryEntry = component(
  "MemoryEntry",
  "A value that a job keeps under a key for all its runs.",
  Type.Object({
    id: Id,
    job_id: Id,
    project_id: Text,
    memory_key: Text,
    size_bytes: Int,
    ttl_expires_at: optional(Time),
    created_at: Time,
    updated_at: Time,
    value: Json,
  }),
);
export type MemoryEntry = Static<typeof MemoryEntry>;

const write = valueWriter(MemoryEntry);

/** From an entry as it is kept: `<id> <created> <updated> <expires> <size> <JSON>`. */
export function memoryJson(jobId: string, projectId: string, key: string, entry: string): string {
  const [id = "", created = "0", updated = "0", expires = "0", size = "0"] = entry.split(" ", 5);
  const head = id.length + created.length + updated.length + expires.length + size.length + 5;
  return write({
    id,
    job_id: jobId,
    project_id: projectId,
    memory_key: key,
    size_bytes: Number(size),
    ttl_expires_at: expires === "0" ? undefined : Number(expires),
    created_at: Number(created),
    updated_at: Number(updated),
    value: entry.slice(head),
  });
}

/** The memory of a job as a bare array, sorted by key. */
export function memoriesJson(jobId: string, projectId: string, entries: ReadonlyMap<string, string>): string {
  const keys = [...entries.keys()].sort();
  return jsonList(keys.map((key) => memoryJson(jobId, projectId, key, entries.get(key) ?? "")));
}
