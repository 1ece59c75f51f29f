import process from "node:process";
import type { RedisSettings } from "../config.js";
import { allCells } from "../store/cell.js";
import { DATA_FORMAT, migrate, migrateAlone, storedCells } from "../store/data-format.js";
import { RedisConnections, waitUntilReady } from "../store/redis-connections.js";

const MOST_WAIT_MS = 30_000;

/**
 * Brings the data of a version before to the format of this one; tells each step on stderr. It may be ended at any time,
 * and is run again then. `isAlone`: nothing else can be at the Redis, so that nobody is looked for.
 */
export async function migrateData(settings: RedisSettings, isAlone: boolean): Promise<void> {
  const connections = new RedisConnections(settings);
  const redis = connections.forBackground();
  redis.on("error", () => undefined);
  try {
    if (!(await waitUntilReady(redis, MOST_WAIT_MS))) throw new Error("Redis does not answer");
    const report = (step: string) => process.stderr.write(`${step}\n`);
    await migrateAlone(redis, report, isAlone);
    for (const cell of allCells(await storedCells(redis)).all.slice(1)) {
      const own = connections.ofCell(cell.number);
      const other = own === connections ? redis : own.forBackground();
      other.on("error", () => undefined);
      await migrate(other, cell, report);
      if (other !== redis) other.disconnect();
    }
    process.stdout.write(`the data has format ${DATA_FORMAT}\n`);
  } finally {
    redis.disconnect();
  }
}
