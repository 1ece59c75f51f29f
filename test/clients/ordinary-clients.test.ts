import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { API_KEY, eventually, PROJECT, Product, type TriggeredRun } from "../support/product.js";
import { RawConnection, rawRequest } from "../support/raw-http.js";

const KEY = `Authorization: bearer ${API_KEY}`;
let product: Product;
let port: number;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start();
  port = product.ports[0] ?? 0;
  run = await product.trigger((await product.createJob()).id);
  await product.executor("POST", run, "heartbeat");
});
afterAll(() => product.stop());

test.each(["/health", "/health/ready", "/v1/runs", "/v1/none", "/v1/jobs/x", "/reference/openapi.json"])(
  "HEAD %s has the head of GET, and the connection goes on",
  async (path) => {
    const connection = new RawConnection(port);
    connection.write(`HEAD ${path} HTTP/1.1\r\nHost: x\r\n${KEY}\r\n\r\n`);
    const head = await connection.answer(true);
    connection.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${KEY}\r\n\r\n`);
    const get = await connection.answer();
    connection.destroy();
    expect(head?.status).toBe(get?.status);
    expect(head?.headers["content-type"]).toBe(get?.headers["content-type"]);
    expect(get?.body).not.toBe("");
  },
);

test.each([
  ["log", { message: "m", data: null, level: "", type: null }, 201],
  ["progress", { percent: 5, step: null, message: null, eta_seconds: null }, 201],
  ["stream", { chunk: "c", stream_id: "", done: null }, 200],
  ["checkpoint", { state: {}, source: "" }, 201],
  ["tool-call", { tool_name: "t", status: "", duration_ms: null }, 201],
  ["output", { key: "k", value: 1, schema: null }, 201],
  ["output", { key: "k", value: 1, schema: "" }, 201],
])("%s: null and the zero values of optional members are absent", async (operation, body, status) => {
  const answer = await product.executor("POST", run, operation, body);
  expect(answer.status, answer.text).toBe(status);
});

test("the same within a batch, whose answers are those of single calls", async () => {
  const operations = [
    { op: "log", body: { message: "m", level: "", type: null } },
    { op: "progress", body: { percent: 5, step: null, message: null, eta_seconds: null } },
    { op: "tool-call", body: { tool_name: "t", status: "", duration_ms: null } },
    { op: "heartbeat", body: null },
  ];
  const answer = await product.executor("POST", run, "batch", { operations });
  expect(answer.status, answer.text).toBe(200);
  const [log, progress, call] = answer.body.results.map(({ body }: { body: object }) => body);
  expect(log).toMatchObject({ type: "log", level: "info" });
  expect(progress.data).toEqual({ percent: 5 });
  expect(call.status).toBe("completed");
});

test("the same of jobs, triggers and queries; what is required stays so", async () => {
  const job = await product.createJob({
    ...{ endpoint_url: "", execution_mode: "", retry_strategy: "", queue_name: "", description: null },
    ...{ max_attempts: 0, timeout_secs: 0, tags: null },
  });
  expect(job.max_attempts).toBe(3);
  const triggered = await product.control("POST", `/v1/jobs/${job.id}/trigger`, {
    tags: null,
    retry_backoff: "",
  });
  expect(triggered.status, triggered.text).toBe(201);
  for (const path of ["/v1/runs?status=&cursor=", "/v1/events?status="]) {
    expect((await product.control("GET", path)).status).toBe(200);
  }
  expect((await product.executor("POST", run, "log", { message: null })).status).toBe(422);
});

test("coded bodies are decoded within the limit, other codings refused; a byte order mark is skipped", async () => {
  const text = '{"message":"coded"}';
  const path = `/sdk/v1/runs/${run.id}/log`;
  const token = `Authorization: Bearer ${run.token}`;
  const send = (coding: string, body: Buffer) =>
    rawRequest(port, "POST", path, [token, `Content-Encoding: ${coding}`], body);
  for (const [coding, body] of [
    ["gzip", gzipSync(text)],
    ["GZIP", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["identity", Buffer.from(`\ufeff${text}`)],
  ] as const) {
    expect((await send(coding, body))?.status, coding).toBe(201);
  }
  expect((await send("gzip", Buffer.from(text)))?.status).toBe(400);
  expect((await send("br", Buffer.from(text)))?.status).toBe(415);
  const bomb = gzipSync(Buffer.alloc(64 * 1_048_576, " "));
  expect((await send("gzip", bomb))?.status).toBe(413);
  const create = JSON.stringify({ project_id: PROJECT, name: "coded", slug: `coded-${crypto.randomUUID()}` });
  const job = await rawRequest(port, "POST", "/v1/jobs", [KEY, "Content-Encoding: gzip"], gzipSync(create));
  expect(job?.status, job?.body).toBe(201);
});

test("a refusal says at its top what simple clients show, with the first detail", async () => {
  const refused = await product.executor("POST", run, "log", { message: 3 });
  expect(refused.body.message).toContain(refused.body.error.message);
  expect(refused.body.message).toContain(refused.body.error.details[0]);
});

test("tools find empty lists of what is not here, and API keys that expire soon", async () => {
  for (const path of ["workflows", "environments", "secrets", "job-groups"]) {
    expect((await product.control("GET", `/v1/${path}`)).body).toEqual({ data: [], has_more: false });
  }
  const { body } = await product.control("POST", "/v1/api-keys", {
    ...{ project_id: PROJECT, name: "short", scopes: ["runs:read"], expires_in_days: 3 },
  });
  const soon = await product.control("GET", "/v1/api-keys/expiring-soon");
  expect(soon.body.data.map(({ id }: { id: string }) => id)).toEqual([body.id]);
  expect((await product.control("GET", "/v1/api-keys/expiring-soon?days=2")).body.data).toEqual([]);
});

test("claims that were dropped leave at once: the next run is for who still waits behind them", async () => {
  const job = await product.createJob();
  const body = JSON.stringify({ worker_id: "w", wait_ms: 15_000, job_slugs: [job.slug] });
  const secret = { "X-Internal-Secret": product.environment["INTERNAL_SECRET"] ?? "" };
  const metric = async (pattern: RegExp) =>
    Number(pattern.exec((await product.call("GET", "/metrics", { headers: secret })).text)?.[1] ?? 0);
  const waiting = () => metric(/waiting_claims (\d+)/);
  const abandoned = () => metric(/duration_seconds_count\{[^}]*workers\/claim[^}]*status="499"[^}]*\} (\d+)/);
  const claims = Array.from({ length: 10 }, () => {
    const connection = new RawConnection(port);
    connection.write(
      `POST /v1/workers/claim HTTP/1.1\r\nHost: x\r\n${KEY}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    return connection;
  });
  expect(await eventually(waiting, (count) => count === 10)).toBe(10);
  const living = product.control("POST", "/v1/workers/claim", body);
  expect(await eventually(waiting, (count) => count === 11)).toBe(11);
  for (const connection of claims) connection.destroy();
  expect(await eventually(abandoned, (count) => count === 10)).toBe(10);
  expect(await waiting()).toBe(1);
  const { id } = await product.trigger(job.id);
  expect((await living).body.runs.map((claimed: { run_id: string }) => claimed.run_id)).toEqual([id]);
});
