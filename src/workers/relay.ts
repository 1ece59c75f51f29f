import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import type { Logger } from "../log.js";
import type { DueRuns } from "../store/due-runs.js";
import { partitionKey, partitionPrefix } from "../store/keys.js";
import { bullJobOptions, type OutboxJob, type Queues } from "./queues.js";

type Entry = [id: string, fields: string[] | null];

const GROUP = "relay";
const READ_COUNT = 500;
/** Entries another relay took and did not finish are taken over after this. */
const ABANDONED_MS = 15_000;
const PAUSE_AFTER_ERROR_MS = 500;

/**
 * Moves outbox entries to BullMQ: added under a deterministic id first, removed from the outbox only then. A
 * relay that dies in between leaves the entry to another one, which adds the same job again: no job twice,
 * none lost.
 */
export class Relay {
  /** The longest its own connection is silent, in ms. */
  static readonly blockMs = 1_000;
  readonly #redis: Redis;
  readonly #blocking: Redis;
  readonly #queues: Queues;
  readonly #log: Logger;
  readonly #outboxes: readonly string[];
  readonly #consumer: string;
  readonly #nowMs: () => number;
  readonly #dueRuns: DueRuns;
  #running: Promise<void> | undefined;
  #stopped = false;

  /**
   * `blocking` is used by nothing else, and rejects the read that is cut (`RedisConnections.forWaiting`); `nowMs` is
   * Redis's time as this process knows it: entries say by that when they are due.
   */
  constructor(parts: {
    redis: Redis;
    blocking: Redis;
    dueRuns: DueRuns;
    queues: Queues;
    log: Logger;
    partitions: number;
    consumer: string;
    nowMs: () => number;
  }) {
    this.#redis = parts.redis;
    this.#blocking = parts.blocking;
    this.#dueRuns = parts.dueRuns;
    this.#queues = parts.queues;
    this.#log = parts.log;
    this.#consumer = parts.consumer;
    this.#nowMs = parts.nowMs;
    const { partitions } = parts;
    this.#outboxes = Array.from({ length: partitions }, (_, index) =>
      partitionKey(partitionPrefix(index), "outbox"),
    );
  }

  start(): void {
    this.#running = this.#loop();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#blocking.disconnect();
    await this.#running;
  }

  /** Takes over what relays that died had read. */
  async adopt(): Promise<number> {
    let adopted = 0;
    for (const outbox of this.#outboxes) {
      const reply = (await this.#redis.xautoclaim(
        outbox,
        GROUP,
        this.#consumer,
        ABANDONED_MS,
        "0-0",
        "COUNT",
        READ_COUNT,
      )) as [string, Entry[], string[]];
      adopted += reply[1].length;
      await this.#hand(outbox, reply[1]);
    }
    return adopted;
  }

  /** Takes those out of the groups who are gone and have left nothing. */
  dropConsumers(): Promise<void> {
    return this.#dueRuns.dropConsumers(GROUP, LIMITS.consumerIdleMs);
  }

  async #loop(): Promise<void> {
    let prepared = false;
    while (!this.#stopped) {
      try {
        if (!prepared) {
          for (const outbox of this.#outboxes) await this.#createGroup(outbox);
          prepared = true;
        }
        await this.#round();
      } catch (error) {
        if (this.#stopped) return;
        prepared = false;
        this.#log.warn({ err: error }, "outbox relay waits for Redis");
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
      }
    }
  }

  async #createGroup(outbox: string): Promise<void> {
    try {
      await this.#redis.xgroup("CREATE", outbox, GROUP, "0", "MKSTREAM");
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("BUSYGROUP")) throw error;
    }
  }

  async #round(): Promise<void> {
    const reply = (await this.#blocking.xreadgroup(
      "GROUP",
      GROUP,
      this.#consumer,
      "COUNT",
      READ_COUNT,
      "BLOCK",
      Relay.blockMs,
      "STREAMS",
      ...this.#outboxes,
      ...this.#outboxes.map(() => ">"),
    )) as [string, Entry[]][] | null;
    for (const [outbox, entries] of reply ?? []) await this.#hand(outbox, entries);
  }

  async #hand(outbox: string, entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const now = this.#nowMs();
    const dispatches = [];
    const timers = [];
    const deliveries = [];
    for (const [, fields] of entries) {
      if (fields === null) continue;
      const entry = new Map<string, string>();
      for (let index = 0; index + 1 < fields.length; index += 2) {
        entry.set(fields[index] ?? "", fields[index + 1] ?? "");
      }
      const kind = entry.get("kind") ?? "";
      const at = Number(entry.get("at") ?? now);
      entry.delete("at");
      const data: OutboxJob = { run: "", number: "", ...Object.fromEntries(entry), kind };
      const job = { name: kind, data, opts: bullJobOptions(data, at, now) };
      if (kind === "dispatch") dispatches.push(job);
      else if (kind === "deliver") deliveries.push(job);
      else timers.push(job);
    }
    if (dispatches.length > 0) await this.#queues.dispatch.addBulk(dispatches);
    if (timers.length > 0) await this.#queues.timers.addBulk(timers);
    if (deliveries.length > 0) await this.#queues.webhooks.addBulk(deliveries);
    const ids = entries.map(([id]) => id);
    await this.#redis
      .multi()
      .xack(outbox, GROUP, ...ids)
      .xdel(outbox, ...ids)
      .exec();
  }
}
