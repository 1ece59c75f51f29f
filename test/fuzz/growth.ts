import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { connectionOptions } from "../../src/store/connection.js";
import { eventually, type Product, type ProductProcess } from "../support/product.js";

/** What a process is started with so that it can be asked for its heap. */
export const HEAP_HOOK = `--import ${fileURLToPath(new URL("./fixtures/heap-hook.mjs", import.meta.url))}`;

/** Between two thirds of a run. Caches of a gateway fill meanwhile, up to bounds of their own: tokens most of all. */
const GROWTH = { share: 0.1, bytes: 12_582_912 };

/** Bytes in use: of each process of the product once its garbage is collected, and of Redis. */
export async function bytesInUse(
  product: Product,
  processes: readonly ProductProcess[],
): Promise<{ heaps: number[]; redis: number }> {
  const heaps = await Promise.all(processes.map(heapOf));
  const redis = new Redis(connectionOptions(product.redis.url));
  const info = await redis.info("memory");
  redis.disconnect();
  return { heaps, redis: Number(/^used_memory:(\d+)/m.exec(info)?.[1] ?? 0) };
}

async function heapOf({ child, output }: ProductProcess): Promise<number> {
  const from = output().length;
  child.kill("SIGWINCH");
  const found = await eventually(
    async () => /^heap (\{.*\})$/m.exec(output().slice(from)),
    (line) => line !== null,
  );
  return JSON.parse(found?.[1] ?? "{}").bytes;
}

/** The median of each third of what was measured one after the other: the first has the warm-up. */
export function thirdsOf(series: readonly number[]): [number, number, number] {
  const third = Math.ceil(series.length / 3);
  const medianFrom = (from: number): number => {
    const part = series.slice(from, from + third).sort((left, right) => left - right);
    return part[Math.floor(part.length / 2)] ?? 0;
  };
  return [medianFrom(0), medianFrom(third), medianFrom(2 * third)];
}

/** Whether the last third has more than the one before it by more than what has a bound of its own. */
export function hasGrown(series: readonly number[]): boolean {
  const [, middle, last] = thirdsOf(series);
  return last > middle * (1 + GROWTH.share) + GROWTH.bytes;
}
