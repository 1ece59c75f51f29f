import { RedisUnavailableError } from "./connection.js";

/** Redis has no room for what a call would write. Answered as 503 `storage_full`. */
export class StorageFullError extends RedisUnavailableError {}

/**
 * What is refused for want of room, so that runs which are there can end and leave: first what makes new runs, then what
 * runs write, then, when Redis refuses by itself, all that is not in {@link GOES_ON}.
 */
export type Room = "enough" | "no_new_runs" | "no_records" | "full";

/** Shares of `maxmemory` that begin the first two. */
const NO_NEW_RUNS = 0.9;
const NO_RECORDS = 0.95;
/** What has to be free beyond that until it is over: buffers come and go, and the answer shall not with them. */
const EASED = 0.02;

const NEW_RUNS: ReadonlySet<string> = new Set([
  "trigger",
  "trigger-gated",
  "trigger-bulk",
  "trigger-cron",
  "chain",
  "spawn",
  "continue",
  "replay-run",
]);
const RECORDS: ReadonlySet<string> = new Set(["append", "apply", "write-memory"]);

/** Commands that free memory, that lead to it, or that write no more than there was. */
const GOES_ON =
  /^(read-.+|list-.+|follow-.+|delete-.+|cancel.*|purge-events|revoke-api-key|due|windows-due|advance|reap|set-.+|authenticate|rate-limit|heartbeat|complete-run|fail-run|settle.*|enter-delivery|claim.*|begin-.+|release-.+|reserve-reply|keep-reply|touch-worker|forget-worker|drop-consumers|pause-run|free-idempotency-key|end-away|close-errand|repair-.+)$/;

/** How much room there is with so many bytes in use, and `before` that; `mostBytes` 0: no bound. */
export function roomOf(usedBytes: number, mostBytes: number, before: Room): Exclude<Room, "full"> {
  const share = mostBytes > 0 ? usedBytes / mostBytes : 0;
  const noRecords = before === "no_records" || before === "full" ? NO_RECORDS - EASED : NO_RECORDS;
  if (share >= noRecords) return "no_records";
  return share >= (before === "enough" ? NO_NEW_RUNS : NO_NEW_RUNS - EASED) ? "no_new_runs" : "enough";
}

/** Whether the command may still be given; what Redis itself would refuse is for it to say. */
export function hasRoom(room: Room, command: string): boolean {
  if (room === "enough") return true;
  return !NEW_RUNS.has(command) && (room === "no_new_runs" || !RECORDS.has(command));
}

/** Whether the command is given even when Redis takes no writes for want of memory. */
export function goesOnWhenFull(command: string): boolean {
  return GOES_ON.test(command);
}

/** Whether Redis refused for want of memory. */
export function isFull(error: unknown): boolean {
  if (error instanceof StorageFullError) return true;
  const cause = error instanceof RedisUnavailableError ? error.cause : error;
  if (!(cause instanceof Error)) return false;
  // A transaction says only that one of its commands was refused; the client adds why.
  const refusals =
    "previousErrors" in cause && Array.isArray(cause.previousErrors) ? cause.previousErrors : [];
  return [cause, ...refusals].some((one) => String(one?.message).startsWith("OOM "));
}
