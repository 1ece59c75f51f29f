import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, Product, type TriggeredRun } from "../support/product.js";

let product: Product;

beforeAll(async () => {
  product = await Product.start();
  product.startWorker();
});
afterAll(() => product.stop());

/** Names that mean something to a JavaScript object, to Lua or to JSON, and any others. */
const name = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "prototype",
    "length",
    "0",
  ),
  fc.constantFrom(
    "__index",
    "nil",
    "then",
    "toJSON",
    "ok",
    "err",
    "null",
    "-1",
    "$ref",
    "a.b",
    "a/b~c",
    '"',
    "\\",
  ),
  fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }).filter((text) => text.trim() !== ""),
);
const pairs = fc.uniqueArray(fc.tuple(name, fc.string({ maxLength: 10, unit: "grapheme" })), {
  minLength: 1,
  maxLength: 5,
  selector: ([key]) => key,
});

/** A map as JSON text: an object literal would take `__proto__` for something else. */
const mapText = (entries: readonly (readonly [string, unknown])[]) =>
  `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",")}}`;
/** A map of an answer in an order of its own. */
const entriesOf = (map: object | undefined) => Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
const sorted = (entries: readonly (readonly [string, unknown])[]) =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

async function begun(fields: string, job: Record<string, unknown> = {}): Promise<TriggeredRun> {
  const run = await product.trigger((await product.createJob(job)).id, `{${fields}}`);
  expect((await product.executor("POST", run, "heartbeat")).status).toBe(200);
  return run;
}

test("maps of users come back as they went", async () => {
  await fc.assert(
    fc.asyncProperty(pairs, async (entries) => {
      const map = mapText(entries);
      const metadata = JSON.parse(map);
      const job = await product.createJob({ tags: metadata, default_run_metadata: metadata });
      const shown = (await product.control("GET", `/v1/jobs/${job.id}`)).body;
      expect(entriesOf(shown.tags)).toEqual(sorted(entries));
      expect(entriesOf(shown.default_run_metadata)).toEqual(sorted(entries));
      const run = await product.trigger(job.id, `{"payload":${map},"tags":${map}}`);
      await product.executor("POST", run, "heartbeat");
      for (const body of [map, `{"annotations":${map}}`]) {
        expect((await product.executor("POST", run, "annotate", body)).status).toBe(200);
      }
      const read = await product.run(run.id);
      expect(entriesOf(read.metadata)).toEqual(sorted(entries));
      expect(entriesOf(read.tags)).toEqual(sorted(entries));
      expect(entriesOf(read.payload)).toEqual(sorted(entries));
      const [[key, value] = ["", ""]] = entries;
      for (const kind of ["tag", "metadata"]) {
        const query = `job_id=${job.id}&${kind}_key=${encodeURIComponent(key)}&${kind}_value=${encodeURIComponent(value)}`;
        expect((await product.control("GET", `/v1/runs?${query}`)).body.data, `${kind} ${key}`).toHaveLength(
          1,
        );
      }
      const contained = `job_id=${job.id}&payload_contains=${encodeURIComponent(map)}`;
      expect((await product.control("GET", `/v1/runs?${contained}`)).body.data).toHaveLength(1);
      const none = `job_id=${job.id}&payload_contains=${encodeURIComponent(mapText([["toLocaleString", {}]]))}`;
      expect((await product.control("GET", `/v1/runs?${none}`)).body.data).toHaveLength(0);
    }),
    { numRuns: 12 },
  );
});

test("keys of what a run keeps come back as they went", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), async (keys) => {
      const run = await begun("");
      const path = (key: string) => encodeURIComponent(key);
      for (const key of keys) {
        const sent = [
          ["state", { key, value: key }],
          ["output", { output_key: key, value: { at: key } }],
          ["usage", { provider: key, model: key, total_tokens: 1 }],
          ["tool-call", { tool_name: key }],
          ["stream", { stream_id: key, chunk: key, seq: 0 }],
          ["checkpoint", { state: key, source: key }],
        ] as const;
        for (const [operation, body] of sent) {
          const answer = await product.executor("POST", run, operation, body);
          expect(answer.status, `${operation} ${answer.text}`).toBeLessThan(300);
        }
        const memory = `memory/${path(key)}`;
        expect((await product.executor("POST", run, memory, { value: key })).status).toBeLessThan(300);
        expect((await product.executor("GET", run, memory)).body.value).toBe(key);
        expect((await product.executor("GET", run, `state/${path(key)}`)).body.value).toBe(key);
        expect((await product.executor("GET", run, "checkpoint")).body).toMatchObject({
          state: key,
          source: key,
        });
      }
      const states = (await product.executor("GET", run, "state")).body;
      expect(states.map((one: { state_key: string }) => one.state_key).sort()).toEqual([...keys].sort());
      const outputs = (await product.control("GET", `/v1/runs/${run.id}/outputs`)).body;
      const shown = (outputs.data ?? outputs).map((one: { output_key: string; value: object }) => [
        one.output_key,
        one.value,
      ]);
      expect(sorted(shown)).toEqual(sorted(keys.map((key) => [key, { at: key }])));
      const totals = (await product.control("GET", `/v1/runs/${run.id}/usage/totals`)).body;
      expect(Object.keys(totals.by_model).sort()).toEqual(keys.map((key) => `${key}/${key}`).sort());
      for (const [list, member] of [
        ["usage", "model"],
        ["tool-calls", "tool_name"],
      ] as const) {
        const found = (await product.control("GET", `/v1/runs/${run.id}/${list}?limit=100`)).body;
        const records: Record<string, string>[] = found.data ?? found.records;
        expect(records.map((one) => one[member]).sort(), list).toEqual([...keys].sort());
      }
    }),
    { numRuns: 10 },
  );
});

test("payload mappings take fields and paths for what they are", async () => {
  const keys = ["__proto__", "constructor", "toString", "a.b"];
  const next = await product.createJob();
  const mapping = JSON.parse(mapText(keys.map((key) => [key, `/result/${key}`])));
  const job = await product.createJob({
    on_complete_trigger_job: next.id,
    on_complete_payload_mapping: mapping,
  });
  const run = await product.trigger(job.id);
  await product.executor("POST", run, "heartbeat");
  const result = mapText(keys.map((key) => [key, key]));
  await product.executor("POST", run, "complete", `{"result":${result}}`);
  const [followed] = await eventually(
    async () => (await product.control("GET", `/v1/runs?job_id=${next.id}`)).body.data,
    (runs) => runs.length > 0,
  );
  expect(entriesOf(followed.payload)).toEqual(sorted(keys.map((key) => [key, key])));
});

test("query parameters of such names change nothing", async () => {
  const plain = await product.control("GET", "/v1/runs?limit=1");
  for (const odd of [
    "__proto__=x",
    "constructor=x",
    "toString=x&toString=y",
    "__proto__[limit]=x",
    "limit=1&valueOf=",
  ]) {
    const answer = await product.control(
      "GET",
      `/v1/runs?${odd}&limit=1`.replace("limit=1&valueOf=&limit=1", "limit=1&valueOf="),
    );
    expect([odd, answer.status, answer.text]).toEqual([odd, plain.status, plain.text]);
  }
});
