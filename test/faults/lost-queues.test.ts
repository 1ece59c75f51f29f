import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LIMITS } from "../../src/domain/limits.js";
import { createLog } from "../../src/log.js";
import { FIRST_CELL, partitionKey, QUEUE_NAMES, QUEUE_PREFIX } from "../../src/store/keys.js";
import { RedisConnections } from "../../src/store/redis-connections.js";
import { QueueWorker } from "../../src/workers/queue-worker.js";
import { Endpoint } from "../support/endpoint.js";
import { eventually, Product } from "../support/product.js";
import { type Server, startServer } from "./servers.js";

const OUTBOX = partitionKey("outbox");

let server: Server;
let redis: Redis;
let product: Product;
let endpoint: Endpoint;

beforeEach(async () => {
  server = await startServer();
  redis = server.admin;
  endpoint = await Endpoint.start();
  product = await Product.start({
    redis: server.redis,
    environment: { SWEEP_INTERVAL: "200ms", HEARTBEAT_INTERVAL: "300ms", STALE_THRESHOLD: "1s" },
  });
});
afterEach(async () => {
  await product.stop();
  endpoint.stop();
  await server.release();
});

async function loseQueues(): Promise<void> {
  for (const key of await redis.keys(`${QUEUE_PREFIX}*`)) await redis.unlink(key);
}

async function becomes(id: string, wanted: string): Promise<void> {
  const run = await eventually(
    () => product.run(id),
    ({ status }) => status === wanted,
  );
  expect([id, run.status]).toEqual([id, wanted]);
}

test("sweep, timers, dispatches and schedules go on when BullMQ's data is lost", {
  timeout: 120_000,
}, async () => {
  product.startWorker();
  const url = endpoint.url((_, response) => response.end('"done"'));
  const http = await product.createJob({ endpoint_url: url, execution_mode: "http" });
  await becomes((await product.trigger(http.id)).id, "completed");
  const pull = await product.createJob({ max_attempts: 1 });
  const silent = await product.trigger(pull.id);
  await product.executor("POST", silent, "heartbeat");
  const scheduled = await product.createJob({ cron: "* * * * *" });
  const connection = redis.duplicate({ maxRetriesPerRequest: null });
  connection.on("error", () => undefined);
  const schedule = new Queue(QUEUE_NAMES.cron, { connection, prefix: QUEUE_PREFIX });
  const scheduler = () => schedule.getJobScheduler(scheduled.id);
  expect(await eventually(scheduler, (one) => one !== undefined)).toBeDefined();
  await loseQueues();
  expect(await scheduler()).toBeUndefined();
  await becomes(silent.id, "crashed");
  await becomes((await product.trigger(http.id)).id, "completed");
  expect(await eventually(scheduler, (one) => one !== undefined, 60_000)).toBeDefined();
  await schedule.close();
  connection.disconnect();
});

/** What is left of a job when BullMQ's data was lost in part. */
const STRAYS: Record<string, (queue: string, id: string) => Promise<unknown>> = {
  "its job is in no list": (queue) => redis.del(`${queue}:wait`),
  "its job has lost its data": (queue, id) => redis.del(`${queue}:${id}`),
  "its job was kept as failed": (queue, id) =>
    redis.multi().del(`${queue}:wait`).zadd(`${queue}:failed`, 1, id).exec(),
};

test.each(Object.keys(STRAYS))("what follows an end comes although %s", async (name) => {
  const told: string[] = [];
  const url = endpoint.url((call, response) => {
    told.push(call.path);
    response.writeHead(told.length === 1 ? 500 : 200).end();
  });
  await product.control("POST", "/v1/webhooks/subscriptions", { webhook_url: url, event_types: ["*"] });
  const run = await product.trigger((await product.createJob()).id);
  await product.executor("POST", run, "complete", {});
  const [member = ""] = await redis.zrange(partitionKey("endings"), 0, 0);
  const [, number = ""] = member.split(" ");
  const timers = `${QUEUE_PREFIX}:${QUEUE_NAMES.timers}`;
  const connection = redis.duplicate({ maxRetriesPerRequest: null });
  const queue = new Queue(QUEUE_NAMES.timers, { connection, prefix: QUEUE_PREFIX });
  const jobId = `ended-${run.id}-${number}`;
  await queue.add("ended", { kind: "ended", run: run.id, number }, { jobId });
  await STRAYS[name]?.(timers, jobId);
  product.startWorker();
  // As when a minute has passed; once more when the first has found what was left.
  const soon = async (key: "endings" | "deliveries_due"): Promise<void> => {
    for (const id of await redis.zrange(partitionKey(key), 0, -1))
      await redis.zadd(partitionKey(key), "XX", 0, id);
  };
  const comes = (count: number, key: "endings" | "deliveries_due") =>
    eventually(
      async () => {
        await soon(key);
        return told.length;
      },
      (seen) => seen >= count,
    );
  expect(await comes(1, "endings")).toBe(1);
  // The delivery waits for its next attempt.
  const webhooks = `${QUEUE_PREFIX}:${QUEUE_NAMES.webhooks}`;
  await eventually(
    () => redis.zcard(`${webhooks}:delayed`),
    (count) => count > 0,
  );
  const [again = ""] = await redis.zrange(`${webhooks}:delayed`, 0, 0);
  await redis.del(`${webhooks}:delayed`);
  if (name === "its job has lost its data") await redis.del(`${webhooks}:${again}`);
  expect(await comes(2, "deliveries_due")).toBe(2);
  await queue.close();
  connection.disconnect();
});

test("one damaged run stops neither the sweep nor its neighbours, and is told once", {
  timeout: 60_000,
}, async () => {
  const worker = product.startWorker();
  const job = await product.createJob({ max_attempts: 1 });
  const due = async () =>
    product.trigger(job.id, { scheduled_at: new Date(Date.now() + 3_000).toISOString() });
  const [damaged, healthy] = [await due(), await due()];
  const silent = [await product.trigger(job.id), await product.trigger(job.id)];
  for (const run of silent) await product.executor("POST", run, "heartbeat");
  const keyOf = (id: string) => partitionKey("run", id);
  // One that is due has lost its hash's form, one that is silent what it was made with.
  await redis.multi().del(keyOf(damaged.id)).set(keyOf(damaged.id), "?").exec();
  await redis.hset(keyOf(silent[0]?.id ?? ""), "origin", "?");
  await becomes(healthy.id, "queued");
  await becomes(silent[1]?.id ?? "", "crashed");
  const told = (id: string) =>
    worker
      .output()
      .split("\n")
      .filter((line) => line.includes("is damaged") && line.includes(id)).length;
  for (const id of [damaged.id, silent[0]?.id ?? ""]) {
    await eventually(
      async () => told(id),
      (count) => count > 0,
    );
  }
  // Some more sweeps, which meet the silent one again.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect([told(damaged.id), told(silent[0]?.id ?? "")]).toEqual([1, 1]);
  const listed = await redis.zrange(partitionKey("damaged"), 0, -1);
  expect(listed.sort()).toEqual([damaged.id, silent[0]?.id].sort());
});

test("consumers of workers that are gone leave the group of the outbox", { timeout: 180_000 }, async () => {
  await redis.xgroup("CREATE", OUTBOX, "relay", "0", "MKSTREAM");
  await redis.xgroup("CREATECONSUMER", OUTBOX, "relay", "gone");
  // This one had taken something: that is another's work before it leaves.
  await redis.xadd(OUTBOX, "*", "kind", "cancel-children", "run", "none", "number", "1", "at", "1");
  await redis.xreadgroup("GROUP", "relay", "busy", "COUNT", 1, "STREAMS", OUTBOX, ">");
  await new Promise((resolve) => setTimeout(resolve, LIMITS.consumerIdleMs + 500));
  product.startWorker();
  const names = async (): Promise<string[]> => {
    const all = (await redis.xinfo("CONSUMERS", OUTBOX, "relay")) as unknown[][];
    return all.map((fields) => String(fields[1]));
  };
  const isLeft = (all: string[]): boolean =>
    !all.includes("gone") && !all.includes("busy") && all.length === 1;
  expect(await eventually(names, isLeft, 120_000)).toHaveLength(1);
  expect(await redis.xlen(OUTBOX)).toBe(0);
});

test("a queue worker that takes nothing while its queue grows is made anew", async () => {
  const settings = {
    url: server.redis.url,
    timeoutMs: 3_000,
    sentinel: undefined,
    cluster: undefined,
    ranges: undefined,
    tls: undefined,
    waitReplicas: 0,
  };
  const connections = new RedisConnections(settings);
  const connection = connections.forBackground();
  const queue = new Queue<string>("stuck", { connection, prefix: QUEUE_PREFIX });
  const taken: string[] = [];
  const worker = new QueueWorker<string>({
    keys: FIRST_CELL,
    queue,
    concurrency: 2,
    process: async (job) => {
      taken.push(job.data);
    },
    options: {},
    connect: () => connections.forQueueWorker(),
    telemetry: undefined,
    log: createLog("silent", false),
    lookEveryMs: 100,
  });
  await queue.add("one", "one");
  await eventually(
    async () => taken.length,
    (count) => count === 1,
  );
  // What a read that never returns is to the outside.
  await worker.current.pause(true);
  await queue.add("two", "two");
  await eventually(
    async () => taken.length,
    (count) => count === 2,
  );
  expect(taken).toEqual(["one", "two"]);
  await worker.close();
  await queue.close();
  connection.disconnect();
});
