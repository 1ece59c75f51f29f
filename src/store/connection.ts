import { setTimeout as delay } from "node:timers/promises";
import type { Redis, RedisOptions } from "ioredis";
import { ConfigurationError } from "../configuration-error.js";
import type { Cell } from "./cell.js";
import { migrate } from "./data-format.js";
import { memorySettings } from "./memory-settings.js";

/** A Redis that did not answer, or refused, within its bounded time. Answered as 503 with Retry-After. */
export class RedisUnavailableError extends Error {
  readonly code = "REDIS_UNAVAILABLE";
}

const SERVER_AWAY =
  /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|OOM|MISCONF|NOREPLICAS|UNBLOCKED)\b/;

/** Redis's refusals that are about the program stay what they are; all others mean "not now". */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof Error && error.name === "ReplyError" && !SERVER_AWAY.test(error.message)) return error;
  return new RedisUnavailableError("Redis did not answer", { cause: error });
}

/** The reply of a plain command; rejects as {@link asUnavailable} says. */
export async function answered<T>(command: Promise<T>): Promise<T> {
  try {
    return await command;
  } catch (error) {
    throw asUnavailable(error);
  }
}

/** ioredis options for a `redis://`, `rediss://` or `unix://` URL. */
export function connectionOptions(url: string): RedisOptions {
  if (url.startsWith("unix://")) return { path: url.slice("unix://".length) };
  const parsed = new URL(url);
  const options: RedisOptions = {
    host: parsed.hostname.replace(/^\[|\]$/g, ""),
    port: Number(parsed.port || 6379),
    db: Number(parsed.pathname.slice(1) || 0),
  };
  if (parsed.username !== "") options.username = decodeURIComponent(parsed.username);
  if (parsed.password !== "") options.password = decodeURIComponent(parsed.password);
  if (parsed.protocol === "rediss:") options.tls = {};
  return options;
}

function infoField(info: string, name: string): string {
  return info.match(new RegExp(`^${name}:(.*?)\\r?$`, "m"))?.[1] ?? "";
}

/** For how long a process that starts waits for a Redis that was there and is not, ms: a failover takes less. */
const START_MS = 60_000;
const START_PAUSE_MS = 200;

/**
 * What a process does with Redis as it starts, done again while Redis is away or refuses for now, as a cluster does that elects
 * a master: a process that ends then leaves it to others to start it. Rejects with what is wrong when it is something else, or
 * still so after a minute.
 */
export async function whenThere<T>(begin: () => Promise<T>): Promise<T> {
  const until = performance.now() + START_MS;
  for (;;) {
    try {
      return await begin();
    } catch (error) {
      const isAway = !(error instanceof ConfigurationError) && asUnavailable(error) !== error;
      if (!isAway || performance.now() > until) throw error;
      await delay(START_PAUSE_MS);
    }
  }
}

const MINIMUM_MAJOR_VERSION = 7;

/**
 * Refuses a Redis that would lose acknowledged writes, or whose data another version has to serve, and brings data of
 * before, of the cells that lie there, to the format of this version; `report` hears of each step. Throws {@link ConfigurationError} with one line that
 * says what to change.
 */
export async function checkRedis(
  redis: Redis,
  cells: readonly Cell[],
  report: (step: string) => void,
): Promise<void> {
  const info = await redis.info();
  const version = infoField(info, "redis_version");
  if (Number(version.split(".")[0]) < MINIMUM_MAJOR_VERSION) {
    throw new ConfigurationError(`Redis ${version} is too old: use Redis 7.0 or newer`);
  }
  if (infoField(info, "aof_enabled") === "0") {
    throw new ConfigurationError('Redis runs without AOF and would lose runs: set "appendonly yes"');
  }
  const policy = infoField(info, "maxmemory_policy");
  if (policy !== "" && policy !== "noeviction") {
    throw new ConfigurationError(
      `Redis evicts keys (maxmemory-policy ${policy}) and would lose runs: set "maxmemory-policy noeviction"`,
    );
  }
  const { advice } = await memorySettings(redis);
  if (advice !== undefined) report(advice);
  for (const cell of cells) await migrate(redis, cell, report);
}
