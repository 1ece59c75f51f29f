import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";

/** What of one concurrency key of a job waits and runs. */
export interface QueuedKey {
  /** '' for runs without one. */
  readonly key: string;
  readonly waiting: number;
  /** Runs that hold a slot; undefined where it cannot be told of runs without a key. */
  readonly running: number | undefined;
  /** Whether its runs wait for one of the same key to end. */
  readonly isBlocked: boolean;
  /** The run that goes next. */
  readonly nextRunId: string | undefined;
}

export interface QueueOfJob {
  readonly openRuns: number;
  readonly running: number;
  /** Keys with runs that wait, and those of them that wait for a slot of their own. */
  readonly waitingKeys: number;
  readonly blockedKeys: number;
  /** As many as are shown: those that come next, those that wait for a slot, those whose runs all run. */
  readonly keys: readonly QueuedKey[];
  readonly isTruncated: boolean;
}

/** Of what waits in the line of a job (`lua/lib/line.lua`), a bounded look, a moment wide. */
export class JobQueues {
  readonly #redis: Redis;
  readonly #keys: CellKeys;

  constructor(redis: Redis, keys: CellKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  async read(jobId: string): Promise<QueueOfJob> {
    const most = LIMITS.queueKeys;
    const [lanes, blocked] = [this.#keys.catalog("lanes", jobId), this.#keys.catalog("blocked", jobId)];
    const slots = this.#keys.catalog("job_slots", jobId);
    const [[active, held], next, isBlocked, waitingKeys, blockedKeys, [cursor, pairs], plain] =
      await answered(
        Promise.all([
          this.#redis.hmget(this.#keys.catalog("job_counts", jobId), "active", "slots"),
          this.#redis.zrange(lanes, 0, most - 1),
          this.#redis.zrange(blocked, 0, most - 1),
          this.#redis.zcard(lanes),
          this.#redis.zcard(blocked),
          this.#redis.hscan(slots, 0, "COUNT", most),
          this.#redis.zcard(this.#keys.catalog("ready", jobId, "")),
        ]),
      );
    const holding = new Map<string, number>();
    for (let at = 0; at + 1 < pairs.length; at += 2) holding.set(pairs[at] ?? "", Number(pairs[at + 1]));
    const running = Number(held ?? 0);
    const areAllKnown = cursor === "0";
    const keyed = [...holding.values()].reduce((sum, count) => sum + count, 0);
    const withoutKey = areAllKnown ? Math.max(0, running - keyed) : undefined;
    // A job whose runs have no keys has no lanes: all of them are in one line.
    const bare = withoutKey === 0 && plain === 0 ? [] : [""];
    const known = [...new Set([...next, ...isBlocked, ...bare, ...holding.keys()])];
    const shown = known.slice(0, most);
    const keys = await this.#shownKeys(jobId, shown);
    const areBlocked = new Set(isBlocked);
    return {
      openRuns: Number(active ?? 0),
      running,
      waitingKeys: waitingKeys + blockedKeys + (waitingKeys + blockedKeys === 0 && plain > 0 ? 1 : 0),
      blockedKeys,
      keys: shown
        .map((key, at) => ({
          key,
          waiting: keys[at]?.waiting ?? 0,
          running: key === "" ? withoutKey : (holding.get(key) ?? keys[at]?.held ?? 0),
          isBlocked: areBlocked.has(key),
          nextRunId: keys[at]?.first,
        }))
        // What has left between the two reads.
        .filter((key) => key.waiting > 0 || key.running !== 0),
      isTruncated: !areAllKnown || known.length > most || waitingKeys > most || blockedKeys > most,
    };
  }

  #shownKeys(jobId: string, keys: readonly string[]) {
    const reads = keys.map(async (key) => {
      const ready = this.#keys.catalog("ready", jobId, key);
      const [waiting, [first], held] = await Promise.all([
        this.#redis.zcard(ready),
        this.#redis.zrange(ready, 0, 0),
        this.#redis.hget(this.#keys.catalog("job_slots", jobId), key),
      ]);
      return { waiting, first, held: Number(held ?? 0) };
    });
    return answered(Promise.all(reads));
  }
}
