import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { RedisConnections } from "../../src/store/redis-connections.js";
import { StreamWatch } from "../../src/store/stream-watch.js";
import { eventually } from "../support/product.js";
import { type DisposableRedis, startDisposableRedis } from "../support/redis.js";

let server: DisposableRedis;
let plain: Redis;
let watch: StreamWatch;

beforeAll(async () => {
  server = await startDisposableRedis();
  plain = new Redis(connectionOptions(server.url));
  plain.on("error", () => undefined);
  const settings = {
    url: server.url,
    timeoutMs: 3_000,
    sentinel: undefined,
    cluster: undefined,
    ranges: undefined,
    tls: undefined,
    waitReplicas: 0,
  };
  const waiting = new RedisConnections(settings).forWaiting(StreamWatch.blockMs);
  waiting.on("error", () => undefined);
  watch = new StreamWatch(waiting, plain);
  watch.start();
});
afterAll(async () => {
  watch.stop();
  plain.disconnect();
  await server.release();
});

/** Whether somebody who waits for an entry is told of one that comes. */
async function isTold(key: string): Promise<boolean> {
  let told = false;
  const watcher = {
    key,
    after: "0-0",
    wake() {
      told = true;
    },
  };
  watch.add(watcher);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await plain.xadd(key, "*", "chunk", "1");
  await eventually(
    async () => told,
    (is) => is,
  );
  watch.delete(watcher);
  return told;
}

async function blockedReads(): Promise<string[]> {
  const clients = String(await plain.client("LIST"));
  return [...clients.matchAll(/^id=(\d+) .*cmd=xread /gm)].map(([, id]) => id ?? "");
}

test("a read that was cut settles: who waits is told of what comes after CLIENT KILL", async () => {
  expect(await isTold("before")).toBe(true);
  const idle = { key: "idle", after: "0-0", wake: () => undefined };
  watch.add(idle);
  for (let round = 0; round < 3; round++) {
    const [id = ""] = await eventually(blockedReads, (ids) => ids.length > 0);
    await plain.client("KILL", "ID", id);
    expect(await isTold(`after ${round}`)).toBe(true);
  }
  watch.delete(idle);
});

test("a read that was cut settles: who waits is told of what comes after a restart of Redis", async () => {
  const idle = { key: "idle", after: "0-0", wake: () => undefined };
  watch.add(idle);
  await eventually(blockedReads, (ids) => ids.length > 0);
  await server.kill();
  await server.restart();
  expect(await isTold("after the restart")).toBe(true);
  watch.delete(idle);
});
