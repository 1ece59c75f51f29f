import { hostname } from "node:os";
import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";

/** A gateway or worker that has told of itself lately. */
export interface KnownProcess {
  readonly id: string;
  readonly role: "gateway" | "worker";
  readonly version: string;
  readonly startedAtMs: number;
  readonly seenAtMs: number;
}

/** A process that has told nothing for so many steps is gone: it holds no claim, and serves no cell. */
const MOST_STEPS = 3;

type Self = Omit<KnownProcess, "seenAtMs">;

/** Which processes work on this data set: each says every few seconds that it is there. */
export class Processes {
  readonly #redis: Redis;
  readonly #keys: CellKeys;
  #timer: NodeJS.Timeout | undefined;
  #self: string | undefined;
  /** Of this process, the same in all cells. */
  readonly id = `${hostname()}-${process.pid}-${Math.floor(performance.timeOrigin).toString(36)}`;
  #waitingClaims: () => ReadonlyMap<string, number> = () => new Map();

  constructor(redis: Redis, keys: CellKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Begins to tell of this process, and of its claims that wait, by project. */
  start(
    role: KnownProcess["role"],
    version: string,
    waitingClaims: () => ReadonlyMap<string, number> = () => new Map(),
  ): void {
    this.#waitingClaims = waitingClaims;
    const self: Self = { id: this.id, role, version, startedAtMs: Date.now() };
    this.#self = JSON.stringify(self);
    const tell = (): void => {
      // Who cannot tell it now tells it a step later.
      this.#tell(Date.now()).catch(() => undefined);
    };
    tell();
    this.#timer = setInterval(tell, LIMITS.processStepMs);
    this.#timer.unref();
  }

  /** Takes this process from the list. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#self === undefined) return;
    await Promise.all([
      this.#redis.zrem(this.#keys.catalog("processes"), this.#self),
      this.#redis.del(this.#keys.catalog("process_claims", this.id)),
    ]).catch(() => undefined);
  }

  /** Those that were there a moment ago, gateways first. */
  async list(): Promise<KnownProcess[]> {
    const since = Date.now() - LIMITS.processSilentMs;
    const found = await answered(
      this.#redis.zrange(this.#keys.catalog("processes"), since, "+inf", "BYSCORE", "WITHSCORES"),
    );
    const known: KnownProcess[] = [];
    for (let at = 0; at < found.length; at += 2) {
      const self = JSON.parse(found[at] ?? "{}") as Self;
      known.push({ ...self, seenAtMs: Number(found[at + 1]) });
    }
    return known.sort(
      (left, right) => left.role.localeCompare(right.role) || left.startedAtMs - right.startedAtMs,
    );
  }

  /** Claims of the project that wait for a run, in all gateways, as each has told at its last step. */
  async waitingClaims(projectId: string): Promise<number> {
    const gateways = await this.#living("gateway");
    const reads = gateways.map((id) => this.#redis.hget(this.#keys.catalog("process_claims", id), projectId));
    return (await answered(Promise.all(reads))).reduce((sum, count) => sum + Number(count ?? 0), 0);
  }

  /** Ids of the workers that are there. */
  livingWorkers(): Promise<string[]> {
    return this.#living("worker");
  }

  async #living(role: KnownProcess["role"]): Promise<string[]> {
    const since = Date.now() - MOST_STEPS * LIMITS.processStepMs;
    const living = (await this.list()).filter((one) => one.role === role && one.seenAtMs >= since);
    return living.map(({ id }) => id);
  }

  async #tell(nowMs: number): Promise<void> {
    const key = this.#keys.catalog("processes");
    const claims = this.#keys.catalog("process_claims", this.id);
    const step = this.#redis
      .multi()
      .zadd(key, nowMs, this.#self ?? "")
      .zremrangebyscore(key, "-inf", nowMs - LIMITS.processSilentMs)
      .zremrangebyrank(key, 0, -LIMITS.processes - 1)
      .del(claims);
    const waiting = [...this.#waitingClaims()];
    if (waiting.length > LIMITS.processClaims) waiting.sort(([, left], [, right]) => right - left);
    if (waiting.length > 0) {
      step.hset(claims, new Map(waiting.slice(0, LIMITS.processClaims)));
      step.pexpire(claims, LIMITS.processSilentMs);
    }
    await step.exec();
  }
}
