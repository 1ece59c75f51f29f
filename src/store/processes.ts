import { hostname } from "node:os";
import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";
import { catalogKey } from "./keys.js";

/** A gateway or worker that has told of itself lately. */
export interface KnownProcess {
  readonly id: string;
  readonly role: "gateway" | "worker";
  readonly version: string;
  readonly startedAtMs: number;
  readonly seenAtMs: number;
}

type Self = Omit<KnownProcess, "seenAtMs">;

/** Which processes work on this data set: each says every few seconds that it is there. */
export class Processes {
  readonly #redis: Redis;
  #timer: NodeJS.Timeout | undefined;
  #self: string | undefined;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Begins to tell of this process. */
  start(role: KnownProcess["role"], version: string): void {
    const id = `${hostname()}-${process.pid}-${Math.floor(performance.timeOrigin).toString(36)}`;
    const self: Self = { id, role, version, startedAtMs: Date.now() };
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
    if (this.#self !== undefined)
      await this.#redis.zrem(catalogKey("processes"), this.#self).catch(() => undefined);
  }

  /** Those that were there a moment ago, gateways first. */
  async list(): Promise<KnownProcess[]> {
    const since = Date.now() - LIMITS.processSilentMs;
    const found = await answered(
      this.#redis.zrange(catalogKey("processes"), since, "+inf", "BYSCORE", "WITHSCORES"),
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

  async #tell(nowMs: number): Promise<void> {
    const key = catalogKey("processes");
    await this.#redis
      .multi()
      .zadd(key, nowMs, this.#self ?? "")
      .zremrangebyscore(key, "-inf", nowMs - LIMITS.processSilentMs)
      .zremrangebyrank(key, 0, -LIMITS.processes - 1)
      .exec();
  }
}
