import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Redis } from "ioredis";
import { findRedis } from "../../src/embedded/find-redis.js";
import { startRedisServer } from "../../src/embedded/redis-server.js";
import { redisOptions } from "../peers/redis-options.js";
import type { AppendFsync } from "../settings.js";

/** A Redis of our own: in a temporary directory, on a Unix socket, with its append-only file on. */
export interface BenchRedis {
  readonly url: string;
  readonly client: Redis;
  stop(): Promise<void>;
}

const directories = new Set<string>();
process.on("exit", () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A temporary directory that is gone when this process is. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "bosporus-bench-"));
  directories.add(directory);
  return directory;
}

/** Starts Redis for one environment. Its log is never rewritten meanwhile: that would hit one contender's round. */
export async function startRedis(appendfsync: AppendFsync): Promise<BenchRedis> {
  const directory = temporaryDirectory();
  const server = await startRedisServer({
    binary: findRedis(),
    directory,
    appendfsync,
    socket: join(directory, "redis.sock"),
  });
  const client = new Redis(redisOptions(server.url));
  await client.config("SET", "auto-aof-rewrite-percentage", "0");
  return {
    url: server.url,
    client,
    stop: async () => {
      client.disconnect();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
      directories.delete(directory);
    },
  };
}

/** A number out of INFO, such as `used_memory` in bytes. */
export async function redisInfo(client: Redis, field: string): Promise<number> {
  const text = await client.info();
  return Number(new RegExp(`^${field}:(.*)$`, "m").exec(text)?.[1] ?? Number.NaN);
}

/** Redis's version. */
export async function redisVersion(client: Redis): Promise<string> {
  return /^redis_version:(\S+)/m.exec(await client.info("server"))?.[1] ?? "unknown";
}
