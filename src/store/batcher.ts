import { turnNowMs } from "../domain/turn-clock.js";
import type { Distribution } from "../metrics/instruments.js";
import { METRICS } from "../metrics/metrics.js";
import { RedisUnavailableError } from "./connection.js";
import { Crowd } from "./crowd.js";
import { isFull } from "./storage.js";

/** What the caller of a batched command gets: the reply code of its own entry, or `unavailable`. */
export type Deliver = (code: string) => void;

const MS_PER_SECOND = 1000;
const MOST_AHEAD = 0.75;

/** One kind of batched command: how entries are sent, and how the reply finds them. */
export interface BatchedCommand<Entry, Reply> {
  /** What the metrics call it. */
  readonly name: string;
  /** Most entries of one call, by weight; bounds how long Redis is busy with it. */
  readonly maxEntries: number;
  /** Most bytes of one call, the entry that reaches them included; without it, entries are small. */
  readonly maxBytes?: number;
  bytesOf?(entry: Entry): number;
  /** How many usual entries it is as dear as; without it, each is one. */
  weightOf?(entry: Entry): number;
  run(entries: readonly Entry[]): Promise<Reply>;
  deliver(entries: readonly Entry[], reply: Reply): void;
  refuse(entries: readonly Entry[], error: unknown): void;
}

export interface BatchSettings {
  /** Entries that may wait or be in flight, by weight. */
  readonly maxPending: number;
  /** Entries that are sent before the turn of the event loop ends: Redis works on them while the rest is read. */
  readonly early: number;
  /** Calls that may be under way at once. */
  readonly inFlight: number;
}

/**
 * Group commit: entries that arrive in one turn of the event loop leave in few calls, and while calls are in flight
 * the next batch fills. Entries are answered only after Redis has answered.
 *
 * Two or three calls under way, not one: with one, this process waits while Redis works and Redis waits while this
 * process reads and answers, so that the time of both adds up.
 */
export class Batcher<Entry, Reply> {
  readonly #command: BatchedCommand<Entry, Reply>;
  readonly #settings: BatchSettings;
  readonly #entries: Distribution;
  readonly #wait: Distribution;
  readonly #call: Distribution;
  /** Who waits, and who may still come. */
  readonly crowd: Crowd;
  /** Those that go ahead of the others, as long as these have a quarter of what leaves. */
  #ahead: Entry[] = [];
  #waiting: Entry[] = [];
  /** When the first of them came (turn clock). */
  #sinceMs = 0;
  #inFlight = 0;
  #scheduled = false;

  constructor(command: BatchedCommand<Entry, Reply>, settings: BatchSettings) {
    this.#command = command;
    this.#entries = METRICS.batchEntries.cell(command.name);
    this.#wait = METRICS.batchWait.cell(command.name);
    this.#call = METRICS.redisCall.cell(command.name);
    this.#settings = settings;
    this.crowd = new Crowd(command.name, settings.maxPending);
  }

  /** Takes an entry of which the crowd was asked. */
  push(entry: Entry, goesAhead = false): void {
    this.crowd.come(this.#command.weightOf?.(entry) ?? 1);
    const before = this.#waiting.length + this.#ahead.length;
    if (before === 0) this.#sinceMs = turnNowMs();
    if (goesAhead) this.#ahead.push(entry);
    else this.#waiting.push(entry);
    if (this.#inFlight < this.#settings.inFlight) {
      if (before + 1 >= this.#settings.early) this.#flush();
      else if (!this.#scheduled) this.#schedule();
    }
  }

  /** Takes entries again that a call has not come to: they go before all others. */
  putBack(entries: readonly Entry[]): void {
    for (const entry of entries) this.crowd.come(this.#command.weightOf?.(entry) ?? 1);
    this.#waiting = [...entries, ...this.#waiting];
    if (!this.#scheduled) this.#schedule();
  }

  #schedule(): void {
    this.#scheduled = true;
    // After all sockets of a turn were read, so that what came together is sent together.
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#inFlight < this.#settings.inFlight) this.#flush();
    });
  }

  /** The entries that leave together, and their weight: those that go ahead, then the others. */
  #take(): { readonly entries: readonly Entry[]; readonly weight: number } {
    const { maxEntries, maxBytes } = this.#command;
    const [ahead, waiting] = [this.#ahead, this.#waiting];
    const room = { entries: maxEntries, bytes: maxBytes ?? Number.POSITIVE_INFINITY };
    if (ahead.length === 0) {
      const count = this.#fitting(waiting, room);
      this.#waiting = count === waiting.length ? [] : waiting.slice(count);
      const entries = count === waiting.length ? waiting : waiting.slice(0, count);
      return { entries, weight: maxEntries - room.entries };
    }
    const kept = waiting.length === 0 ? 0 : maxEntries - Math.ceil(maxEntries * MOST_AHEAD);
    room.entries -= kept;
    const first = this.#fitting(ahead, room);
    room.entries += kept;
    const second = this.#fitting(waiting, room);
    this.#ahead = ahead.slice(first);
    this.#waiting = waiting.slice(second);
    const entries = [...ahead.slice(0, first), ...waiting.slice(0, second)];
    return { entries, weight: maxEntries - room.entries };
  }

  /** How many from the first on find room, of which they take. */
  #fitting(entries: readonly Entry[], room: { entries: number; bytes: number }): number {
    const command = this.#command;
    let count = 0;
    if (room.bytes === Number.POSITIVE_INFINITY) {
      count = Math.min(entries.length, room.entries);
      room.entries -= count;
      return count;
    }
    while (count < entries.length && room.entries > 0 && room.bytes > 0) {
      const entry = entries[count] as Entry;
      room.bytes -= command.bytesOf?.(entry) ?? 0;
      room.entries -= command.weightOf?.(entry) ?? 1;
      count++;
    }
    return count;
  }

  #flush(): void {
    const { entries, weight } = this.#take();
    if (entries.length === 0) return;
    this.#inFlight++;
    const sentMs = turnNowMs();
    this.#entries.observe(entries.length);
    this.#wait.observe((sentMs - this.#sinceMs) / MS_PER_SECOND);
    this.#sinceMs = sentMs;
    this.crowd.left(weight, sentMs);
    this.#command.run(entries).then(
      (reply) => {
        this.#call.observe((turnNowMs() - sentMs) / MS_PER_SECOND);
        this.#settled(weight);
        this.#command.deliver(entries, reply);
      },
      (error: unknown) => {
        this.#settled(weight);
        this.#command.refuse(entries, error);
      },
    );
  }

  #settled(weight: number): void {
    this.crowd.pending -= weight;
    this.#inFlight--;
    if ((this.#waiting.length > 0 || this.#ahead.length > 0) && !this.#scheduled) this.#schedule();
  }
}

/** The code an entry gets when its batch had no reply. */
export function refusalCode(error: unknown): "storage_full" | "unavailable" | "internal_error" {
  if (isFull(error)) return "storage_full";
  return error instanceof RedisUnavailableError ? "unavailable" : "internal_error";
}
