import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterEach, expect, inject, test } from "vitest";
import { eventually, freePort, Product } from "../support/product.js";
import { follow, type Server, startServer } from "./servers.js";

let servers: Server[] = [];
let sentinel: ChildProcess | undefined;
let folder: string;
let product: Product | undefined;

afterEach(async () => {
  await product?.stop();
  sentinel?.kill("SIGKILL");
  for (const server of servers) await server.release();
  await rm(folder, { recursive: true, force: true });
  servers = [];
});

/** A Sentinel that watches the primary; answers its address once it knows the replica. */
async function startSentinel(primary: Server): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), "bosporus-sentinel-"));
  const port = await freePort();
  const file = join(folder, "sentinel.conf");
  const lines = [
    ...[
      `port ${port}`,
      "bind 127.0.0.1",
      `dir ${folder}`,
      `sentinel monitor main 127.0.0.1 ${primary.port} 1`,
    ],
    ...["sentinel down-after-milliseconds main 1000", "sentinel failover-timeout main 5000"],
  ];
  await writeFile(file, lines.join("\n"));
  sentinel = spawn(inject("redisBinary"), [file, "--sentinel"], { stdio: "ignore" });
  const asked = new Redis({ port, host: "127.0.0.1" });
  asked.on("error", () => undefined);
  const known = await eventually(
    async () => (await asked.call("SENTINEL", "REPLICAS", "main").catch(() => [])) as unknown[],
    (replicas) => replicas.length === 1,
    30_000,
  );
  asked.disconnect();
  expect(known).toHaveLength(1);
  return `127.0.0.1:${port}`;
}

/** Triggers from several clients while the primary is killed; how many answered triggers the new one does not know. */
async function lostOverFailover(waitReplicas: number): Promise<{ acknowledged: number; lost: number }> {
  const [primary, replica] = await Promise.all([startServer(), startServer()]);
  servers = [primary, replica];
  await follow(primary, replica);
  const address = await startSentinel(primary);
  product = await Product.start({
    redis: primary.redis,
    environment: {
      REDIS_URL: "redis://127.0.0.1:1",
      REDIS_SENTINEL_ADDRS: address,
      REDIS_SENTINEL_MASTER: "main",
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
