import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { socketFolder } from "../../src/embedded/directory-claim.js";
import {
  type RedisServer,
  type RedisServerOptions,
  startRedisServer,
} from "../../src/embedded/redis-server.js";
import { connectionOptions } from "../../src/store/connection.js";
import { memorySettings } from "../../src/store/memory-settings.js";

let base: string;
let directory: string;
const running: RedisServer[] = [];

async function start(options: Partial<RedisServerOptions> = {}): Promise<RedisServer> {
  const binary = inject("redisBinary");
  const started = await startRedisServer({ binary, directory, appendfsync: "always", ...options });
  if (started.outcome !== "started") throw new Error(started.reason);
  running.push(started.server);
  return started.server;
}

async function withClient<T>(
  server: { readonly url: string },
  use: (redis: Redis) => Promise<T>,
): Promise<T> {
  const redis = new Redis({ ...connectionOptions(server.url) });
  redis.on("error", () => undefined);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "bosporus-test-"));
  directory = base;
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  await rm(base, { recursive: true, force: true });
});

describe("a started server", () => {
  it("loses nothing at a crash or a system failure, and evicts nothing", async () => {
    const server = await start();
    const read = async (redis: Redis, name: string) => (await redis.config("GET", name)) as string[];
    await withClient(server, async (redis) => {
      expect(await read(redis, "appendonly")).toEqual(["appendonly", "yes"]);
      expect(await read(redis, "appendfsync")).toEqual(["appendfsync", "always"]);
      expect(await read(redis, "maxmemory-policy")).toEqual(["maxmemory-policy", "noeviction"]);
      // A run that has ended keeps half as much.
      expect((await memorySettings(redis)).advice).toBeUndefined();
      expect(await read(redis, "save")).toEqual(["save", ""]);
      expect(await read(redis, "port")).toEqual(["port", "0"]);
    });
  });

  it("is open to its own user alone", async () => {
    const server = await start({ directory: join(directory, "inner") });
    expect(statSync(server.url.slice("unix://".length)).mode & 0o777).toBe(0o700);
    expect(statSync(join(directory, "inner")).mode & 0o777).toBe(0o700);
  });

  it("listens on the loopback address alone when no socket is wanted, and keeps its port", async () => {
    const first = await start({ socket: false });
    expect(first.url).toMatch(/^redis:\/\/127\.0\.0\.1:\d+$/);
    await withClient(first, async (redis) => {
      expect(await redis.config("GET", "bind")).toEqual(["bind", "127.0.0.1"]);
      await redis.set("key", "kept");
    });
    await first.stop();
    const second = await start({ socket: false });
    expect(second.url).toBe(first.url);
    expect(await withClient(second, (redis) => redis.get("key"))).toBe("kept");
  });

  it("uses a socket elsewhere when the directory's path is too long for one", async () => {
    directory = join(directory, "d".repeat(60), "e".repeat(60), "with a space");
    const server = await start();
    const path = server.url.slice("unix://".length);
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
    expect(path.startsWith(directory)).toBe(false);
    await withClient(server, (redis) => redis.set("key", "kept"));
    await server.stop();
    expect(existsSync(join(directory, "appendonlydir"))).toBe(true);
    const again = await start();
    expect(again.url).toBe(server.url);
    expect(await withClient(again, (redis) => redis.get("key"))).toBe("kept");
    await again.kill();
    await rm(await socketFolder(directory), { recursive: true, force: true });
  });
});

describe("starting again", () => {
  it("finds the data after a stop", async () => {
    const first = await start({ appendfsync: "no" });
    await withClient(first, (redis) => redis.set("key", "kept"));
    await first.stop();
    expect(existsSync(first.url.slice("unix://".length))).toBe(false);
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await withClient(second, (redis) => redis.get("key"))).toBe("kept");
  });

  it("finds the data after a SIGKILL, over the stale socket", async () => {
    const first = await start();
    await withClient(first, (redis) => redis.set("key", "kept"));
    await first.kill();
    expect(existsSync(first.url.slice("unix://".length))).toBe(true);
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(await withClient(second, (redis) => redis.get("key"))).toBe("kept");
  });

  it("waits until a data set is loaded", async () => {
    const first = await start({ appendfsync: "no" });
    await withClient(first, (redis) =>
      redis.eval("for i = 1, 5000 do redis.call('SET', 'key:' .. i, i) end", 0),
    );
    await first.kill();
    // Loading is slowed down, so that the first answers are LOADING.
    const second = await start({
      extraArguments: ["--key-load-delay", "20", "--loading-process-events-interval-bytes", "1024"],
    });
    expect(await withClient(second, (redis) => redis.dbsize())).toBe(5000);
  });

  it("refuses a directory on which a server of a live process runs", async () => {
    const first = await start();
    const binary = inject("redisBinary");
    const second = await startRedisServer({ binary, directory, appendfsync: "always" });
    expect(second).toEqual({
      outcome: "occupied",
      reason: `Another start (pid ${process.pid}) is running on ${directory}: stop it, or use another data directory`,
    });
    expect(await withClient(first, (redis) => redis.ping())).toBe("PONG");
  });

  it("lets exactly one of several simultaneous starts have the directory, also over stale sockets", async () => {
    const first = await start();
    await first.kill();
    const binary = inject("redisBinary");
    const starts = await Promise.all(
      Array.from({ length: 4 }, () => startRedisServer({ binary, directory, appendfsync: "always" })),
    );
    for (const one of starts) if (one.outcome === "started") running.push(one.server);
    expect(starts.map((one) => one.outcome).sort()).toEqual(["occupied", "occupied", "occupied", "started"]);
  });

  it.each([["with"], ["without"]])(
    "ends a server that outlived its parent, %s its pid file, and keeps its data",
    async (pidFile) => {
      const socket = join(await socketFolder(directory), "redis.sock");
      const orphan = spawn(
        inject("redisBinary"),
        [
          "--dir",
          directory,
          "--pidfile",
          join(directory, "redis.pid"),
          "--port",
          "0",
          "--unixsocket",
          socket,
          "--appendonly",
          "yes",
          "--appendfsync",
          "no",
          "--save",
          "",
        ],
        { stdio: "ignore" },
      );
      const ended = once(orphan, "exit");
      await withClient({ url: `unix://${socket}` }, (redis) => redis.set("key", "kept"));
      if (pidFile === "without") await rm(join(directory, "redis.pid"));
      const server = await start();
      expect(await ended).toEqual([0, null]);
      expect(server.pid).not.toBe(orphan.pid);
      expect(await withClient(server, (redis) => redis.get("key"))).toBe("kept");
    },
  );

  it("says in one line why a server cannot start", async () => {
    const binary = inject("redisBinary");
    const start = await startRedisServer({
      binary,
      directory,
      appendfsync: "always",
      extraArguments: ["--no-such-setting", "1"],
    });
    expect(start).toMatchObject({
      outcome: "failed",
      reason: expect.stringMatching(/^redis-server on .* ended at its start: .+$/),
    });
    await mkdir(join(directory, "appendonlydir", "appendonly.aof.manifest"), { recursive: true });
    const broken = await startRedisServer({ binary, directory, appendfsync: "always" });
    expect(broken).toMatchObject({ outcome: "failed", reason: expect.stringContaining("append") });
  });

  it("says so when the program is none", async () => {
    const start = await startRedisServer({
      binary: join(directory, "nothing"),
      directory,
      appendfsync: "always",
    });
    expect(start).toMatchObject({ outcome: "failed", reason: expect.stringContaining("ended at its start") });
  });
});
