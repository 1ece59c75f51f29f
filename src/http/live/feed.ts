import type { FailureName } from "../../domain/failures.js";
import { entryTimeMs, isEntryId } from "../../domain/ids.js";

/** One message to a reader: an SSE frame, or a WebSocket message. */
export interface Frame {
  /** Where the reader is once it has this: what it sends back to resume. */
  readonly id: string;
  /** '' for SSE's default, `message`. */
  readonly event: string;
  /** One JSON value without line breaks. */
  readonly data: string;
}

/** What a feed has after a position. */
export interface Page {
  readonly frames: readonly Frame[];
  /** Behind the last frame, and behind what was left out of them. */
  readonly position: string;
  /** Whether more can be read at once. */
  readonly more: boolean;
  /** Whether nothing will ever follow. */
  readonly ended: boolean;
  /** The status with which what is followed has ended already, whether or not it is read to its end. */
  readonly final?: string;
  /** Whose caps the reader counts against. */
  readonly projectId: string;
}

/** A position in a Redis Stream whose growth a reader waits for. */
export interface Awaited {
  readonly key: string;
  readonly after: string;
}

/**
 * What a reader follows. A position is text and is the `id` of a frame; `$` stands for the newest. From one
 * position a feed answers the same to everybody, so that readers can share what was read.
 */
export interface Feed {
  /** Same name: same frames. */
  readonly name: string;
  /** What the gateways are told about when something changes that no Redis Stream shows; '' for nothing. */
  readonly topic: string;
  /** The refusal when there is no such thing. */
  readonly unknown: FailureName;
  /** Where everything begins. */
  readonly beginning: string;
  /** Whether the text can be a position of this feed. */
  accepts(position: string): boolean;
  /** Undefined when what it follows does not exist, or not for this caller. Rejects when Redis is away. */
  read(position: string, bytes: number): Promise<Page | undefined>;
  /** Where it goes on behind an event of the list; undefined when that is none. */
  after?(eventId: string): string | undefined;
  /** The growth to wait for at a position. */
  awaits(position: string): readonly Awaited[];
}

/** A clock that is ahead of ours does not make an id of ours invalid. */
const CLOCKS_DIFFER_MS = 60_000;

/** Whether an entry of this id can have been written yet. */
export function isWritten(entryId: string): boolean {
  return isEntryId(entryId) && entryTimeMs(entryId) <= Date.now() + CLOCKS_DIFFER_MS;
}

/** Marks the id of the frame `end`: the same position, but a name of its own. */
export const END_SUFFIX = ".end";

/** A value that came as JSON text may be spread over lines, which an SSE field cannot be. */
export function onOneLine(json: string): string {
  return /[\r\n]/.test(json) ? json.replace(/[\r\n]+/g, " ") : json;
}

/** The position just before an entry, so that reading on from it begins with the entry. */
export function justBefore(entryId: string): string {
  const [ms = "0", sequence = "0"] = entryId.split("-");
  if (sequence !== "0") return `${ms}-${BigInt(sequence) - 1n}`;
  return ms === "0" ? "0-0" : `${Number(ms) - 1}-18446744073709551615`;
}
