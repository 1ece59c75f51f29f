import type { Redis } from "ioredis";
import type { Logger } from "../log.js";
import type { CellKeys } from "../store/keys.js";
import { isFull } from "../store/storage.js";

/** Something that one of all workers does now and then. */
interface Task {
  readonly name: string;
  readonly everyMs: number;
  /** One after the other; one that fails does not keep the next from its turn. */
  readonly steps: readonly (() => Promise<void>)[];
}

/** A lease ends before its holder comes again, so that it can take it again. */
const LEASE_SHARE = 0.8;
/** Of many failures in a row, one in this time is logged. */
const REPORT_EVERY_MS = 10_000;

/**
 * Regular work, by a timer in each worker: whoever comes first takes the lease and does it. Nothing of it is in BullMQ,
 * whose data may be lost.
 */
export class Upkeep {
  readonly #redis: Redis;
  readonly #keys: CellKeys;
  readonly #worker: string;
  readonly #log: Logger;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Map<string, Promise<void>>();
  readonly #reportedMs = new Map<string, number>();

  constructor(redis: Redis, keys: CellKeys, worker: string, log: Logger) {
    this.#redis = redis;
    this.#keys = keys;
    this.#worker = worker;
    this.#log = log;
  }

  start(task: Task): void {
    this.#timers.push(setInterval(() => this.#come(task), task.everyMs));
    this.#come(task);
  }

  /** Takes nothing new, and waits for what is being done. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#running.values());
  }

  #come(task: Task): void {
    if (this.#running.has(task.name)) return;
    const done = this.#take(task).finally(() => this.#running.delete(task.name));
    this.#running.set(task.name, done);
  }

  async #take(task: Task): Promise<void> {
    const lease = this.#keys.catalog("lease", task.name);
    const ms = Math.max(1, Math.floor(task.everyMs * LEASE_SHARE));
    try {
      if ((await this.#redis.set(lease, this.#worker, "PX", ms, "NX")) !== "OK") return;
    } catch (error) {
      this.#report(task, error);
      // A full Redis takes no lease, and only what is done under it makes room: doing that twice is harmless.
      if (!isFull(error)) return;
    }
    for (const step of task.steps) await step().catch((error: unknown) => this.#report(task, error));
  }

  #report(task: Task, error: unknown): void {
    const now = performance.now();
    if (now - (this.#reportedMs.get(task.name) ?? Number.NEGATIVE_INFINITY) < REPORT_EVERY_MS) return;
    this.#reportedMs.set(task.name, now);
    this.#log.error({ err: error, task: task.name }, "a regular task failed and is done again");
  }
}
