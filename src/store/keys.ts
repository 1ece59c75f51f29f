import { cellTag } from "./cell-tags.js";
import { CATALOG_KEYS, PARTITION_KEYS } from "./key-names.js";

/** Streams whose entries get ids from their places: the number of each, from 0 to 15, is part of the ids and stays. */
export const ENTRY_KINDS = { events: 0, checkpoints: 1, usage: 2, tool_calls: 3, changes: 4 } as const;
export type EntryKind = keyof typeof ENTRY_KINDS;

export type PartitionKey = keyof typeof PARTITION_KEYS;
export type CatalogKey = keyof typeof CATALOG_KEYS;

/** BullMQ's queues. */
export const QUEUE_NAMES = {
  timers: "timers",
  cron: "cron",
  webhooks: "webhooks",
} as const;

function fill(pattern: string, parts: readonly string[]): string {
  let next = 0;
  return pattern.replace(/<[a-z]+>/g, () => parts[next++] ?? "");
}

/** Behind the catalog's prefix: µs at which time stands in a library made for tests. No such key is read in production. */
export const TEST_CLOCK = "test-clock";

/** The names of one cell. Throws for a number that is none of a cell. */
export class CellKeys {
  /** Hash tag of all names. */
  readonly tag: string;
  readonly partitionPrefix: string;
  readonly catalogPrefix: string;
  /** BullMQ's own prefix. */
  readonly queuePrefix: string;
  /** STRING: see `TEST_CLOCK`. */
  readonly testClock: string;

  constructor(cell: number) {
    this.tag = cellTag(cell);
    const prefix = `b:{${this.tag}}:`;
    this.partitionPrefix = `${prefix}p:`;
    this.catalogPrefix = `${prefix}c:`;
    this.queuePrefix = `${prefix}q`;
    this.testClock = this.catalogPrefix + TEST_CLOCK;
  }

  catalog(name: CatalogKey, ...parts: readonly string[]): string {
    return this.catalogPrefix + fill(CATALOG_KEYS[name], parts);
  }

  partition(name: PartitionKey, ...parts: readonly string[]): string {
    return this.partitionPrefix + fill(PARTITION_KEYS[name], parts);
  }
}

/** Where all data is of a set with one cell, and of formats that knew none. */
export const FIRST_CELL = new CellKeys(0);
export const {
  partitionPrefix: PARTITION_PREFIX,
  catalogPrefix: CATALOG_PREFIX,
  queuePrefix: QUEUE_PREFIX,
} = FIRST_CELL;

export function catalogKey(name: CatalogKey, ...parts: readonly string[]): string {
  return FIRST_CELL.catalog(name, ...parts);
}

export function partitionKey(name: PartitionKey, ...parts: readonly string[]): string {
  return FIRST_CELL.partition(name, ...parts);
}
