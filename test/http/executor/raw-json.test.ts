import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let jobId: string;
let run: TriggeredRun;

beforeAll(async () => {
  product = await Product.start();
  jobId = (await product.createJob()).id;
  run = await product.trigger(jobId);
});
afterAll(() => product.stop());

const NOTABLE = [
  "9007199254740993",
  "-0",
  "1e400",
  "1E-7",
  "[]",
  "{}",
  '{"a":[],"b":{}}',
  '"\\ud800"',
  '"\\u0000"',
  '"𝄞\\ud834\\udd1e"',
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
  "123456789012345678901234567890.123",
  `${"[".repeat(60)}${"]".repeat(60)}`,
];

/** The text of the member, from the answer as it came over the wire. */
function member(text: string, name: string): string {
  const start = text.indexOf(`"${name}":`) + name.length + 3;
  return text.slice(start);
}

async function returns(json: string): Promise<void> {
  const triggered = await product.control("POST", `/v1/jobs/${jobId}/trigger`, `{"payload": ${json} }`);
  expect(triggered.status).toBe(201);
  const own = { id: triggered.body.id, token: triggered.body.run_token, jobId };
  expect((await product.executor("GET", own, "payload")).text).toBe(json);
  const state = await product.executor("POST", own, "state", `{"key":"k","value": ${json}}`);
  expect(member(state.text, "value").startsWith(`${json},"updated_at"`)).toBe(true);
  expect((await product.executor("GET", own, "state/k")).text).toBe(state.text);
  const checkpoint = await product.executor("POST", own, "checkpoint", `{"state":${json}}`);
  expect(member(checkpoint.text, "state").startsWith(`${json},"created_at"`)).toBe(true);
  const log = await product.executor("POST", own, "log", `{"message":"m","data":\n${json}}`);
  expect(member(log.text, "data").startsWith(`${json},"created_at"`)).toBe(true);
  const done = await product.executor("POST", own, "complete", `{"result":${json}}`);
  expect(member(done.text, "result").startsWith(`${json},"`)).toBe(true);
  expect((await product.control("GET", `/v1/runs/${own.id}`)).text).toBe(done.text);
}

test.each(NOTABLE)("%s comes back as it was sent", (json) => returns(json));

test("any JSON comes back as it was sent", async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 6, stringUnit: "binary" }), (json) => returns(json)),
    { numRuns: 40 },
  );
});

test("lone surrogates in chunks and messages keep their escapes", async () => {
  const chunk = '"a\\ud800b"';
  await product.executor("POST", run, "stream", `{"chunk":${chunk}}`);
  expect((await product.control("GET", `/v1/runs/${run.id}/chunks`)).text).toContain(`"chunk":${chunk},`);
  const log = await product.executor("POST", run, "log", `{"message":${chunk}}`);
  expect(log.text).toContain(`"message":${chunk},`);
});
