import type { Redis } from "ioredis";
import { serverSetting } from "./server-setting.js";

/**
 * Settings of a Redis server that decide how much memory the same data takes (bytes): a stream takes its nodes whole, and
 * a hash with one value above the other is kept as a table, which takes about twice as much as a list.
 */
export const MEMORY_SETTINGS = { "stream-node-max-bytes": 1024, "hash-max-listpack-value": 512 } as const;

type Name = keyof typeof MEMORY_SETTINGS;

const WANTED = Object.entries(MEMORY_SETTINGS) as [Name, number][];

/** Whether the value takes as little as the wanted one, or less. */
const IS_GOOD: Readonly<Record<Name, (value: number, wanted: number) => boolean>> = {
  // 0 is without bound.
  "stream-node-max-bytes": (value, wanted) => value > 0 && value <= wanted,
  "hash-max-listpack-value": (value, wanted) => value >= wanted,
};

export interface MemorySettings {
  readonly found: string;
  /** What to do; undefined when all is well, as far as this user may know it. */
  readonly advice: string | undefined;
}

/** How the server is set. */
export async function memorySettings(redis: Redis): Promise<MemorySettings> {
  const found: string[] = [];
  const toSet: string[] = [];
  for (const [name, wanted] of WANTED) {
    const value = await serverSetting(redis, name);
    found.push(`${name} ${value ?? "is not known to this user"}`);
    if (value !== undefined && !IS_GOOD[name](Number(value), wanted)) toSet.push(`"${name} ${wanted}"`);
  }
  const advice = `set ${toSet.join(" and ")}: runs take up to half the memory then`;
  return { found: found.join(", "), advice: toSet.length === 0 ? undefined : advice };
}
