import type { Redis } from "ioredis";
import { corePart } from "../api/run-core.js";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";
import { redisNowMs } from "./redis-clock.js";

/** How long ago executing runs were heard of last. */
export interface HeartbeatAges {
  readonly executing: number;
  /** Runs that were looked at: all, or as many as LIMITS has, by chance. */
  readonly sampled: number;
  /** Absent when none was. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

/** Reads from Redis when somebody asks: nothing is kept for it while heartbeats come. */
export class HeartbeatReader {
  readonly #redis: Redis;
  readonly #keys: CellKeys;

  constructor(redis: Redis, keys: CellKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  async read(projectId: string): Promise<HeartbeatAges> {
    const index = this.#keys.catalog("runs_in", projectId, "executing");
    const [executing, ids] = await answered(
      Promise.all([this.#redis.zcard(index), this.#redis.zrandmember(index, LIMITS.heartbeatSample)]),
    );
    const [nowMs, heard] = await Promise.all([
      redisNowMs(this.#redis),
      answered(Promise.all(ids.map((id) => this.#lastHeartbeatUs(id)))),
    ]);
    const ages = heard
      .filter((us) => us !== undefined)
      .map((us) => Math.max(0, Math.round(nowMs - us / 1000)))
      .sort((left, right) => left - right);
    const [p50Ms, p99Ms] = [rank(ages, 0.5), rank(ages, 0.99)];
    const found = { executing, sampled: ages.length };
    return p50Ms === undefined || p99Ms === undefined ? found : { ...found, p50Ms, p99Ms };
  }

  /** Undefined for a run that has left meanwhile. */
  async #lastHeartbeatUs(id: string): Promise<number | undefined> {
    const core = await this.#redis.hget(this.#keys.partition("run", id), "core");
    const [attempt, assignment] = [corePart(core, "attempt"), corePart(core, "assignment")];
    const member = [id, attempt, ...(assignment ? [assignment] : [])].join(":");
    const score = await this.#redis.zscore(this.#keys.partition("live"), member);
    return score === null ? undefined : Number(score);
  }
}

/** Nearest rank of sorted values. */
function rank(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
