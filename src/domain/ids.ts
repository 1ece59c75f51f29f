import { createHash, randomFillSync } from "node:crypto";
import { v7 as uuidv7 } from "uuid";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A name that stands alone in a path: programs leave out of a URL what is `.` or `..` there, percent-encoded or not. */
export const IN_PATHS = "^(?!\\.{1,2}$)";
/** The id of a project that can be made. */
export const PROJECT_ID = `${IN_PATHS}[A-Za-z0-9_.-]{1,128}$`;

const RANDOM_BYTES = 16;
/** Random bytes for many ids at a time: asking the system for each would cost more than all the rest. */
const pool = new Uint8Array(RANDOM_BYTES * 1024);
let used = pool.length;

/** A new UUIDv7, lower case. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES;
  return uuidv7({ random: pool.subarray(used - RANDOM_BYTES, used) });
}

/** Whether the text is a UUID in the form every id of ours has. Anything else is simply unknown. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The time of creation in a run's id, in ms. */
export function idTimeMs(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

const TAIL_AT = 34;
const TAILS = 256;

/** A new UUIDv7 whose last two digits tell that it is of the cell, from 0, of so many. */
export function newIdInCell(cell: number, cells: number): string {
  const id = newId();
  const tail = Number.parseInt(id.slice(TAIL_AT), 16);
  // The rest of the division becomes the cell; the last cells have a tail less when their count is no divisor of 256.
  const own = tail - (tail % cells) + cell;
  return id.slice(0, TAIL_AT) + (own < TAILS ? own : own - cells).toString(16).padStart(2, "0");
}

/** A new id that ends like `runId`, and so is of the same cell. */
export function newIdBeside(runId: string): string {
  return newId().slice(0, -2) + runId.slice(-2);
}

/** What is lexically before every id that was made at `ms` or later, and behind those made before. */
export function idsFrom(ms: number): string {
  const time = Math.max(0, ms).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}

/**
 * The UUIDv7 that follows from a moment (ms), a run and names: the same every time it is asked for, so that what
 * is made under it is made once. It ends like the run's.
 */
export function derivedIdBeside(runId: string, atMs: number, ...names: readonly string[]): string {
  const random = createHash("sha256")
    .update([runId, atMs, ...names].join("\n"))
    .digest()
    .subarray(0, RANDOM_BYTES);
  return uuidv7({ msecs: atMs, random }).slice(0, -2) + runId.slice(-2);
}

/** Entries of one batch carry the same time, and often the same run: what follows from them is worked out once. */
let lastMoment = { time: "", dash: 0, ms: 0, head: "" };
let lastOwner = { runId: "", kind: 0, tail: "" };

/** The time of a stream entry: where it ends in the id, in ms, and as the beginning of a UUIDv7. */
function momentOf(entryId: string): { readonly dash: number; readonly ms: number; readonly head: string } {
  const { time, dash } = lastMoment;
  if (entryId.startsWith(time) && entryId.charCodeAt(dash) === DASH) return lastMoment;
  const end = entryId.indexOf("-");
  const ms = Number(entryId.slice(0, end));
  const hex = ms.toString(16).padStart(12, "0");
  lastMoment = {
    time: entryId.slice(0, end),
    dash: end,
    ms,
    head: `${hex.slice(0, 8)}-${hex.slice(8)}-7`,
  };
  return lastMoment;
}

const DASH = 45;
const RANDOM_TAIL_AT = 19;
const NODE_AT = 24;
const VERSION_AT = 14;

/**
 * The UUIDv7 of an entry of a run's Redis Stream, derived from the entry id, so that it need not be stored.
 * Time is the entry's; the other bits are the entry's sequence number, its kind (0 to 15, so that entries of two
 * streams at one moment differ) and the run's own random tail.
 */
export function entryUuid(runId: string, kind: number, entryId: string): string {
  const { dash, head } = momentOf(entryId);
  const sequence =
    entryId.length === dash + 2 && entryId.endsWith("0")
      ? "000"
      : (Number(entryId.slice(dash + 1)) & 0xfff).toString(16).padStart(3, "0");
  if (runId !== lastOwner.runId || kind !== lastOwner.kind) {
    const kindDigit = (Number.parseInt(runId.charAt(NODE_AT), 16) ^ kind).toString(16);
    const tail = `-${runId.slice(RANDOM_TAIL_AT, NODE_AT)}${kindDigit}${runId.slice(NODE_AT + 1)}`;
    lastOwner = { runId, kind, tail };
  }
  return head + sequence + lastOwner.tail;
}

const ENTRY_ID = /^\d{1,15}-(\d{1,20})$/;
const MOST_SEQUENCE = 2n ** 64n - 1n;

/** Whether the text is an id that an entry of a Redis Stream can have. */
export function isEntryId(text: string): boolean {
  const sequence = ENTRY_ID.exec(text)?.[1];
  return sequence !== undefined && BigInt(sequence) <= MOST_SEQUENCE;
}

/** The stream entry, `<ms>-<sequence>`, that {@link entryUuid} has named so; undefined for what is no UUIDv7. */
export function entryOfUuid(id: string): string | undefined {
  if (!isId(id) || id.charAt(VERSION_AT) !== "7") return undefined;
  const ms = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return `${ms}-${Number.parseInt(id.slice(VERSION_AT + 1, VERSION_AT + 4), 16)}`;
}

/** Milliseconds since the epoch at which a stream entry was written, by Redis's clock. */
export function entryTimeMs(entryId: string): number {
  return momentOf(entryId).ms;
}

/** Less than, equal to or greater than 0 as the stream entry `left` comes before, is, or comes after `right`. */
export function compareEntryIds(left: string, right: string): number {
  const byTime = entryTimeMs(left) - entryTimeMs(right);
  if (byTime !== 0) return byTime;
  const leftSequence = BigInt(left.slice(left.indexOf("-") + 1));
  const rightSequence = BigInt(right.slice(right.indexOf("-") + 1));
  return leftSequence < rightSequence ? -1 : leftSequence > rightSequence ? 1 : 0;
}
