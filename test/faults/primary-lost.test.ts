import { afterEach, beforeEach, expect, test } from "vitest";
import { Endpoint } from "../support/endpoint.js";
import { freePort } from "../support/ports.js";
import { eventually, Product } from "../support/product.js";
import { TcpProxy } from "../support/tcp-proxy.js";
import { follow, type Server, startServer, swap } from "./servers.js";

// The address that gateways and workers know stays the same, as a name does; what it leads to changes.

let primary: Server;
let replica: Server;
let name: TcpProxy;
let product: Product;
let endpoint: Endpoint;
let workerPort: number;

beforeEach(async () => {
  [primary, replica] = await Promise.all([startServer(), startServer()]);
  await follow(primary, replica);
  name = await TcpProxy.start(primary);
  endpoint = await Endpoint.start();
  workerPort = await freePort();
  product = await Product.start({ redis: primary.redis, environment: { REDIS_URL: name.url } });
  product.startWorker({ METRICS_PORT: String(workerPort) });
});
afterEach(async () => {
  await product.stop();
  endpoint.stop();
  await name.close();
  await replica.release();
  await primary.release();
});

async function isWorkerReady(): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${workerPort}/health/ready`).catch(() => undefined);
  return answer?.status === 200;
}

/** Triggers until that is answered 201; what else it was answered. */
async function untilServed(jobId: string): Promise<{ run: string; refusals: number[] }> {
  const refusals: number[] = [];
  const answer = await eventually(
    async () => {
      const one = await product.control("POST", `/v1/jobs/${jobId}/trigger`, {});
      if (one.status !== 201) refusals.push(one.status);
      return one;
    },
    ({ status }) => status === 201,
    25_000,
  );
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return { run: answer.body.id, refusals };
}

async function isServedAgain(jobId: string): Promise<void> {
  const { run, refusals } = await untilServed(jobId);
  expect(new Set([...refusals, 503])).toEqual(new Set([503]));
  const ended = await eventually(
    () => product.run(run),
    ({ status }) => status === "completed",
    25_000,
  );
  expect(ended.status).toBe("completed");
  expect(await eventually(isWorkerReady, (ready) => ready)).toBe(true);
  for (const one of [...product.gateways, ...product.workers]) expect(one.child.exitCode).toBeNull();
}

async function httpJob(): Promise<string> {
  const url = endpoint.url((_, response) => response.end('"done"'));
  const job = await product.createJob({ endpoint_url: url, execution_mode: "http" });
  const first = await product.trigger(job.id);
  const ended = await eventually(
    () => product.run(first.id),
    ({ status }) => status === "completed",
  );
  expect(ended.status).toBe("completed");
  return job.id;
}

test("a primary that is demoted in place is left for the new one", { timeout: 60_000 }, async () => {
  const jobId = await httpJob();
  name.lead(replica);
  await swap(primary, replica);
  await isServedAgain(jobId);
});

test("a primary that falls silent without a RST is left for the new one", { timeout: 60_000 }, async () => {
  const jobId = await httpJob();
  name.lead(replica);
  name.blackHole();
  await replica.admin.replicaof("NO", "ONE");
  await isServedAgain(jobId);
});

test("a name that leads to a replica is not taken as ready", { timeout: 60_000 }, async () => {
  const jobId = await httpJob();
  await swap(primary, replica);
  name.reset();
  const answer = await eventually(
    () => product.call("GET", "/health/ready"),
    ({ body }) => body.reason === "the server is a replica",
  );
  expect([answer.status, answer.body]).toEqual([
    503,
    { status: "not_ready", reason: "the server is a replica" },
  ]);
  expect(await eventually(isWorkerReady, (ready) => !ready)).toBe(false);
  name.lead(replica);
  await isServedAgain(jobId);
});
