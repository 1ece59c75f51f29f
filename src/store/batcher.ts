import { RedisUnavailableError } from "./connection.js";
import type { Argument, Reply, Scripts } from "./scripts.js";

/** What the caller of a batched command gets: the reply code of its own entry, or `unavailable`. */
export type Deliver = (code: string) => void;

interface Lane<Entry> {
  waiting: Entry[];
  inFlight: boolean;
  scheduled: boolean;
}

/** One kind of batched command: how entries become arguments, and how a reply finds its entries. */
export interface BatchedCommand<Entry> {
  readonly script: string;
  /** Most entries of one call; bounds how long Redis is busy with it. */
  readonly maxEntries: number;
  encode(entries: readonly Entry[]): Argument[];
  deliver(entries: readonly Entry[], reply: Reply): void;
  refuse(entries: readonly Entry[], error: unknown): void;
}

/**
 * Group commit: entries that arrive in one turn of the event loop are one script call, and while a call is in
 * flight the next batch fills. Entries are answered only after Redis has answered, in the order they came.
 */
export class Batcher<Entry> {
  readonly #scripts: Scripts;
  readonly #command: BatchedCommand<Entry>;
  readonly #maxPending: number;
  readonly #lanes: Lane<Entry>[];
  #pending = 0;

  constructor(scripts: Scripts, command: BatchedCommand<Entry>, partitions: number, maxPending: number) {
    this.#scripts = scripts;
    this.#command = command;
    this.#maxPending = maxPending;
    this.#lanes = Array.from({ length: partitions }, () => ({
      waiting: [],
      inFlight: false,
      scheduled: false,
    }));
  }

  /** Entries that wait or are in flight. */
  get pending(): number {
    return this.#pending;
  }

  /** Takes an entry; false when too many wait already: the caller answers 503. */
  push(partition: number, entry: Entry): boolean {
    const lane = this.#lanes[partition];
    if (lane === undefined || this.#pending >= this.#maxPending) return false;
    this.#pending++;
    lane.waiting.push(entry);
    if (!lane.inFlight && !lane.scheduled) this.#schedule(partition, lane);
    return true;
  }

  #schedule(partition: number, lane: Lane<Entry>): void {
    lane.scheduled = true;
    // After all sockets of this turn were read, so that what came together is sent together.
    setImmediate(() => {
      lane.scheduled = false;
      this.#flush(partition, lane);
    });
  }

  #flush(partition: number, lane: Lane<Entry>): void {
    if (lane.waiting.length === 0 || lane.inFlight) return;
    const limit = this.#command.maxEntries;
    const entries = lane.waiting.length <= limit ? lane.waiting : lane.waiting.slice(0, limit);
    lane.waiting = lane.waiting.length <= limit ? [] : lane.waiting.slice(limit);
    lane.inFlight = true;
    this.#scripts.runAlone(this.#command.script, partition, this.#command.encode(entries)).then(
      (reply) => {
        this.#settled(partition, lane, entries.length);
        this.#command.deliver(entries, reply);
      },
      (error: unknown) => {
        this.#settled(partition, lane, entries.length);
        this.#command.refuse(entries, error);
      },
    );
  }

  #settled(partition: number, lane: Lane<Entry>, count: number): void {
    this.#pending -= count;
    lane.inFlight = false;
    if (lane.waiting.length > 0) this.#schedule(partition, lane);
  }
}

/** The code an entry gets when its batch had no reply. */
export function refusalCode(error: unknown): "unavailable" | "internal_error" {
  return error instanceof RedisUnavailableError ? "unavailable" : "internal_error";
}
