import { afterEach, expect, test } from "vitest";
import { eventually, Product } from "../support/product.js";
import { type Sentinel, sentinelEnvironment, startSentinel } from "../support/sentinel.js";
import { follow, type Server, startServer } from "./servers.js";

let servers: Server[] = [];
let sentinel: Sentinel | undefined;
let product: Product | undefined;

afterEach(async () => {
  await product?.stop();
  await sentinel?.release();
  for (const server of servers) await server.release();
  servers = [];
});

/** Triggers from several clients while the primary is killed; how many answered triggers the new one does not know. */
async function lostOverFailover(waitReplicas: number): Promise<{ acknowledged: number; lost: number }> {
  const [primary, replica] = await Promise.all([startServer(), startServer()]);
  servers = [primary, replica];
  await follow(primary, replica);
  sentinel = await startSentinel(primary.port);
  product = await Product.start({
    redis: primary.redis,
    environment: {
      ...sentinelEnvironment(sentinel),
      REDIS_WAIT_REPLICAS: String(waitReplicas),
    },
  });
  const running = product;
  const job = await running.createJob();
  const acknowledged: string[] = [];
  let open = true;
  const clients = Array.from({ length: 8 }, async () => {
    while (open) {
      const answer = await running.control("POST", `/v1/jobs/${job.id}/trigger`, {});
      if (answer.status === 201) acknowledged.push(answer.body.id);
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  await eventually(
    async () => acknowledged.length,
    (count) => count > 50,
  );
  await primary.redis.kill();
  const before = acknowledged.length;
  if (waitReplicas > 0) {
    // The one that is promoted has no replica: a write is acknowledged again once it has one.
    await eventually(
      () => replica.admin.role(),
      ([role]) => role === "master",
      60_000,
    );
    await primary.redis.restart();
  }
  const after = await eventually(
    async () => acknowledged.length,
    (count) => count > before + 20,
    60_000,
  );
  open = false;
  await Promise.all(clients);
  expect(after).toBeGreaterThan(before + 20);
  let lost = 0;
  for (const id of acknowledged) if ((await running.run(id)).id !== id) lost++;
  return { acknowledged: acknowledged.length, lost };
}

test("a failover by Sentinel is followed, and loses nothing that waited for a replica", {
  timeout: 240_000,
}, async () => {
  const { lost } = await lostOverFailover(1);
  expect(lost).toBe(0);
});

test("a failover by Sentinel is followed without a replica that is waited for", {
  timeout: 240_000,
}, async () => {
  const { acknowledged, lost } = await lostOverFailover(0);
  process.stdout.write(`lost ${lost} of ${acknowledged} acknowledged triggers over a failover\n`);
});
