import { rmSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { inject } from "vitest";
import { type AppendFsync, type RedisServer, startRedisServer } from "../../src/embedded/redis-server.js";
import { connectionOptions } from "../../src/store/connection.js";
import { freePort } from "./ports.js";

/** A Redis that a test may kill and start again; the data and the URL stay the same. */
export interface DisposableRedis {
  readonly url: string;
  /** How the product is told of it, as REDIS_CLUSTER; undefined: by the URL. */
  readonly cluster?: string;
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

/**
 * `alone`: as most have it; `slots`: a node of a cluster that has all slots, and refuses whatever touches two of them;
 * `node`: one that has not joined a cluster.
 */
export type ProcessKind = "alone" | "slots" | "node";

/** How a test's Redis is started. */
export interface DisposableOptions {
  readonly appendfsync?: AppendFsync;
  readonly extraArguments?: readonly string[];
  /** False: on a port of the loopback address instead of a Unix socket. */
  readonly socket?: boolean;
  readonly kind?: ProcessKind;
  /** Where its folder is made: that of temporary files by default. */
  readonly under?: string;
  /** Of whose files it begins with a copy: a backup. */
  readonly from?: string;
}

/** Gives the node all slots that it has not, and waits until it serves them: a node that starts does not for 2 s. */
async function serveAllSlots(url: string): Promise<void> {
  const redis = new Redis(connectionOptions(url));
  if (!/^cluster_slots_assigned:16384/m.test(String(await redis.call("CLUSTER", "INFO"))))
    await redis.call("CLUSTER", "ADDSLOTSRANGE", 0, 16_383);
  while (!/^cluster_state:ok/m.test(String(await redis.call("CLUSTER", "INFO")))) await delay(20);
  redis.disconnect();
}

async function start(directory: string, options: DisposableOptions): Promise<RedisServer> {
  const { appendfsync = "no", socket = true, kind } = options;
  const bus = kind === "slots" ? ["--cluster-port", String(await freePort())] : [];
  const isNode = kind === "slots" || kind === "node";
  const extraArguments = [
    ...(options.extraArguments ?? []),
    ...(isNode ? ["--cluster-enabled", "yes", ...bus] : []),
  ];
  const started = await startRedisServer({
    binary: inject("redisBinary"),
    directory,
    appendfsync,
    extraArguments,
    socket,
  });
  if (started.outcome !== "started") throw new Error(started.reason);
  if (kind === "slots") await serveAllSlots(started.server.url);
  return started.server;
}

/**
 * Starts a Redis of its own, with AOF on, that may be killed and started again. `appendfsync` is `no` unless
 * given: what a killed process has written is safe with the operating system in any case.
 */
export async function startRedisProcess(options: DisposableOptions): Promise<DisposableRedis> {
  const folder = await mkdtemp(join(options.under ?? tmpdir(), "bosporus-test-"));
  if (options.from !== undefined) await cp(options.from, folder, { recursive: true });
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
