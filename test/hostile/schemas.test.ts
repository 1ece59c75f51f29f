import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, type HttpAnswer, Product, type TriggeredRun } from "../support/product.js";

let product: Product;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start();
  run = await product.trigger((await product.createJob()).id);
  await product.executor("POST", run, "heartbeat");
});
afterAll(() => product.stop());

const ASYNC = [
  { $async: true, type: "integer" },
  { type: "object", properties: { a: { $async: true } } },
  { allOf: [{ $ref: "#/$defs/later" }], $defs: { later: { $async: true, type: "integer" } } },
  { $defs: { unused: { $async: true } } },
];

test.each(ASYNC)("a schema whose check would answer later is refused: %j", async (schema) => {
  const output = await product.executor("POST", run, "output", { key: "k", value: "x", schema });
  expect(output.status, output.text).toBe(400);
  for (const name of ["payload_schema", "result_schema"]) {
    const job = await product.control("POST", "/v1/jobs", {
      project_id: "default",
      name: "async",
      slug: `async-${crypto.randomUUID()}`,
      [name]: schema,
    });
    expect(job.status, job.text).toBe(400);
    expect(job.body.error.message).toContain("$async");
  }
  expect(product.gateways[0]?.child.exitCode).toBeNull();
  expect(product.gateways[0]?.output()).not.toContain("nhandled");
});

test("a member or a value of that name is no such schema", async () => {
  const schema = { properties: { $async: { type: "integer" } }, enum: [{ $async: 3 }] };
  const good = await product.executor("POST", run, "output", { key: "k", value: { $async: 3 }, schema });
  expect(good.status, good.text).toBe(201);
  const bad = await product.executor("POST", run, "output", { key: "k", value: { $async: "3" }, schema });
  expect(bad.status, bad.text).toBe(400);
});

/** Properties that each refer to a definition with as many: the check is as long as their product. */
function product2(size: number): object {
  const names = Array.from({ length: size }, (_, index) => `p${index}`);
  return {
    definitions: { a: { properties: Object.fromEntries(names.map((name) => [name, { type: "integer" }])) } },
    properties: Object.fromEntries(names.map((name) => [name, { $ref: "#/definitions/a" }])),
  };
}

const COSTLY: [string, object, unknown][] = [
  ["references times properties", product2(400), {}],
  ["a pattern as long as its text", { pattern: "(?:a|b|c|d|e){0,1000}$" }, "a".repeat(1_000_000)],
  [
    "many names, each looked at with many patterns",
    {
      patternProperties: Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${i}.{0,50}b$`, false])),
    },
    Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`name-${i}`, i])),
  ],
  ["branches within branches", doubled(24), 1],
];

function doubled(levels: number): object {
  const $defs = Object.fromEntries(
    Array.from({ length: levels }, (_, index) => [
      `d${index}`,
      index === 0
        ? { const: 0 }
        : { anyOf: [{ $ref: `#/$defs/d${index - 1}` }, { $ref: `#/$defs/d${index - 1}` }] },
    ]),
  );
  return { $ref: `#/$defs/d${levels - 1}`, $defs };
}

/** Asks again while too much is being checked at once, as the answer says: how much that is depends on the machine. */
async function checked(call: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  return eventually(call, ({ status }) => status !== 503);
}

test.each(COSTLY)("%s: 422, and others are answered meanwhile", async (_, schema, value) => {
  const costly = checked(() => product.executor("POST", run, "output", { key: "k", value, schema }));
  let others = 0;
  let over = false;
  void costly.finally(() => {
    over = true;
  });
  do {
    expect((await product.executor("POST", run, "heartbeat")).status).toBe(200);
    others++;
  } while (!over);
  const answer = await costly;
  expect(answer.status, answer.text).toBe(422);
  expect(answer.body.error.message).toMatch(/^schema (takes too long|needs too much memory)/);
  expect(others).toBeGreaterThan(1);
  // What was not checked was not written.
  const outputs = await product.control("GET", `/v1/runs/${run.id}/outputs`);
  expect(outputs.text).not.toContain('"schema":{"pattern');
});

test("a costly schema hinders neither other schemas nor the job that has it", async () => {
  const schema = { pattern: "(?:a|b|c|d|e){0,1000}$" };
  const job = await product.createJob({ payload_schema: schema, result_schema: schema });
  const payload = "a".repeat(1_000_000);
  const many = Array.from({ length: 8 }, () =>
    checked(() => product.control("POST", `/v1/jobs/${job.id}/trigger`, { payload })),
  );
  const schemaOfOthers = { type: "integer" };
  const cheap = await checked(() =>
    product.executor("POST", run, "output", { key: "k", value: 1, schema: schemaOfOthers }),
  );
  expect(cheap.status, cheap.text).toBe(201);
  expect((await Promise.all(many)).map(({ status }) => status)).toEqual(Array(8).fill(422));
  const other = await product.trigger(job.id, { payload: "a" });
  await product.executor("POST", other, "heartbeat");
  expect((await product.executor("POST", other, "complete", { result: payload })).status).toBe(422);
  expect((await product.executor("POST", other, "complete", { result: "a" })).status).toBe(200);
});

test("a thread that a schema has ended is replaced before somebody needs it", async () => {
  const threads = () => readdir(`/proc/${product.gateways[0]?.child.pid}/task`);
  const output = (value: unknown, schema: object) =>
    checked(() => product.executor("POST", run, "output", { key: "k", value, schema }));
  expect((await output(1, { type: "integer" })).status).toBe(201);
  const before = await threads();
  expect((await output("a".repeat(1_000_000), { pattern: "(?:a|b|c|d|e){0,1000}$" })).status).toBe(422);
  const after = await eventually(
    threads,
    (now) => now.length === before.length && now.some((one) => !before.includes(one)),
    60_000,
  );
  expect(after).not.toEqual(before);
  expect(after).toHaveLength(before.length);
});

test("a bulk trigger is one task: all its payloads share the limit", async () => {
  const job = await product.createJob({ payload_schema: { pattern: "(?:a|b|c|d|e){0,1000}$" } });
  const items = Array.from({ length: 500 }, () => ({ payload: "a".repeat(1500) }));
  const answer = await product.control("POST", `/v1/jobs/${job.id}/trigger/bulk`, { items });
  expect(answer.status, answer.text).toBe(422);
  expect((await product.control("GET", `/v1/runs?job_id=${job.id}`)).body.data).toEqual([]);
});

test("long lists are compared within the limit: the elements with one another, a value with all that are allowed", async () => {
  const values = Array.from({ length: 60_000 }, (_, index) => index);
  const send = (value: unknown, schema: object) =>
    checked(() => product.executor("POST", run, "output", { key: "k", value, schema }));
  expect((await send(values, { uniqueItems: true })).status).toBe(201);
  expect((await send([...values, 0], { uniqueItems: true })).status).toBe(400);
  const allowed = { items: { enum: values.slice(0, 10_000) } };
  expect((await send(values.slice(0, 10_000), allowed)).status).toBe(201);
  expect((await send(values.slice(0, 10_001), allowed)).status).toBe(400);
});

test("schemas of different callers share nothing, whatever they call themselves", async () => {
  const other = await product.trigger((await product.createJob()).id);
  await product.executor("POST", other, "heartbeat");
  const $id = "https://example.com/shared.json";
  const send = (of: TriggeredRun, value: unknown, schema: object) =>
    checked(() => product.executor("POST", of, "output", { key: "k", value, schema }));
  for (const [of, type, value] of [
    [run, "integer", 1],
    [other, "string", "x"],
    [run, "boolean", true],
  ] as const) {
    expect((await send(of, value, { $id, type })).status).toBe(201);
    expect((await send(of, [], { $id, type })).status).toBe(400);
    expect((await send(other, value, { $ref: $id })).body.error.details[0]).toContain("can't resolve");
  }
});

test("a schema may refer to itself, but not to elsewhere", async () => {
  const schema = { type: "object", properties: { children: { items: { $ref: "#" } } } };
  const send = (value: unknown, by: object) =>
    product.executor("POST", run, "output", { key: "tree", value, schema: by });
  expect((await send({ children: [{ children: [] }] }, schema)).status).toBe(201);
  expect((await send({ children: [{ children: [1] }] }, schema)).body.error.details).toEqual([
    "value/children/0/children/0: must be object",
  ]);
  expect((await send({}, { $ref: "https://example.com/schema.json" })).status).toBe(400);
  expect((await send({}, { $ref: "#" })).status).toBe(400);
});
