import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { partitionKey } from "../../src/store/keys.js";
import { Endpoint } from "../support/endpoint.js";
import { eventually, Product, type TriggeredRun } from "../support/product.js";

const OUTBOX = partitionKey("outbox");

let product: Product;
let redis: Redis;
let endpoint: Endpoint;

beforeEach(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start({
    appendfsync: "always",
    environment: { SWEEP_INTERVAL: "200ms", HEARTBEAT_INTERVAL: "2s", STALE_THRESHOLD: "8s" },
  });
  redis = new Redis(connectionOptions(product.redis.url));
  redis.on("error", () => undefined);
});
afterEach(async () => {
  redis.disconnect();
  endpoint.stop();
  await product.stop();
});

/** A run that starts in a moment: its start goes through the outbox. */
const delayed = (jobId: string): Promise<TriggeredRun> =>
  product.trigger(jobId, { scheduled_at: new Date(Date.now() + 1_500).toISOString() });

async function completed(run: TriggeredRun): Promise<void> {
  const done = await eventually(
    () => product.run(run.id),
    ({ finished_at }) => finished_at !== undefined,
  );
  expect(done.status).toBe("completed");
  const { body } = await product.control("GET", `/v1/runs/${run.id}/events?type=state_change&limit=100`);
  const ends = body.data.filter((one: { data: { to: string } }) => one.data.to === "completed");
  expect(ends).toHaveLength(1);
}

async function drained(): Promise<void> {
  const length = await eventually(
    () => redis.xlen(OUTBOX),
    (left) => left === 0,
  );
  expect(length).toBe(0);
}

describe("the outbox", () => {
  it("survives workers and Redis that are killed again and again while it is emptied", async () => {
    const url = endpoint.url((_, response) => setTimeout(() => response.end("1"), 5));
    const job = await product.createJob({ endpoint_url: url, max_attempts: 20, retry_strategy: "fixed" });
    const runs: TriggeredRun[] = [];
    for (let round = 0; round < 3; round++) {
      runs.push(...(await Promise.all(Array.from({ length: 40 }, () => delayed(job.id)))));
      const worker = product.startWorker();
      await eventually(
        async () => endpoint.calls(url).length,
        (count) => count >= round * 40 + 3,
      );
      await worker.kill();
      await product.redis.kill();
      await product.redis.restart();
      await eventually(
        () => product.call("GET", "/health/ready"),
        ({ status }) => status === 200,
      );
    }
    product.startWorker();
    for (const run of runs) await completed(run);
    await drained();
  });

  it("gives what a dead relay had read to a living one", async () => {
    const url = endpoint.url((_, response) => response.end("1"));
    const job = await product.createJob({ endpoint_url: url });
    const runs = [await delayed(job.id), await delayed(job.id)];
    // A relay reads, and is killed before it hands anything over.
    await redis.xgroup("CREATE", OUTBOX, "relay", "0", "MKSTREAM");
    const read = (await redis.xreadgroup("GROUP", "relay", "dead", "STREAMS", OUTBOX, ">")) as [
      string,
      [string, string[]][],
    ][];
    const entries = read[0]?.[1].map(([id]) => id) ?? [];
    expect(entries).toHaveLength(2);
    product.startWorker();
    runs.push(await product.trigger(job.id));
    await completed(runs[2] as TriggeredRun);
    // A quarter of a minute later.
    await redis.call("XCLAIM", OUTBOX, "relay", "dead", "0", ...entries, "IDLE", "16000", "JUSTID");
    for (const run of runs) await completed(run);
    await drained();
    expect(endpoint.calls(url)).toHaveLength(3);
  });

  it("hands an entry over twice without calling the endpoint twice", async () => {
    const url = endpoint.url((_, response) => response.end("1"));
    const job = await product.createJob({ endpoint_url: url });
    const run = await delayed(job.id);
    const [[, fields] = ["", []]] = await redis.xrange(OUTBOX, "-", "+");
    for (let copy = 0; copy < 3; copy++) await redis.xadd(OUTBOX, "*", ...fields);
    product.startWorker();
    await completed(run);
    await redis.xadd(OUTBOX, "*", ...fields);
    await drained();
    const after = await product.trigger(job.id);
    await completed(after);
    expect(endpoint.calls(url)).toHaveLength(2);
  });
});

describe("a worker that is killed while endpoints work for it", () => {
  it("leaves the runs to another one: the next attempt, after the lost heartbeat", async () => {
    const url = endpoint.url(({ headers }, response) => {
      if (headers["x-attempt"] !== "1") response.end('"second"');
    });
    const job = await product.createJob({ endpoint_url: url, max_concurrency: 3 });
    const worker = product.startWorker();
    const runs = await Promise.all(Array.from({ length: 3 }, () => product.trigger(job.id)));
    await eventually(
      async () => endpoint.calls(url).length,
      (count) => count === 3,
    );
    await worker.kill();
    for (const { id } of runs) await product.fallSilent(id);
    product.startWorker();
    for (const run of runs) {
      await completed(run);
      expect(await product.run(run.id)).toMatchObject({ attempt: 2, result: "second" });
    }
    await drained();
  });

  it("stops in order on SIGTERM: open calls end, and nothing is left to another one", async () => {
    const url = endpoint.url((_, response) => setTimeout(() => response.end('"done"'), 300));
    const job = await product.createJob({ endpoint_url: url, max_attempts: 1 });
    const worker = product.startWorker();
    const runs = await Promise.all(Array.from({ length: 5 }, () => product.trigger(job.id)));
    await eventually(
      async () => endpoint.calls(url).length,
      (count) => count === 5,
    );
    expect(await worker.stop()).toBe(0);
    for (const run of runs) expect(await product.run(run.id)).toMatchObject({ status: "completed" });
  });
});
