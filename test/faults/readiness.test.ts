import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/ports.js";
import { eventually, Product } from "../support/product.js";
import { type Server, startServer } from "./servers.js";

let server: Server;
let product: Product;
let workerPort: number;

beforeAll(async () => {
  server = await startServer();
  workerPort = await freePort();
  product = await Product.start({ redis: server.redis });
  product.startWorker({ METRICS_PORT: String(workerPort) });
});
afterAll(async () => {
  await product.stop();
  await server.release();
});

interface Ready {
  readonly status: number;
  readonly reason: string | undefined;
}

async function readiness(url: string): Promise<Ready> {
  const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
  const body = (await answer?.json()) as { reason?: string } | undefined;
  return { status: answer?.status ?? 0, reason: body?.reason };
}

/** What gateway and worker say once both say it. */
async function bothSay(expected: Ready): Promise<void> {
  for (const url of [product.url(), `http://127.0.0.1:${workerPort}`]) {
    const said = await eventually(
      () => readiness(url),
      ({ status, reason }) => status === expected.status && reason === expected.reason,
    );
    expect(said).toEqual(expected);
  }
  const { status, reason } = (await product.call("GET", "/health")).body;
  expect([status, reason]).toEqual([expected.status === 200 ? "ok" : "degraded", expected.reason]);
}

const FINE: Ready = { status: 200, reason: undefined };

const FAULTS: readonly (readonly [string, string, () => Promise<unknown>, () => Promise<unknown>])[] = [
  [
    "a primary without the replicas it must have",
    "Redis refuses writes: NOREPLICAS",
    () => server.admin.config("SET", "min-replicas-to-write", "1"),
    () => server.admin.config("SET", "min-replicas-to-write", "0"),
  ],
  [
    "a Redis that was stopped",
    "Redis does not answer",
    async () => process.kill(server.redis.pid, "SIGSTOP"),
    async () => process.kill(server.redis.pid, "SIGCONT"),
  ],
  [
    "a primary that became a replica of nobody",
    "the server is a replica",
    () => server.admin.replicaof("127.0.0.1", 1),
    () => server.admin.replicaof("NO", "ONE"),
  ],
];

test.each(FAULTS)(
  "with %s neither gateway nor worker is ready, and both say why",
  { timeout: 60_000 },
  async (_, reason, harm, heal) => {
    await bothSay(FINE);
    await harm();
    if (reason === "Redis does not answer") {
      // Once the connection is given up, it says that instead.
      const reasons = [reason, "Redis cannot be reached"];
      for (const url of [product.url(), `http://127.0.0.1:${workerPort}`]) {
        const said = await eventually(
          () => readiness(url),
          ({ status }) => status === 503,
        );
        expect(said.status).toBe(503);
        expect(reasons).toContain(said.reason);
      }
    } else {
      await bothSay({ status: 503, reason });
    }
    await heal();
    await bothSay(FINE);
  },
);
