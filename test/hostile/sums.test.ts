import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../src/domain/limits.js";
import { connectionOptions } from "../../src/store/connection.js";
import { type PartitionKey, partitionKey } from "../../src/store/keys.js";
import { type HttpAnswer, Product, type TriggeredRun } from "../support/product.js";

let product: Product;
let redis: Redis;
let jobId: string;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start();
  redis = new Redis(connectionOptions(product.redis.url));
  jobId = (await product.createJob()).id;
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

async function newRun(): Promise<void> {
  run = await product.trigger(jobId);
  await product.executor("POST", run, "heartbeat");
}

const post = (operation: string, body: unknown): Promise<HttpAnswer> =>
  product.executor("POST", run, operation, body);
const read = async (what: string) => (await product.control("GET", `/v1/runs/${run.id}/${what}`)).body;

/** Posts the bodies as batches of what fits into one, all of which must be accepted. */
async function all(op: string, bodies: readonly object[]): Promise<void> {
  for (let from = 0; from < bodies.length; from += LIMITS.batchOperations) {
    const operations = bodies.slice(from, from + LIMITS.batchOperations).map((body) => ({ op, body }));
    const { status, text } = await post("batch", { operations });
    expect(status, text).toBe(200);
  }
}

async function fill(count: number, act: (index: number) => Promise<HttpAnswer>): Promise<void> {
  for (let index = 0; index < count; index++) {
    const { status, text } = await act(index);
    expect(status, text).toBeLessThan(300);
  }
}

describe("what executors report is summed as far as numbers hold it:", () => {
  const AMOUNTS = ["prompt_tokens", "completion_tokens", "total_tokens", "cost_microusd"] as const;
  const usage = (amount: string, value: number) => ({
    ...{ provider: "p", model: "m", prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    [amount]: value,
  });

  test.each(AMOUNTS)("%s", async (amount) => {
    await newRun();
    expect((await post("usage", usage(amount, LIMITS.sum - 1))).status).toBe(201);
    const before = await read("usage/totals");
    const refused = await post("usage", usage(amount, 2));
    expect([refused.status, refused.body.error.code]).toEqual([422, "validation_failed"]);
    const operations = [
      { op: "state", body: { key: "k", value: 1 } },
      { op: "log", body: { message: "m" } },
      { op: "usage", body: usage(amount, 1) },
      { op: "usage", body: usage(amount, 1) },
    ];
    expect((await post("batch", { operations })).status).toBe(422);
    expect(await read("usage/totals")).toEqual(before);
    expect(await read("state")).toEqual([]);
    expect((await read("events?type=log")).data).toEqual([]);
    expect((await post("batch", { operations: operations.slice(0, 3) })).status).toBe(200);
    expect(await read("usage/totals")).toMatchObject({ records: 2, [amount]: LIMITS.sum });
  });

  test("a total that is not given is reckoned, and refused like one that is", async () => {
    await newRun();
    const tokens = { provider: "p", model: "m", prompt_tokens: LIMITS.sum, completion_tokens: LIMITS.sum };
    expect((await post("usage", tokens)).status).toBe(422);
    expect((await read("usage/totals")).records).toBe(0);
  });
});

describe("what a run keeps is bounded in bytes:", () => {
  test("models of its usage", async () => {
    await newRun();
    const usage = (model: string) => ({ provider: "p", model, total_tokens: 1 });
    await all(
      "usage",
      Array.from({ length: LIMITS.usageModels }, (_, index) => usage(`m${index}`)),
    );
    expect((await post("usage", usage("one more"))).status).toBe(400);
    expect((await post("usage", usage("m0"))).status).toBe(201);
    const totals = await read("usage/totals");
    expect([totals.records, Object.keys(totals.by_model).length]).toEqual([201, LIMITS.usageModels]);
  });

  const MIB = "x".repeat(1_000_000);

  test("outputs, of which a smaller value makes room", async () => {
    await newRun();
    await fill(8, (index) => post("output", { key: `k${index}`, value: MIB }));
    expect((await post("output", { key: "more", value: MIB })).status).toBe(400);
    const both = [
      { op: "state", body: { key: "k", value: 1 } },
      { op: "state", body: { key: "k", value: 1 } },
    ];
    expect((await post("batch", { operations: both })).status).toBe(200);
    expect((await post("output", { key: "k0", value: 1 })).status).toBe(201);
    expect((await post("output", { key: "more", value: MIB })).status).toBe(201);
    expect((await post("output", { key: "k1", value: MIB })).status).toBe(201);
  });

  test("state, of which deleting makes room", async () => {
    await newRun();
    const state = (index: number) => ({ key: `k${index}`, value: "x".repeat(65_000) });
    await fill(129, (index) => post("state", state(index)));
    expect((await post("state", state(129))).status).toBe(400);
    expect((await product.executor("DELETE", run, "state/k7")).status).toBeLessThan(300);
    expect((await post("state", state(129))).status).toBeLessThan(300);
  });

  test("runs that continue it, by their number and by their payloads", async () => {
    await newRun();
    await fill(16, () => post("continue", { payload: MIB }));
    expect((await post("continue", { payload: MIB })).status).toBe(400);
    await fill(LIMITS.continuations - 16, () => post("continue", { payload: 1 }));
    expect((await post("continue", { payload: 1 })).status).toBe(400);
  });

  test("payloads of its children that have not ended", async () => {
    await newRun();
    const spawn = () => post("spawn", { job_id: jobId, payload: MIB });
    const first = await spawn();
    await fill(66, spawn);
    expect((await spawn()).status).toBe(400);
    expect((await post("spawn", { job_id: jobId, payload: 1 })).status).toBe(201);
    expect((await product.control("DELETE", `/v1/runs/${first.body.id}`)).status).toBe(200);
    expect((await spawn()).status).toBe(201);
    expect((await spawn()).status).toBe(400);
  });

  const STREAMS: readonly (readonly [PartitionKey, string, (value: string) => object])[] = [
    ["tool_calls", "tool-call", (value) => ({ tool_name: "t", output: value })],
    ["events", "log", (value) => ({ message: "m", data: value })],
    ["checkpoints", "checkpoint", (value) => ({ state: value })],
    ["chunks", "stream", (value) => ({ chunk: value.slice(0, 262_144) })],
  ];
  test.each(STREAMS)("%s, whatever came first", async (name, operation, body) => {
    await newRun();
    const key = partitionKey(name, run.id);
    // Small ones do not tell how large the others are.
    await all(
      operation,
      Array.from({ length: 100 }, () => body("x".repeat(5_000))),
    );
    const count = name === "chunks" ? 80 : 30;
    await fill(count, (index) => post(operation, body(index.toString().padEnd(1_000_000, "x"))));
    const bytes = Number(await redis.memory("USAGE", key, "SAMPLES", 0));
    expect(bytes).toBeLessThanOrEqual(LIMITS.runStreamBytes);
    const [last] = await redis.xrevrange(key, "+", "-", "COUNT", 1);
    expect(JSON.stringify(last)).toContain(`${count - 1}xxx`);
    expect(await redis.xlen(key)).toBeGreaterThan(5);
  });
});
