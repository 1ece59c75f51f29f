import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { partitionKey } from "../../../src/store/keys.js";
import { eventually, INTERNAL_SECRET, Product, type TriggeredRun } from "../../support/product.js";
import { follow } from "../../support/sse.js";
import { runUnder, setRun } from "../../support/stored-run.js";

let product: Product;
let redis: Redis;
let jobId: string;

beforeAll(async () => {
  product = await Product.start({ gateways: 2 });
  redis = new Redis({ path: product.redis.url.slice("unix://".length) });
  jobId = (await product.createJob()).id;
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

async function write(run: TriggeredRun, chunk: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const { status } = await product.executor("POST", run, "stream", { chunk: `${index} ${chunk}` });
    if (status !== 200) throw new Error(`chunk ${index}: ${status}`);
  }
}

describe("a reader that takes nothing", () => {
  it("is cut with a reason once more than 1 MiB waits, and can go on where it was", async () => {
    const run = await product.trigger(jobId);
    const path = `/v1/runs/${run.id}/stream/chunks`;
    const slow = await follow(product, path);
    const gzipped = await follow(product, path, { headers: { "Accept-Encoding": "gzip" } });
    slow.pause();
    // More than the kernel's buffers and the gateway's take together.
    await write(run, "x".repeat(200_000), 60);
    // The other reader has had all of it meanwhile.
    expect((await gzipped.until(60)).length).toBe(60);
    await eventually(
      async () => openStreams(),
      (count) => count === 1,
    );
    slow.resume();
    expect(await slow.ended).toBe(true);
    const cut = slow.frames.pop();
    expect(cut).toMatchObject({ event: "error", data: { code: "slow_reader" } });
    const had = slow.frames.length;
    expect(had).toBeLessThan(60);
    await product.executor("POST", run, "complete");
    const rest = await follow(product, path, { lastEventId: slow.lastId() });
    await rest.ended;
    const chunks = [...slow.frames, ...rest.content()].map(({ data }) => Number.parseInt(data.chunk, 10));
    expect(chunks).toEqual(Array.from({ length: 60 }, (_, index) => index));
    gzipped.close();
  });

  it("is not cut while it takes something now and then", async () => {
    const run = await product.trigger(jobId);
    await write(run, "y".repeat(200_000), 50);
    await product.executor("POST", run, "complete");
    const reader = await follow(product, `/v1/runs/${run.id}/stream/chunks`);
    const taking = setInterval(() => {
      reader.resume();
      setTimeout(() => reader.pause(), 5);
    }, 50);
    expect(await reader.ended).toBe(true);
    clearInterval(taking);
    expect(reader.content()).toHaveLength(50);
  });
});

async function openStreams(): Promise<number> {
  const { text } = await product.call("GET", "/metrics", {
    headers: { "X-Internal-Secret": INTERNAL_SECRET },
  });
  return Number(/strait_sse_connections (\d+)/.exec(text)?.[1]);
}

describe("what has left", () => {
  it("is told by a gap before the oldest that is kept, to who resumes before it and to who begins", async () => {
    const run = await product.trigger(jobId);
    await write(run, "", 10);
    const key = partitionKey("chunks", run.id);
    const ids = (await redis.xrange(key, "-", "+")).map(([id]) => id);
    await redis.xtrim(key, "MAXLEN", 4);
    await product.executor("POST", run, "complete");
    const path = `/v1/runs/${run.id}/stream/chunks`;
    for (const lastEventId of [undefined, ids[1]]) {
      const reader = await follow(product, path, lastEventId === undefined ? {} : { lastEventId });
      await reader.ended;
      expect(reader.frames[0]).toMatchObject({ event: "gap", data: { oldest_id: ids[6], run_id: run.id } });
      expect(reader.content().map(({ id }) => id)).toEqual(ids.slice(6));
      // Behind the gap nothing is missing, so that who lost the connection there gets the oldest next.
      const behind = await follow(product, path, { lastEventId: reader.frames[0]?.id ?? "" });
      await behind.ended;
      expect(behind.content().map(({ id }) => id)).toEqual(ids.slice(6));
    }
    const kept = await follow(product, path, { lastEventId: ids[7] ?? "" });
    await kept.ended;
    expect(kept.frames.map(({ event }) => event)).toEqual(["message", "message", "end"]);
  });

  it("is told of a run's status changes too, which keep their numbers", async () => {
    const run = await product.trigger(jobId);
    const rounds = Math.ceil(LIMITS.historyLength / 3);
    // A long life: thousands of changes, of which the run keeps the newest.
    const key = partitionKey("run", run.id);
    await setRun(redis, key, { history: `q0${"x1q2".repeat(rounds)}` });
    await product.executor("POST", run, "heartbeat");
    await product.executor("POST", run, "complete");
    const history = (await runUnder(redis, key))["history"] ?? "";
    expect(history).toMatch(/^\d+[a-z]/);
    const left = Number(/^\d+/.exec(history)?.[0]);
    const reader = await follow(product, `/v1/runs/${run.id}/stream`);
    expect(await reader.ended).toBe(true);
    expect(reader.frames[0]).toMatchObject({ event: "gap", id: `0-0.${left}` });
    const numbers = reader.content().map(({ id }) => Number(id.split(".")[1]));
    expect(numbers).toEqual(Array.from(numbers, (_, index) => left + 1 + index));
    expect(numbers.at(-1)).toBe(rounds * 2 + 2);
    expect(
      reader
        .content()
        .slice(-2)
        .map(({ data }) => data.to),
    ).toEqual(["executing", "completed"]);
  });
});

describe("streams that are closed before their end", () => {
  const hinted = /\nretry: \d+\n\n$/;

  it("say when to come back: when the gateway stops, and after their longest time", async () => {
    const run = await product.trigger(jobId);
    const path = `/v1/runs/${run.id}/stream`;
    const stopped = await follow(product, path, { gateway: 1 });
    await product.executor("POST", run, "log", { message: "m" });
    await stopped.until(2);
    const exit = product.gateways[1]?.stop();
    expect(await stopped.ended).toBe(true);
    expect(await exit).toBe(0);
    expect(stopped.text()).toMatch(hinted);
    expect(stopped.frames.map(({ event }) => event)).toEqual(["message", "message"]);

    const environment = { PORT: String(product.ports[1]), SSE_MAX_CONN_DURATION: "1s" };
    product.gateways[1] = product.launch("gateway", environment);
    const again = await eventually(
      () => follow(product, path, { gateway: 1, lastEventId: stopped.lastId() }).catch(() => undefined),
      (reader) => reader?.status === 200,
    );
    expect(await again?.ended).toBe(true);
    expect(again?.text()).toMatch(hinted);
    expect(again?.frames).toEqual([]);
  });
});
