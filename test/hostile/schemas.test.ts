import { afterAll, beforeAll, expect, test } from "vitest";
import { Product, type TriggeredRun } from "../support/product.js";

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
