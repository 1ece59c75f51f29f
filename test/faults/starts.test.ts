import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterEach, expect, test } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { eventually, Product } from "../support/product.js";
import { type DisposableRedis, startDisposableRedis } from "../support/redis.js";

let server: DisposableRedis | undefined;
let product: Product | undefined;
let redis: Redis | undefined;

afterEach(async () => {
  redis?.disconnect();
  await product?.stop();
  await server?.release();
});

test("processes that start while a cluster is down wait for it", async () => {
  server = await startDisposableRedis({ kind: "slots" });
  product = await Product.start({ redis: server });
  redis = new Redis(connectionOptions(server.url));
  await product.gateways[0]?.kill();
  // As while a master is elected: the node answers, and refuses what is about keys.
  await redis.call("CLUSTER", "DELSLOTS", 0);
  expect(await redis.get("x").catch(String)).toContain("CLUSTERDOWN");
  const worker = product.startWorker();
  const gateway = product.startGateway();
  const first = product.gateways[0];
  await delay(3_000);
  expect([worker.child.exitCode, first?.child.exitCode]).toEqual([null, null]);
  await redis.call("CLUSTER", "ADDSLOTS", 0);
  await gateway;
  const job = await product.createJob();
  const run = await product.trigger(job.id, { scheduled_at: new Date(Date.now() + 500).toISOString() });
  const seen = await eventually(
    () => (product as Product).run(run.id),
    ({ status }) => status === "queued",
  );
  expect(seen.status).toBe("queued");
  expect(worker.child.exitCode).toBe(null);
});
