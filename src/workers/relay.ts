import type { JobsOptions } from "bullmq";
import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import type { DueRuns } from "../store/due-runs.js";
import type { CellKeys } from "../store/keys.js";
import { OUTBOX, type OutboxJob, type OutboxQueue, outboxEntry } from "../store/outbox.js";
import { reachReplicas } from "../store/replication.js";
import { bullJobOptions, type Queues } from "./queues.js";

interface OutboxQueueJob {
  readonly name: string;
  readonly data: OutboxJob;
  readonly opts: JobsOptions;
}
type Entry = [id: string, fields: string[] | null];

const GROUP = "relay";
const READ_COUNT = 500;
/** Entries another relay took and did not finish are taken over after this. */
const ABANDONED_MS = 15_000;
const ADOPT_STEPS = 20;
const PAUSE_AFTER_ERROR_MS = 500;

/**
 * Moves outbox entries to BullMQ: added under a deterministic id first, removed from the outbox only then. A
 * relay that dies in between leaves the entry to another one, which adds the same job again: no job twice,
 * none lost. With REDIS_WAIT_REPLICAS nothing leaves the outbox before replicas have it: else a worker would go on in the
 * new primary with what followed from a write that the failover has lost.
 */
export class Relay {
  /** The longest its own connection is silent, in ms. */
  static readonly blockMs = 1_000;
  readonly #outbox: string;
  readonly #redis: Redis;
  readonly #blocking: Redis;
  readonly #queues: Queues;
  readonly #log: Logger;
  readonly #consumer: string;
  readonly #nowMs: () => number;
  readonly #replicas: number;
  readonly #dueRuns: DueRuns;
  #running: Promise<void> | undefined;
  #stopped = false;

  /**
   * `blocking` is used by nothing else, and rejects the read that is cut (`RedisConnections.forWaiting`); `nowMs` is
   * Redis's time as this process knows it: entries say by that when they are due.
   */
  constructor(parts: {
    keys: CellKeys;
    redis: Redis;
    blocking: Redis;
    dueRuns: DueRuns;
    queues: Queues;
    log: Logger;
    consumer: string;
    nowMs: () => number;
    /** That must have an entry before it is handed over. */
    replicas: number;
  }) {
    this.#outbox = parts.keys.partition("outbox");
    this.#redis = parts.redis;
    this.#blocking = parts.blocking;
    this.#dueRuns = parts.dueRuns;
    this.#queues = parts.queues;
    this.#log = parts.log;
    this.#consumer = parts.consumer;
    this.#nowMs = parts.nowMs;
    this.#replicas = parts.replicas;
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
    // What nobody here knows stays: what lies behind it must be reached all the same.
    let from = "0-0";
    for (let step = 0; step < ADOPT_STEPS; step++) {
      const [next, entries] = (await this.#redis.xautoclaim(
        ...([this.#outbox, GROUP, this.#consumer, ABANDONED_MS, from, "COUNT", READ_COUNT] as const),
      )) as [string, Entry[], string[]];
      adopted += await this.#hand(entries, this.#redis);
      if (next === "0-0") break;
      from = next;
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
          await this.#createGroup();
          await this.#resume();
          prepared = true;
        }
        await this.#hand(await this.#read(">"), this.#blocking);
      } catch (error) {
        if (this.#stopped) return;
        prepared = false;
        this.#log.warn({ err: error }, "outbox relay waits for Redis");
        await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
      }
    }
  }

  async #createGroup(): Promise<void> {
    try {
      await this.#redis.xgroup("CREATE", this.#outbox, GROUP, "0", "MKSTREAM");
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("BUSYGROUP")) throw error;
    }
  }

  /** Hands over what this relay had taken when it was interrupted, as Redis has it now. */
  async #resume(): Promise<void> {
    for (let from = "0"; ; ) {
      const entries = await this.#read(from);
      const last = entries.at(-1);
      if (last === undefined) return;
      await this.#hand(entries, this.#blocking);
      [from] = last;
    }
  }

  /** New entries (`>`), which are waited for, or those that it has taken before, behind an id. */
  async #read(from: string): Promise<readonly Entry[]> {
    const reply = (await this.#blocking.xreadgroup(
      "GROUP",
      GROUP,
      this.#consumer,
      "COUNT",
      READ_COUNT,
      "BLOCK",
      Relay.blockMs,
      "STREAMS",
      this.#outbox,
      from,
    )) as [string, Entry[]][] | null;
    return reply?.flatMap(([, entries]) => entries) ?? [];
  }

  /** Hands entries to BullMQ, which that connection has read; how many that were. One that this version does not know stays where it is. */
  async #hand(entries: readonly Entry[], readBy: Redis): Promise<number> {
    if (entries.length > 0 && this.#replicas > 0) await reachReplicas(readBy, this.#replicas);
    const now = this.#nowMs();
    const jobs = new Map<OutboxQueue, OutboxQueueJob[]>();
    const done: string[] = [];
    for (const [id, fields] of entries) {
      const entry = fields === null ? undefined : outboxEntry(fields);
      if (entry === undefined && fields !== null) {
        this.#refuse(id, fields);
        continue;
      }
      done.push(id);
      if (entry === undefined) continue;
      const { job: data, atMs } = entry;
      const { queue } = OUTBOX[data.kind];
      const own = jobs.get(queue) ?? [];
      jobs.set(queue, own);
      own.push({ name: data.kind, data, opts: bullJobOptions(data, atMs, now) });
    }
    for (const [queue, own] of jobs) await this.#queues[queue].addBulk(own);
    if (done.length > 0) {
      // No transaction, which a full Redis refuses whatever is in it. In this order, what is deleted and not yet
      // acknowledged is nothing to anyone.
      await this.#redis.xdel(this.#outbox, ...done);
      await this.#redis.xack(this.#outbox, GROUP, ...done);
    }
    return done.length;
  }

  /**
   * An entry of a kind or form that this version does not know is of a newer one. It stays in the outbox as taken and
   * not done, so that a worker of that version takes it over.
   */
  #refuse(id: string, fields: readonly string[]): void {
    METRICS.unknownOutboxEntries.add(1);
    const kind = fields[fields.indexOf("kind") + 1] ?? "";
    this.#log.error(
      { outbox: this.#outbox, entry: id, kind },
      "outbox entry is of no kind that this version knows: it waits",
    );
  }
}
