import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../support/ports.js";
import { eventually, type HttpAnswer, Product, type TriggeredRun } from "../support/product.js";
import { type Server, startServer } from "./servers.js";

let server: Server;
let product: Product;
let workerPort: number;

beforeEach(async () => {
  server = await startServer();
  workerPort = await freePort();
  product = await Product.start({
    redis: server.redis,
    environment: {
      RUN_RETENTION_SHORT: "1s",
      RUN_RETENTION_LONG: "1s",
      SWEEP_INTERVAL: "200ms",
      STALE_THRESHOLD: "600s",
    },
  });
  product.startWorker({ METRICS_PORT: String(workerPort) });
});
afterEach(async () => {
  await product.stop();
  await server.release();
});

const ready = async (url: string): Promise<unknown> => {
  const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
  if (answer === undefined) return "not there yet";
  const { reason } = (await answer.json()) as { reason?: string };
  return `${answer.status} ${reason}`;
};

async function bothSay(said: string): Promise<void> {
  for (const url of [product.url(), `http://127.0.0.1:${workerPort}`]) {
    expect(
      await eventually(
        () => ready(url),
        (now) => now === said,
      ),
    ).toBe(said);
  }
}

const refused = ({ status, body, headers }: HttpAnswer): unknown => [
  ...[status, body?.error?.code, headers.get("retry-after") !== null],
];
const FULL = [503, "storage_full", true];
const maxmemory = (bytes: number | string) => server.admin.config("SET", "maxmemory", String(bytes));

test("at maxmemory runs are read, handed out, kept alive, ended, canceled and leave; the rest is refused, until there is room", {
  timeout: 120_000,
}, async () => {
  const job = await product.createJob();
  const [done, failed, canceled, asked, queued] = await Promise.all(
    [1, 2, 3, 4, 5].map(() => product.trigger(job.id)),
  );
  if (!done || !failed || !canceled || !asked || !queued) throw new Error("no runs");
  for (const run of [done, failed, canceled, asked]) await product.executor("POST", run, "heartbeat");
  await bothSay("200 undefined");
  await maxmemory("1mb");
  // One that starts now has to come up: it may be the only one that makes room.
  product.workers[0]?.child.kill("SIGKILL");
  product.startWorker({ METRICS_PORT: String(workerPort) });
  await product.gateways[0]?.kill();
  await product.startGateway();
  await bothSay("200 Redis is full: runs can only end");
  expect((await product.call("GET", "/health")).body).toMatchObject({ status: "degraded" });

  const writes: [string, Promise<HttpAnswer>][] = [
    ["trigger", product.control("POST", `/v1/jobs/${job.id}/trigger`, {})],
    ["with a key", product.control("POST", `/v1/jobs/${job.id}/trigger`, {}, { "Idempotency-Key": "k" })],
    ["bulk", product.control("POST", `/v1/jobs/${job.id}/trigger/bulk`, { items: [{}] })],
    ["job", product.control("POST", "/v1/jobs", { name: "n", slug: "s", project_id: "default" })],
    ["log", product.executor("POST", done, "log", { message: "m" })],
    ["chunk", product.executor("POST", done, "stream", { chunk: "c" })],
    ["checkpoint", product.executor("POST", done, "checkpoint", { state: 1 })],
    ["spawn", product.executor("POST", done, "spawn", { job_id: job.id })],
    ["wait", product.executor("POST", done, "wait-for-event", { event_key: "k" })],
    ["event", product.control("POST", "/v1/events/k/send", {})],
  ];
  for (const [name, answer] of writes) expect([name, refused(await answer)]).toEqual([name, FULL]);

  const listed = await product.control("GET", "/v1/runs?status=executing");
  expect(listed.body.data).toHaveLength(4);
  expect((await product.executor("POST", done, "heartbeat")).body).toEqual({ status: "ok" });
  expect((await product.executor("POST", done, "complete", { result: { n: 1 } })).status).toBe(200);
  expect((await product.executor("POST", failed, "fail", { error: "no" })).status).toBe(200);
  expect((await product.control("DELETE", `/v1/runs/${canceled.id}`)).status).toBe(200);
  expect((await product.control("DELETE", `/v1/runs/${asked.id}?grace_secs=1`)).status).toBe(200);
  expect((await product.executor("POST", asked, "heartbeat")).body.status).toBe("cancel_requested");
  expect((await product.control("GET", `/v1/runs?job_id=${job.id}`)).status).toBe(200);
  const claim = await product.control("POST", "/v1/workers/claim", { worker_id: "w", max: 10 });
  expect(claim.body.runs.map((one: { run_id: string }) => one.run_id)).toEqual([queued.id]);
  for (const run of [done, failed, canceled, asked]) {
    const left = await eventually(
      () => product.control("GET", `/v1/runs/${run.id}`),
      ({ status }) => status === 404,
    );
    expect([run.id, left.status]).toEqual([run.id, 404]);
  }
  await maxmemory(0);
  await bothSay("200 undefined");
  expect((await product.control("POST", `/v1/jobs/${job.id}/trigger`, {})).status).toBe(201);
});

test("memory that fills up ends new runs first, then records, and comes back by itself as runs leave", {
  timeout: 180_000,
}, async () => {
  const job = await product.createJob();
  const usedBytes = Number(/used_memory:(\d+)/.exec(await server.admin.info("memory"))?.[1]);
  await maxmemory(usedBytes + 64_000_000);
  const payload = "x".repeat(100_000);
  const runs: TriggeredRun[] = [];
  let last: HttpAnswer;
  do {
    last = await product.control("POST", `/v1/jobs/${job.id}/trigger`, { payload });
    if (last.status === 201) runs.push({ id: last.body.id, token: last.body.run_token, jobId: job.id });
    // How much is used is asked twice a second.
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (last.status === 201);
  expect(refused(last)).toEqual(FULL);
  // Who asks a moment later finds a little less in use.
  await server.admin.set("more", "x".repeat(400_000));
  await bothSay("200 Redis is nearly full: no new runs");
  const metrics = await product.call("GET", "/metrics", {
    headers: { "X-Internal-Secret": product.environment["INTERNAL_SECRET"] ?? "" },
  });
  expect(metrics.text).toMatch(/strait_redis_memory_used_ratio 0\.9/);
  const [run] = runs;
  if (run === undefined) throw new Error("no run was taken");
  let written = 0;
  do {
    last = await product.executor("POST", run, "checkpoint", { state: payload });
    if (last.status === 201) written++;
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (last.status === 201);
  expect([written > 0, refused(last)]).toEqual([true, FULL]);
  await server.admin.set("yet more", "x".repeat(400_000));
  await bothSay("200 Redis is nearly full: no new runs, logs, chunks and records");
  await server.admin.del("more", "yet more");
  for (const one of runs) {
    const beat = await product.executor("POST", one, "heartbeat");
    expect(beat.status).toBe(200);
    expect((await product.executor("POST", one, "complete", {})).status).toBe(200);
  }
  const again = await eventually(
    () => product.control("POST", `/v1/jobs/${job.id}/trigger`, { payload }),
    ({ status }) => status === 201,
  );
  expect(again.status).toBe(201);
});
