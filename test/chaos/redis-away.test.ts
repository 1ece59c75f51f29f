import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Redis } from "ioredis";
import { afterEach, expect, test } from "vitest";
import { eventually, Product, type TriggeredRun } from "../support/product.js";

let product: Product;
afterEach(() => product.stop());

/** Runs `work` again and again until `stop` is called; answers what it gave. */
function repeatedly<Value>(work: () => Promise<Value | undefined>): { stop(): Promise<Value[]> } {
  let running = true;
  const values: Value[] = [];
  const loop = (async () => {
    while (running) {
      const value = await work().catch(() => undefined);
      if (value !== undefined) values.push(value);
      else await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return values;
  })();
  return {
    stop() {
      running = false;
      return loop;
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("gateway, worker and Redis are killed while clients write: no acknowledged write is lost", {
  timeout: 60_000,
}, async () => {
  product = await Product.start({ workers: 1, appendfsync: "always" });
  const jobId = (await product.createJob()).id;
  const triggering = repeatedly(async () => product.trigger(jobId, { payload: 1 }));
  const stream = await product.trigger(jobId);
  let seq = 0;
  const streaming = repeatedly(async () => {
    const { status, body } = await product.executor("POST", stream, "stream", { chunk: `${seq}`, seq });
    if (status !== 200) return undefined;
    seq = body.last_seq + 1;
    return body.last_seq as number;
  });
  const completing: TriggeredRun[] = [];
  const completed = repeatedly(async () => {
    const run = await product.trigger(jobId);
    completing.push(run);
    const { status } = await product.executor("POST", run, "complete", { result: run.id });
    return status === 200 ? run.id : undefined;
  });
  for (let round = 0; round < 3; round++) {
    await pause(300);
    await product.gateways[0]?.kill();
    await product.startGateway();
    await pause(300);
    await product.redis.kill();
    await pause(100);
    await product.redis.restart();
    await product.workers.pop()?.kill();
    product.startWorker();
    await pause(300);
  }
  await eventually(
    () => product.call("GET", "/health/ready"),
    ({ status }) => status === 200,
  );
  const [triggered, acknowledged, done] = await Promise.all([
    triggering.stop(),
    streaming.stop(),
    completed.stop(),
  ]);
  expect(triggered.length).toBeGreaterThan(10);
  for (const { id } of triggered) expect((await product.run(id)).payload).toBe(1);
  for (const id of done) {
    expect(await product.run(id)).toMatchObject({ status: "completed", result: id });
    const { body } = await product.control("GET", `/v1/runs/${id}/events?type=state_change`);
    const ends = body.data.filter((one: { data: { to: string } }) => one.data.to === "completed");
    expect(ends).toHaveLength(1);
  }
  const chunks: string[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await product.control("GET", `/v1/runs/${stream.id}/chunks?limit=100${cursor}`);
    chunks.push(...body.data.map((one: { chunk: string }) => one.chunk));
    if (!body.has_more) break;
    cursor = `&cursor=${body.next_cursor}`;
  }
  expect(chunks).toEqual(chunks.map((_, index) => `${index}`));
  expect(chunks.length).toBeGreaterThan(Math.max(...acknowledged));
});

test("Redis is away: 503 with Retry-After in bounded time, not ready, then all by itself again", async () => {
  product = await Product.start({ environment: { REDIS_TIMEOUT: "500ms" } });
  const run = await product.trigger((await product.createJob()).id);
  await product.redis.kill();
  for (const operation of ["heartbeat", "log", "checkpoint", "complete"]) {
    const answer = await product.executor("POST", run, operation, { message: "x", state: 1 });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  }
  expect((await product.control("GET", `/v1/runs/${run.id}`)).status).toBe(503);
  expect((await product.call("GET", "/health/ready")).status).toBe(503);
  expect((await product.call("GET", "/health")).body.status).toBe("degraded");
  await product.redis.restart();
  const ready = await eventually(
    () => product.call("GET", "/health/ready"),
    ({ status }) => status === 200,
  );
  expect(ready.status).toBe(200);
  const beat = await eventually(
    () => product.executor("POST", run, "heartbeat"),
    ({ status }) => status === 200,
  );
  expect(beat.status).toBe(200);
});

test("runs triggered while no worker lives are dispatched by the next one, each once; the outbox is empty then", async () => {
  product = await Product.start();
  const calls: string[] = [];
  const endpoint = createServer((request, response) => {
    calls.push(String(request.headers["x-run-id"]));
    response.end("1");
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const { port } = endpoint.address() as AddressInfo;
  const job = await product.createJob({ endpoint_url: `http://127.0.0.1:${port}/` });
  const runs = await Promise.all(Array.from({ length: 30 }, () => product.trigger(job.id)));
  const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
  expect(await redis.xlen("b:{p0}:outbox")).toBe(30);
  product.startWorker();
  for (const { id } of runs) {
    const done = await eventually(
      () => product.run(id),
      ({ status }) => status === "completed",
    );
    expect(done.status).toBe("completed");
  }
  expect(calls.sort()).toEqual(runs.map(({ id }) => id).sort());
  expect(
    await eventually(
      () => redis.xlen("b:{p0}:outbox"),
      (length) => length === 0,
    ),
  ).toBe(0);
  redis.disconnect();
  endpoint.close();
});
