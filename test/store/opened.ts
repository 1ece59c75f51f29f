import { Redis } from "ioredis";
import { connectionOptions } from "../../src/store/connection.js";
import { FIRST_CELL } from "../../src/store/keys.js";
import type { ScriptSettings } from "../../src/store/script-source.js";
import { Scripts } from "../../src/store/scripts.js";
import { acquireRedis, type RedisOptions } from "../support/redis.js";
import { SETTINGS } from "./settings.js";

/** A Redis of its own for a test, and the commands on it. */
export interface OpenedScripts {
  readonly redis: Redis;
  readonly scripts: Scripts;
  close(): Promise<void>;
}

export async function openScripts(
  settings: ScriptSettings = SETTINGS,
  options: RedisOptions = {},
): Promise<OpenedScripts> {
  const server = await acquireRedis(options);
  const redis = new Redis(connectionOptions(server.url));
  return {
    redis,
    scripts: new Scripts(redis, FIRST_CELL, settings),
    async close() {
      redis.disconnect();
      await server.release();
    },
  };
}
