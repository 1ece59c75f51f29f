import type { Redis } from "ioredis";

const STEP = 500;

/** Runs a script for each key whose name is the given beginning and an id. */
export async function evalEach(
  redis: Redis,
  beginning: string,
  script: string,
  args: readonly string[] = [],
): Promise<void> {
  for (let cursor = "0"; ; ) {
    const [next, keys] = await redis.scan(cursor, "MATCH", `${beginning}*`, "COUNT", STEP);
    const calls = redis.pipeline();
    for (const key of keys) {
      if (!key.slice(beginning.length).includes(":")) calls.eval(script, 1, key, ...args);
    }
    await calls.exec();
    if (next === "0") return;
    cursor = next;
  }
}
