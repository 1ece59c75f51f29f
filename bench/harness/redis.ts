import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Redis } from "ioredis";
import { explainSearch, findRedis } from "../../src/embedded/find-redis.js";
import { type AppendFsync, type RedisServer, startRedisServer } from "../../src/embedded/redis-server.js";
import { redisOptions } from "../peers/redis-options.js";

/** A Redis of our own: in a temporary directory, on a Unix socket, with its append-only file on. */
export interface BenchRedis {
  readonly url: string;
  readonly pid: number;
  readonly client: Redis;
  stop(): Promise<void>;
}

const directories = new Set<string>();
const servers = new Set<RedisServer>();
process.on("exit", () => {
  // Redis runs in a process group of its own, which Ctrl-C does not reach.
  for (const server of servers) process.kill(server.pid, "SIGKILL");
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A temporary directory that is gone when this process is. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "bosporus-bench-"));
  directories.add(directory);
  return directory;
}

/**
 * Starts Redis for one environment. Its append-only file is never rewritten meanwhile: that would hit one
 * contender's round. Throws with the sentence that says what to do when no Redis can be started.
 */
export async function startRedis(appendfsync: AppendFsync): Promise<BenchRedis> {
  const search = await findRedis();
  if (search.outcome !== "found") throw new Error(explainSearch(search));
  const directory = temporaryDirectory();
  const start = await startRedisServer({
    binary: search.path,
    directory,
    appendfsync,
    extraArguments: ["--auto-aof-rewrite-percentage", "0"],
  });
  if (start.outcome !== "started") throw new Error(start.reason);
  const { server } = start;
  servers.add(server);
  const client = new Redis(redisOptions(server.url));
  return {
    url: server.url,
    pid: server.pid,
    client,
    stop: async () => {
      client.disconnect();
      // Nobody needs the data any more, so nobody waits until it is written.
      await server.kill();
      servers.delete(server);
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
