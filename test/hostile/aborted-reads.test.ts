import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, Product, type TriggeredRun } from "../support/product.js";
import { RawConnection } from "../support/raw-http.js";

let product: Product;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start();
  run = await product.trigger((await product.createJob()).id);
  await product.executor("POST", run, "heartbeat");
  for (let index = 0; index < 120; index++) {
    await product.executor("POST", run, "state", { key: `k${index}`, value: "x".repeat(65_000) });
  }
});
afterAll(() => product.stop());

const READS = 400;
const STATE_BYTES = 120 * 65_000;

/** Bytes that Redis has answered to all who asked. */
async function answeredBytes(redis: Redis): Promise<number> {
  return Number(/total_net_output_bytes:(\d+)/.exec(await redis.info("stats"))?.[1]);
}

test("large reads that nobody waits for any more hold up nobody else", async () => {
  const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
  const before = await answeredBytes(redis);
  const request = [
    `GET /sdk/v1/runs/${run.id}/state HTTP/1.1`,
    "Host: test",
    `Authorization: Bearer ${run.token}`,
  ];
  const connections = Array.from({ length: READS }, () => new RawConnection(product.ports[0] ?? 0));
  for (const connection of connections) connection.write(`${request.join("\r\n")}\r\n\r\n`);
  // One answer is on its way: the requests have come. Who has asked last goes last.
  await eventually(
    async () => connections.some((connection) => connection.rest !== ""),
    (begun) => begun,
  );
  for (const connection of connections) connection.destroy();

  expect((await product.executor("GET", run, "state")).body).toHaveLength(120);
  const beat = await product.executor("POST", run, "heartbeat");
  expect(beat.status, beat.text).toBe(200);
  // In bytes, not in time: what was asked for by those who have gone was not read.
  const bytes = (await answeredBytes(redis)) - before;
  redis.disconnect();
  expect(bytes).toBeGreaterThan(STATE_BYTES);
  expect(bytes).toBeLessThan((READS / 2) * STATE_BYTES);
});
