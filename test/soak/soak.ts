import { writeFileSync } from "node:fs";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { createProjects } from "../crash/fleet-projects.js";
import { Client } from "../crash/processes.js";
import { freePort } from "../support/ports.js";
import { eventually, Product } from "../support/product.js";
import { eachOperation } from "./each-operation.js";
import { ALLOWED, type Measure, type Sample, takeSample, trend } from "./samples.js";

const MINUTES = Number(process.env["SOAK_MINUTES"] ?? 5);
const REPORT = process.env["SOAK_REPORT"];
const SAMPLE_MS = 2_000;
/** Of the gateways the first is never restarted: what it keeps would show. */
const GATEWAYS = 3;
const RESTART_EACH_MS = Math.min(30_000, (MINUTES * 60_000) / 6);
const EACH_OPERATION_MS = 1_000;
const EXECUTORS = 30;
const PRODUCERS = 10;
const RETENTION = "10s";

let product: Product;
let redis: Redis;
let endpoint: Client;
let fleet: Client;
let workerPort: number;

beforeAll(async () => {
  workerPort = await freePort();
  product = await Product.start({
    gateways: GATEWAYS,
    appendfsync: "everysec",
    environment: {
      RUN_RETENTION_SHORT: RETENTION,
      RUN_RETENTION_LONG: RETENTION,
      WEBHOOK_RETENTION: RETENTION,
      SWEEP_INTERVAL: "500ms",
      SHUTDOWN_DELAY: "500ms",
      LOG_LEVEL: "warn",
    },
  });
  const worker = product.startWorker({ METRICS_PORT: String(workerPort) });
  const ready = await eventually(
    () =>
      fetch(`http://127.0.0.1:${workerPort}/health/ready`).then(
        ({ status }) => status,
        () => 0,
      ),
    (status) => status === 200 || worker.child.exitCode !== null,
  );
  expect(ready, worker.output()).toBe(200);
  redis = new Redis(connectionOptions(product.redis.url));
  redis.on("error", () => undefined);
});
afterAll(async () => {
  fleet?.stop();
  endpoint?.stop();
  redis?.disconnect();
  await product?.stop();
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("keys, memory, lag and handles stay flat", { timeout: MINUTES * 60_000 + 300_000 }, async () => {
  const urls = product.ports.map((_, index) => product.url(index));
  endpoint = Client.start("endpoint.mjs", { urls });
  const port = await endpoint.next();
  const projects = await createProjects(product, port);
  const fields = { max_attempts: 100, timeout_secs: 120 };
  await product.createJob({ ...fields, endpoint_url: `http://127.0.0.1:${port}/job`, cron: "* * * * *" });
  const size = { executors: EXECUTORS, producers: PRODUCERS };
  fleet = Client.start("fleet.mjs", { urls, projects, ...size });
  const own = await product.createJob(fields);

  const begun = performance.now();
  const until = begun + MINUTES * 60_000;
  const isOver = (): boolean => performance.now() > until;
  const samples: Sample[] = [];
  const wrong: string[] = [];
  let restarts = 0;
  let lives = 0;
  await Promise.all([
    (async () => {
      for (; !isOver(); await pause(SAMPLE_MS)) {
        const gateway = { url: product.url(), pid: product.gateways[0]?.child.pid };
        const worker = { url: `http://127.0.0.1:${workerPort}`, pid: product.workers[0]?.child.pid };
        const atSecs = (performance.now() - begun) / 1000;
        samples.push(await takeSample({ redis, gateway, worker, atSecs }));
      }
    })(),
    (async () => {
      for (; !isOver(); lives++) {
        wrong.push(...(await eachOperation(product, own.id)));
        await pause(EACH_OPERATION_MS);
      }
    })(),
    (async () => {
      for (; !isOver(); await pause(RESTART_EACH_MS)) {
        const index = 1 + (restarts % (GATEWAYS - 1));
        expect(await product.gateways[index]?.stop()).toBe(0);
        await product.startGateway(index);
        restarts++;
      }
    })(),
  ]);
  const answers = (await fleet.ask("answers")) as Record<string, number>;
  const trends = (Object.keys(ALLOWED) as Measure[]).map((measure) => ({
    measure,
    ...trend(samples, measure),
  }));
  const rows = trends.map(({ measure, before, end }) => [measure, before.toFixed(1), end.toFixed(1)]);
  const facts = [
    `${MINUTES} minutes`,
    `${restarts} restarts of gateways`,
    `${lives} runs that called every operation`,
    `answers of the fleet: ${JSON.stringify(answers)}`,
  ];
  if (REPORT !== undefined) writeFileSync(REPORT, JSON.stringify({ rows, facts, samples }));
  expect(wrong).toEqual([]);
  expect(trends.filter(({ flat }) => !flat)).toEqual([]);
  for (const { child } of [...product.gateways, ...product.workers]) expect(child.exitCode).toBeNull();
});
