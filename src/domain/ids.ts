import { v7 as uuidv7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A new UUIDv7, lower case. */
export function newId(): string {
  return uuidv7();
}

/** Whether the text is a UUID in the form every id of ours has. Anything else is simply unknown. */
export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The partition a run lives in for ever: the last two hex digits of its random tail, modulo the count. */
export function partitionOf(runId: string, partitions: number): number {
  return partitions === 1 ? 0 : Number.parseInt(runId.slice(-2), 16) % partitions;
}

/** A new id in the same partition as `runId`, so that parent and child change in one atomic script. */
export function newIdBeside(runId: string): string {
  return newId().slice(0, -2) + runId.slice(-2);
}

/**
 * The UUIDv7 of an entry of a run's Redis Stream, derived from the entry id, so that it need not be stored.
 * Time is the entry's; the 74 other bits are the entry's sequence number and the run's own random tail.
 */
export function entryUuid(runId: string, entryId: string): string {
  const dash = entryId.indexOf('-');
  const time = Number(entryId.slice(0, dash)).toString(16).padStart(12, '0');
  const sequence = Number(entryId.slice(dash + 1)) & 0xfff;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}-${runId.slice(19)}`;
}

/** Milliseconds since the epoch at which a stream entry was written, by Redis's clock. */
export function entryTimeMs(entryId: string): number {
  return Number(entryId.slice(0, entryId.indexOf('-')));
}
