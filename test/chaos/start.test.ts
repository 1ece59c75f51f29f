import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import {
  catalogKey,
  PARTITION_PREFIX,
  partitionKey,
  QUEUE_NAMES,
  QUEUE_PREFIX,
} from "../../src/store/keys.js";
import { eventually, Product } from "../support/product.js";
import { insistAsControl } from "./clients.js";

const DUE = partitionKey("due");
const OUTBOX = partitionKey("outbox");

let product: Product;
let redis: Redis;
let connection: Redis;
let cron: Queue;

beforeEach(async () => {
  product = await Product.start({ appendfsync: "always", environment: { SWEEP_INTERVAL: "200ms" } });
  redis = new Redis(connectionOptions(product.redis.url));
  redis.on("error", () => undefined);
  connection = new Redis({ ...connectionOptions(product.redis.url), maxRetriesPerRequest: null });
  connection.on("error", () => undefined);
  cron = new Queue(QUEUE_NAMES.cron, { connection, prefix: QUEUE_PREFIX });
  cron.on("error", () => undefined);
});
afterEach(async () => {
  await cron.close();
  connection.disconnect();
  redis.disconnect();
  await product.stop();
});

// biome-ignore lint/suspicious/noExplicitAny: runs as the API shows them
async function runsOf(jobId: string): Promise<any[]> {
  return (await insistAsControl(product, "GET", `/v1/runs?job_id=${jobId}&limit=100`)).body.data;
}

async function restartRedis(): Promise<void> {
  await product.redis.kill();
  await product.redis.restart();
  await eventually(
    () => product.call("GET", "/health/ready"),
    ({ status }) => status === 200,
  );
}

/** Kills workers in different places of their work until `done` holds, then lets one live. */
async function killUntil(done: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 4 && !(await done()); round++) {
    const worker = product.startWorker();
    await eventually(done, (is) => is, 400 + round * 1500);
    await worker.kill();
  }
  product.startWorker();
}

describe("what a window holds, while workers and Redis are killed", () => {
  it("becomes one run a debounce key, and every payload of a batch is in exactly one run", async () => {
    const debounced = await product.createJob({ debounce_window_secs: 1 });
    const batched = await product.createJob({ batch_window_secs: 1, batch_max_size: 4 });
    const keys = Array.from({ length: 5 }, (_, n) => `k${n}`);
    for (let n = 0; n < 10; n++) {
      const key = keys[n % 5];
      await insistAsControl(product, "POST", `/v1/jobs/${debounced.id}/trigger`, {
        payload: n,
        debounce_key: key,
      });
      await insistAsControl(product, "POST", `/v1/jobs/${batched.id}/trigger`, {
        payload: n,
        batch_key: key,
      });
    }
    await insistAsControl(product, "POST", `/v1/jobs/${batched.id}/trigger`, { payload: 10 });
    await restartRedis();
    const all = async () => (await runsOf(debounced.id)).length + (await runsOf(batched.id)).length >= 11;
    await killUntil(all);
    await eventually(all, (is) => is);
    expect((await runsOf(debounced.id)).map(({ payload }) => payload).sort()).toEqual([5, 6, 7, 8, 9]);
    const payloads = (await runsOf(batched.id)).flatMap(({ payload }) => payload);
    expect(payloads.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await redis.keys(`${PARTITION_PREFIX}held:*`)).toEqual([]);
    expect(await redis.keys(`${PARTITION_PREFIX}holding:*`)).toEqual([]);
    await eventually(
      () => redis.xlen(OUTBOX),
      (length) => length === 0,
    );
    expect(await redis.xlen(OUTBOX)).toBe(0);
  });

  it("becomes a run by the sweep alone, when its timer is lost with all of BullMQ's data", async () => {
    const job = await product.createJob({ debounce_window_secs: 2 });
    await insistAsControl(product, "POST", `/v1/jobs/${job.id}/trigger`, { payload: "kept" });
    await redis.del(OUTBOX);
    expect(await redis.zcard(DUE)).toBe(1);
    product.startWorker();
    await eventually(
      () => runsOf(job.id),
      (runs) => runs.length > 0,
    );
    expect(await runsOf(job.id)).toMatchObject([{ payload: "kept", triggered_by: "debounce" }]);
  });
});

describe("a schedule, while workers are killed", () => {
  it("reaches BullMQ, and each of its ticks is one run", async () => {
    // No worker lives while the job is made and changed.
    const job = await product.createJob({ cron: "0 1 * * *" });
    await insistAsControl(product, "PATCH", `/v1/jobs/${job.id}`, { cron: "0 2 * * *" });
    const inStep = async () => (await cron.getJobScheduler(job.id))?.pattern === "0 2 * * *";
    await killUntil(inStep);
    expect(await eventually(inStep, (is) => is)).toBe(true);
    for (let tick = 1; tick <= 3; tick++) {
      const [planned] = (await cron.getDelayed()).filter(({ data }) => data.job === job.id);
      await planned?.promote();
      await killUntil(
        async () => (await redis.hget(catalogKey("cron_ticks"), job.id)) === String(planned?.opts.prevMillis),
      );
      await eventually(
        () => cron.getDelayed(),
        (left) => left.some(({ data, id }) => data.job === job.id && id !== planned?.id),
      );
      await eventually(
        () => runsOf(job.id),
        (runs) => runs.length >= tick,
      );
      expect(await runsOf(job.id)).toHaveLength(tick);
    }
  });
});
