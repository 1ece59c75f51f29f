import { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { METRICS } from "../../src/metrics/metrics.js";
import { connectionOptions } from "../../src/store/connection.js";
import { DueRuns } from "../../src/store/due-runs.js";
import { FIRST_CELL, partitionKey } from "../../src/store/keys.js";
import { Scripts } from "../../src/store/scripts.js";
import { Queues } from "../../src/workers/queues.js";
import { Relay } from "../../src/workers/relay.js";
import { SIGNING_KEY } from "../support/product.js";
import { acquireRedis, type TestRedis } from "../support/redis.js";

let server: TestRedis;
let redis: Redis;
let queues: Queues;
const outbox = partitionKey("outbox");
const logged: { level: number; kind?: string }[] = [];
const log = pino({ level: "info" }, { write: (line: string) => logged.push(JSON.parse(line)) });

beforeAll(async () => {
  server = await acquireRedis();
  redis = new Redis({ ...connectionOptions(server.url), maxRetriesPerRequest: null });
  queues = new Queues(redis, FIRST_CELL);
});
afterAll(async () => {
  await queues.close();
  redis.disconnect();
  await server.release();
});

const until = async (met: () => Promise<boolean>): Promise<void> => {
  while (!(await met())) await new Promise((resolve) => setTimeout(resolve, 20));
};

it("leaves an entry of a kind that it does not know for a worker that does, and says so", async () => {
  const unknown = METRICS.unknownOutboxEntries.cell().value;
  const blocking = redis.duplicate();
  const scripts = new Scripts(redis, FIRST_CELL, readConfig({ JWT_SIGNING_KEY: SIGNING_KEY }));
  const relay = new Relay({
    keys: FIRST_CELL,
    ...{ redis, blocking, queues, log, consumer: "one", nowMs: Date.now, replicas: 0 },
    dueRuns: new DueRuns(scripts),
  });
  const newer = await redis.xadd(outbox, "*", "kind", "teleport", "run", "r1", "number", "1", "at", "0");
  await redis.xadd(outbox, "*", "kind", "start", "run", "r2", "number", "1", "at", "0");
  relay.start();
  await until(async () => (await queues.timers.getJob("start-r2-1")) !== undefined);
  await until(async () => (await redis.xlen(outbox)) === 1);
  await relay.stop();
  expect(await queues.timers.getJobCountByTypes("wait", "delayed")).toBe(1);
  expect(await redis.xpending(outbox, "relay")).toEqual([1, newer, newer, [["one", "1"]]]);
  expect(logged).toContainEqual(expect.objectContaining({ level: 50, kind: "teleport" }));
  expect(METRICS.unknownOutboxEntries.cell().value).toBe(unknown + 1);
});
