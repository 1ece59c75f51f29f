import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { inject } from "vitest";
import { type AppendFsync, type RedisServer, startRedisServer } from "../../src/embedded/redis-server.js";

/** A Redis that belongs to one test file. */
export interface TestRedis {
  readonly url: string;
  /** Deletes all data. */
  flush(): Promise<void>;
  /** Ends the server and removes its data. */
  release(): Promise<void>;
}

/** A Redis that a test may kill and start again; the data and the URL stay the same. */
export interface DisposableRedis {
  readonly url: string;
  /** Of the running server; changes at a restart. */
  readonly pid: number;
  /** SIGKILL: what a crash does. */
  kill(): Promise<void>;
  /** Starts it again on the same data; stops it cleanly first when it runs. */
  restart(): Promise<void>;
  release(): Promise<void>;
}

interface Leftover {
  readonly folder: string;
  pid: number;
}

/** What a test file that ends early (a failed hook, Ctrl-C) would leave behind. */
const leftovers = new Set<Leftover>();

process.once("exit", () => {
  for (const { folder, pid } of leftovers) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
    rmSync(folder, { recursive: true, force: true });
  }
});

/** How a test's Redis is started. */
export interface DisposableOptions {
  readonly appendfsync?: AppendFsync;
  readonly extraArguments?: readonly string[];
  /** False: on a port of the loopback address instead of a Unix socket. */
  readonly socket?: boolean;
  /** Where its folder is made: that of temporary files by default. */
  readonly under?: string;
}

async function start(directory: string, options: DisposableOptions): Promise<RedisServer> {
  const { appendfsync = "no", extraArguments = [], socket = true } = options;
  const started = await startRedisServer({
    binary: inject("redisBinary"),
    directory,
    appendfsync,
    extraArguments,
    socket,
  });
  if (started.outcome !== "started") throw new Error(started.reason);
  return started.server;
}

/**
 * Starts a Redis of its own, with AOF on, that may be killed and started again. `appendfsync` is `no` unless
 * given: what a killed process has written is safe with the operating system in any case.
 */
export async function startDisposableRedis(options: DisposableOptions = {}): Promise<DisposableRedis> {
  const folder = await mkdtemp(join(options.under ?? tmpdir(), "bosporus-test-"));
  let server = await start(folder, options);
  const leftover: Leftover = { folder, pid: server.pid };
  leftovers.add(leftover);
  return {
    url: server.url,
    get pid() {
      return server.pid;
    },
    kill: () => server.kill(),
    async restart() {
      await server.stop();
      server = await start(folder, options);
      leftover.pid = server.pid;
    },
    async release() {
      await server.kill();
      leftovers.delete(leftover);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a Redis for one test file: call it in `beforeAll`, `release` in `afterAll`. */
export async function acquireRedis(): Promise<TestRedis> {
  const redis = await startDisposableRedis();
  const connection = new Redis({ path: redis.url.slice("unix://".length) });
  connection.on("error", () => undefined);
  return {
    url: redis.url,
    async flush() {
      await connection.flushall("SYNC");
    },
    async release() {
      connection.disconnect();
      await redis.release();
    },
  };
}
