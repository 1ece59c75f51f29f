import process from "node:process";
import type { RedisSettings } from "../config.js";
import { DATA_FORMAT, migrateAlone } from "../store/data-format.js";
import { RedisConnections, waitUntilReady } from "../store/redis-connections.js";

const MOST_WAIT_MS = 30_000;

/**
 * Brings the data of a version before to the format of this one; tells each step on stderr. It may be ended at any time,
 * and is run again then. `isAlone`: nothing else can be at the Redis, so that nobody is looked for.
 */
export async function migrateData(settings: RedisSettings, isAlone: boolean): Promise<void> {
  const redis = new RedisConnections(settings).forBackground();
  redis.on("error", () => undefined);
  try {
    if (!(await waitUntilReady(redis, MOST_WAIT_MS))) throw new Error("Redis does not answer");
    await migrateAlone(redis, (step) => process.stderr.write(`${step}\n`), isAlone);
    process.stdout.write(`the data has format ${DATA_FORMAT}\n`);
  } finally {
    redis.disconnect();
  }
}
