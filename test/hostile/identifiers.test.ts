import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../support/ports.js";
import { API_KEY, eventually, PROJECT, Product, type TriggeredRun } from "../support/product.js";
import { rawRequest } from "../support/raw-http.js";

const MOST = "18446744073709551615";
const BEYOND = "18446744073709551616";
let product: Product;
let run: TriggeredRun;
let jobId: string;

beforeAll(async () => {
  product = await Product.start();
  jobId = (await product.createJob()).id;
  run = await product.trigger(jobId);
  for (const message of ["one", "two", "three"]) await product.executor("POST", run, "log", { message });
});
afterAll(() => product.stop());

test.each([`99999999999999999999-1`, `1-${BEYOND}`, "1", "x", "1-", "-1-1", "1-1-1"])(
  "a cursor that no page has given is 400 in every list: %s",
  async (cursor) => {
    const lists = ["chunks", "checkpoints", "usage", "tool-calls", "events", "children", "lineage"];
    for (const path of [...lists.map((list) => `/v1/runs/${run.id}/${list}`), "/v1/runs", "/v1/jobs"]) {
      const answer = await product.control("GET", `${path}?cursor=${cursor}`);
      expect([path, answer.status]).toEqual([path, 400]);
    }
  },
);

test.each([`0-${BEYOND}.0`, `0-${BEYOND}`, "99999999999999999999-1.0", "0-0.-1", "x"])(
  "a Last-Event-ID that no frame has is 400: %s",
  async (id) => {
    for (const path of ["stream", "stream/logs", "stream/chunks"]) {
      const answer = await product.control("GET", `/v1/runs/${run.id}/${path}`, undefined, {
        "Last-Event-ID": id,
      });
      expect([path, answer.status]).toEqual([path, 400]);
    }
  },
);

test("the largest id there can be is one", async () => {
  const answer = await product.control("GET", `/v1/runs/${run.id}/chunks?cursor=1-${MOST}`);
  expect(answer.status, answer.text).toBe(200);
});

test("bytes beyond ASCII in a header that names something are 400", async () => {
  for (const name of ["Idempotency-Key", "X-Idempotency-Key", "X-Project-Id", "X-Actor-Id"]) {
    const lines = [`Authorization: Bearer ${API_KEY}`, `${name}: ordre-\u00e9-1`];
    const answer = await rawRequest(product.ports[0] ?? 0, "POST", `/v1/jobs/${jobId}/trigger`, lines, "{}");
    expect([name, answer?.status]).toEqual([name, 400]);
  }
});

test("a header that ends or begins with such bytes is 400 where the whole of it can be seen", async () => {
  const { id } = await product.createJob();
  const port = await freePort();
  // uWebSockets.js hands out the values of headers without the bytes beyond ASCII at their ends (docs/compatibility.md).
  const strict = product.launch("gateway", { PORT: String(port), HTTP_ENGINE: "node" });
  await eventually(
    () => rawRequest(port, "GET", "/health/ready", []).catch(() => undefined),
    (answer) => answer?.status === 200,
  );
  for (const key of ["ordre-\u00e9", "\u00e9-ordre", "\u00e9", "ordre-\u00ff"]) {
    const lines = [`Authorization: Bearer ${API_KEY}`, `Idempotency-Key: ${key}`];
    const answer = await rawRequest(port, "POST", `/v1/jobs/${id}/trigger`, lines, "{}");
    expect([key, answer?.status]).toEqual([key, 400]);
  }
  expect((await product.control("GET", `/v1/runs?job_id=${id}`)).body.data).toEqual([]);
  await strict.stop();
});

test("names that are not well-formed are 422, texts may be; payloads come back as they went", async () => {
  const create = (fields: object) =>
    product.control("POST", "/v1/jobs", { project_id: PROJECT, name: "n", slug: "s", ...fields });
  for (const fields of [
    { slug: "\ud800" },
    { name: "a\udc00" },
    { tags: { "\ud800": "x" } },
    { tags: { x: "\ud801" } },
  ]) {
    expect((await create(fields)).status).toBe(422);
  }
  for (const [operation, body] of [
    ["state", { key: "\ud800", value: 1 }],
    ["output", { key: "k\ud800", value: 1 }],
    ["stream", { chunk: "c", stream_id: "\udfff" }],
    ["annotate", { "\ud800": "x" }],
  ] as const) {
    expect([operation, (await product.executor("POST", run, operation, body)).status]).toEqual([
      operation,
      422,
    ]);
  }
  expect((await product.executor("POST", run, "log", { message: "cut \ud83d" })).status).toBe(201);
});

test("who lists and then follows begins behind what was listed", async () => {
  const listed = (await product.control("GET", `/v1/runs/${run.id}/events?type=log`)).body.data;
  const { id } = listed[1];
  const abort = new AbortController();
  const response = await fetch(`${product.url()}/v1/runs/${run.id}/stream/logs?after=${id}`, {
    headers: { Authorization: `Bearer ${API_KEY}` },
    signal: abort.signal,
  });
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (text.includes("three")) break;
  }
  abort.abort();
  expect(text).not.toContain('"one"');
  expect(text).not.toContain('"two"');
  expect((await product.control("GET", `/v1/runs/${run.id}/stream/logs?after=x`)).status).toBe(400);
});
