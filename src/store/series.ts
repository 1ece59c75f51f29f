import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";
import { redisNowMs } from "./redis-clock.js";

/** What happened in a project in one step of time. */
export interface SeriesPoint {
  readonly atMs: number;
  readonly triggered: number;
  readonly started: number;
  /** Ends by status. */
  readonly ended: Readonly<Record<string, number>>;
  /** Attempts that failed, by the class of their error. */
  readonly errors: Readonly<Record<string, number>>;
  /** How long runs were ready to be taken before they were, to about a tenth; absent where none was taken. */
  readonly startP50Ms?: number;
  readonly startP99Ms?: number;
}

const SPANS = {
  "1h": { key: "series_fine", stepMs: LIMITS.seriesFineMs, steps: 60 },
  "1d": { key: "series_coarse", stepMs: LIMITS.seriesCoarseMs, steps: 144 },
} as const;
export type SeriesSpan = keyof typeof SPANS;

/** The last hour by minutes or the last day by tens of minutes, as commands have counted it (`lua/lib/series.lua`). */
export class Series {
  readonly #redis: Redis;
  readonly #keys: CellKeys;

  constructor(redis: Redis, keys: CellKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** The newest step is not over yet. `others` have counted the same project in other cells. */
  async read(
    projectId: string,
    span: SeriesSpan,
    others: readonly Series[],
  ): Promise<{ stepMs: number; points: SeriesPoint[] }> {
    const { stepMs, steps } = SPANS[span];
    const newest = Math.floor((await redisNowMs(this.#redis)) / stepMs);
    const numbers = Array.from({ length: steps }, (_, index) => newest - steps + 1 + index);
    const [own = [], ...left] = await Promise.all(
      [this, ...others].map((one) => one.#counts(projectId, span, numbers)),
    );
    const points = numbers.map((number, index) => {
      const counts = left.reduce((sum, one) => added(sum, one[index] ?? {}), own[index] ?? {});
      return pointOf(number * stepMs, counts);
    });
    return { stepMs, points };
  }

  async #counts(projectId: string, span: SeriesSpan, numbers: readonly number[]): Promise<readonly Counts[]> {
    const pipeline = this.#redis.pipeline();
    for (const number of numbers) {
      pipeline.hgetall(this.#keys.catalog(SPANS[span].key, projectId, String(number)));
    }
    const replies = (await answered(pipeline.exec())) ?? [];
    return replies.map(([, fields]) => (fields ?? {}) as Counts);
  }
}

type Counts = Readonly<Record<string, string>>;

function added(one: Counts, other: Counts): Counts {
  const sum: Record<string, string> = { ...one };
  for (const [name, count] of Object.entries(other))
    sum[name] = String(Number(sum[name] ?? 0) + Number(count));
  return sum;
}

function pointOf(atMs: number, fields: Readonly<Record<string, string>>): SeriesPoint {
  const named = (prefix: string): Record<string, number> =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, count]) => [name.slice(prefix.length), Number(count)]),
    );
  const waits = Object.entries(named("w"))
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([left], [right]) => left - right);
  const p50 = quantile(waits, 0.5);
  const p99 = quantile(waits, 0.99);
  return {
    atMs,
    triggered: Number(fields["triggered"] ?? 0),
    started: Number(fields["started"] ?? 0),
    ended: named("e:"),
    errors: named("x:"),
    ...(p50 === undefined || p99 === undefined ? {} : { startP50Ms: p50, startP99Ms: p99 }),
  };
}

/** The upper bound of the bucket that the quantile falls into, in ms. */
function quantile(
  buckets: readonly (readonly [bucket: number, count: number])[],
  part: number,
): number | undefined {
  const all = buckets.reduce((sum, [, count]) => sum + count, 0);
  let below = 0;
  for (const [bucket, count] of buckets) {
    below += count;
    if (below >= all * part) return Math.round(2 ** (bucket / 4));
  }
  return undefined;
}
