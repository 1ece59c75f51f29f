import { expect, test } from "vitest";
import { partitionKey, QUEUE_NAMES, QUEUE_PREFIX } from "../../src/store/keys.js";
import { Endpoint } from "../support/endpoint.js";
import { eventually, Product } from "../support/product.js";
import { follow, startServer } from "./servers.js";

test("a heartbeat waits for no replica, and behind no write that does", { timeout: 120_000 }, async () => {
  const [primary, replica] = await Promise.all([startServer(), startServer()]);
  await follow(primary, replica);
  const product = await Product.start({ redis: primary.redis, environment: { REDIS_WAIT_REPLICAS: "1" } });
  try {
    const run = await product.trigger((await product.createJob()).id);
    await product.executor("POST", run, "heartbeat");
    const claim = { worker_id: "idle", queues: ["none"], wait_ms: 0 };
    expect((await product.control("POST", "/v1/workers/claim", claim)).status).toBe(200);
    await replica.redis.kill();
    await primary.admin.config("SET", "slowlog-log-slower-than", "0", "slowlog-max-len", "1000");
    expect((await product.executor("POST", run, "log", { message: "m" })).status).toBe(503);
    expect((await product.control("DELETE", "/v1/workers/idle")).status).toBe(503);
    expect((await product.executor("POST", run, "heartbeat")).status).toBe(200);
    const calls = (await primary.admin.slowlog("GET", "1000")) as [
      number,
      number,
      number,
      string[],
      string,
    ][];
    const sourceOf = (name: string, part: string): string | undefined =>
      calls.find(
        ([, , , call]) => call[0]?.toLowerCase() === name && call.some((text) => text.includes(part)),
      )?.[4];
    const [waits, beats] = [sourceOf("fcall", "append"), sourceOf("zadd", run.id)];
    // A connection that waits carries nothing else meanwhile.
    expect(waits).toMatch(/^127/);
    expect(beats).toMatch(/^127/);
    expect(beats).not.toBe(waits);
  } finally {
    await product.stop();
    await replica.release();
    await primary.release();
  }
});

test("what follows a write leaves the outbox when a replica has it, and not before", {
  timeout: 120_000,
}, async () => {
  const [primary, replica] = await Promise.all([startServer(), startServer()]);
  await follow(primary, replica);
  const endpoint = await Endpoint.start();
  const product = await Product.start({ redis: primary.redis, environment: { REDIS_WAIT_REPLICAS: "1" } });
  try {
    const url = endpoint.url((_, response) => response.end());
    const hook = { webhook_url: url, event_types: ["*"] };
    expect((await product.control("POST", "/v1/webhooks/subscriptions", hook)).status).toBe(201);
    const run = await product.trigger((await product.createJob()).id);
    const worker = product.startWorker();
    await eventually(
      async () => worker.output(),
      (output) => output.includes("worker ready"),
    );
    await replica.redis.kill();
    expect((await product.executor("POST", run, "complete", {})).status).toBe(503);
    await eventually(
      async () => worker.output(),
      (output) => output.includes("outbox relay waits"),
    );
    const ended = await primary.admin.keys(`${QUEUE_PREFIX}:${QUEUE_NAMES.timers}:ended-*`);
    expect([await primary.admin.xlen(partitionKey("outbox")), ended]).toEqual([1, []]);
    expect(endpoint.calls(url)).toEqual([]);
    await replica.redis.restart();
    await follow(primary, replica);
    expect(
      await eventually(
        async () => endpoint.calls(url).length,
        (count) => count > 0,
        60_000,
      ),
    ).toBe(1);
    expect(await primary.admin.xlen(partitionKey("outbox"))).toBe(0);
  } finally {
    await product.stop();
    endpoint.stop();
    await replica.release();
    await primary.release();
  }
});
