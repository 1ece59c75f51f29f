/**
 * What changes of a run as it goes is one field of its hash, `core`: these in their order, each with a zero behind it, and
 * behind them the worker, whose name may have any character. Commands read and write it at once: fields of their own would
 * cost each of them as much.
 */
const CORE_PARTS = [
  ...["status", "attempt", "history", "more", "assignment", "dispatch", "began"],
  ...["started_at", "heartbeat_at", "finished_at", "worker_id"],
] as const;

/** Those that a run may have beside `more`. */
export const CORE_FIELDS: readonly string[] = CORE_PARTS.filter((name) => name !== "more");

/** What few runs have is a field of its own, with a letter in `more` of each run that has it or has had it; */
export const RARE_FIELDS = {
  ...{ concurrency_key: "k", cancel_at: "c", fenced: "f", followed: "w", heard: "h", parent_run_id: "p" },
  ...{ priority: "y", idempotency_key: "i", trigger: "t", checks_result: "r", on_end: "e" },
  ...{ checkpoint_sequence: "s", resumed: "u", error: "x" },
} as const;

/** and the letter of a run with metadata, which has a key of its own. */
export const METADATA_LETTER = "m";

/** Instead of letters: it may have any of them. */
export const ANY_FIELD = "*";

/** The field of a run's fields, which may have any of those that few have. */
export function coreText(fields: Readonly<Record<string, string | undefined>>): string {
  return CORE_PARTS.map((name) => (name === "more" ? ANY_FIELD : (fields[name] ?? ""))).join("\0");
}

/** What the field says, by name; empty parts are absent. */
export function coreParts(text: string): [name: string, value: string][] {
  const values = text.split("\0");
  const last = CORE_PARTS.length - 1;
  const parts: [string, string][] = [];
  CORE_PARTS.forEach((name, index) => {
    const value = index === last ? values.slice(last).join("\0") : (values[index] ?? "");
    if (value !== "" && name !== "more") parts.push([name, value]);
  });
  return parts;
}

/** One part of the field; undefined when it is absent, or there is no run. */
export function corePart(text: string | null | undefined, name: string): string | undefined {
  return coreParts(text ?? "").find(([part]) => part === name)?.[1];
}
