import { readdirSync } from "node:fs";
import type { Redis } from "ioredis";
import { catalogKey } from "../../src/store/keys.js";
import { INTERNAL_SECRET } from "../support/product.js";

/** What must stay flat while the same is done again and again. */
export interface Sample {
  readonly atSecs: number;
  /** Without those that are kept for a day, whatever becomes of their run: as many as the calls that brought one. */
  readonly keys: number;
  readonly redisMib: number;
  readonly gatewayMib: number;
  readonly workerMib: number;
  /** How late the event loop was at its 99th percentile, of the gateway that is never restarted. */
  readonly lagMs: number;
  /** Open files of gateway and worker together; 0 where the system does not say. */
  readonly handles: number;
}

/** What each measure may be more at the end than before: a share, and an amount that is noise in small numbers. */
export const ALLOWED = {
  keys: { share: 0.25, amount: 2_000 },
  redisMib: { share: 0.25, amount: 16 },
  gatewayMib: { share: 0.2, amount: 24 },
  workerMib: { share: 0.2, amount: 24 },
  lagMs: { share: 1, amount: 100 },
  handles: { share: 0.25, amount: 40 },
} as const;

export type Measure = keyof typeof ALLOWED;

const MIB = 1_048_576;

function openFiles(pid: number | undefined): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

const KEPT_FOR_A_DAY = [catalogKey("run_idempotency", "*", "*"), catalogKey("reply", "*")];

/** Keys of the patterns. */
async function countOf(redis: Redis, patterns: readonly string[]): Promise<number> {
  let count = 0;
  for (const match of patterns) {
    for await (const keys of redis.scanStream({ match, count: 1_000 })) count += (keys as string[]).length;
  }
  return count;
}

/** Reads all at one moment, from a gateway, a worker and Redis. */
export async function takeSample(from: {
  readonly redis: Redis;
  readonly gateway: { readonly url: string; readonly pid: number | undefined };
  readonly worker: { readonly url: string; readonly pid: number | undefined };
  readonly atSecs: number;
}): Promise<Sample> {
  const metrics = async (url: string): Promise<(name: string) => number> => {
    const answer = await fetch(`${url}/metrics`, { headers: { "X-Internal-Secret": INTERNAL_SECRET } });
    const text = await answer.text();
    return (name) => Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
  };
  const [gateway, worker] = [await metrics(from.gateway.url), await metrics(from.worker.url)];
  const used = /^used_memory:(\d+)/m.exec(await from.redis.info("memory"))?.[1];
  return {
    atSecs: from.atSecs,
    keys: (await from.redis.dbsize()) - (await countOf(from.redis, KEPT_FOR_A_DAY)),
    redisMib: Number(used) / MIB,
    gatewayMib: gateway("process_resident_memory_bytes") / MIB,
    workerMib: worker("process_resident_memory_bytes") / MIB,
    lagMs: gateway("nodejs_eventloop_lag_p99_seconds") * 1000,
    handles: openFiles(from.gateway.pid) + openFiles(from.worker.pid),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

/** Of a measure: its median before and at the end, the first third left out, in which everything fills. */
export function trend(
  samples: readonly Sample[],
  measure: Measure,
): { before: number; end: number; flat: boolean } {
  const settled = samples.slice(Math.floor(samples.length / 3)).map((sample) => sample[measure]);
  const half = Math.floor(settled.length / 2);
  const [before, end] = [median(settled.slice(0, half)), median(settled.slice(half))];
  const { share, amount } = ALLOWED[measure];
  return { before, end, flat: end <= before * (1 + share) + amount };
}
