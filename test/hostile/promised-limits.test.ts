import { afterAll, beforeAll, expect, test } from "vitest";
import { TRIGGERS } from "../../src/http/access/rate-limiter.js";
import { CONTROL_ROUTES } from "../../src/http/routes.js";
import { PROJECT, Product } from "../support/product.js";

let product: Product;

beforeAll(async () => {
  product = await Product.start({ environment: { TRIGGER_RATE_LIMIT_REQUESTS: "3" } });
});
afterAll(() => product.stop());

test("every operation that the limit of triggers names exists, and all that trigger or send are named", () => {
  const operations = new Set(CONTROL_ROUTES.map(({ operationId }) => operationId));
  expect([...TRIGGERS].filter((name) => !operations.has(name))).toEqual([]);
  const triggering = CONTROL_ROUTES.filter(
    ({ method, path }) => method === "post" && /\/trigger|\/send/.test(path),
  );
  expect(triggering.map(({ operationId }) => operationId).filter((name) => !TRIGGERS.has(name))).toEqual([]);
});

test("single triggers, bulk triggers and sends share the limit of an address", async () => {
  const job = await product.createJob();
  const calls: readonly (readonly [string, unknown])[] = [
    [`/v1/jobs/${job.id}/trigger/bulk`, { items: [{}] }],
    [`/v1/jobs/${job.id}/trigger`, {}],
    ["/v1/events/prefix/none/send", { payload: {} }],
    [`/v1/jobs/${job.id}/trigger/bulk`, { items: [{}] }],
    ["/v1/events/prefix/none/send", { payload: {} }],
  ];
  const statuses: number[] = [];
  for (const [path, body] of calls) statuses.push((await product.control("POST", path, body)).status);
  expect(statuses.slice(0, 3).every((status) => status !== 429)).toBe(true);
  expect(statuses.slice(3)).toEqual([429, 429]);
});

test("a key that manages keys makes, rotates and revokes none with scopes that it lacks", async () => {
  const make = (scopes: readonly string[]) =>
    product.control("POST", "/v1/api-keys", { project_id: PROJECT, name: "k", scopes });
  const manager = (await make(["api-keys:manage"])).body;
  const wide = (await make(["*"])).body;
  const own = (await make(["api-keys:manage"])).body;
  const as = (method: string, path: string, body?: unknown) =>
    product.control(method, path, body, { Authorization: `Bearer ${manager.key}` });
  expect((await as("DELETE", `/v1/api-keys/${wide.id}`)).status).toBe(403);
  expect((await as("POST", `/v1/api-keys/${wide.id}/rotate`)).status).toBe(403);
  expect((await as("POST", "/v1/api-keys", { project_id: PROJECT, name: "k" })).status).toBe(403);
  expect(
    (await product.call("GET", "/v1/runs", { headers: { Authorization: `Bearer ${wide.key}` } })).status,
  ).toBe(200);
  expect((await as("DELETE", `/v1/api-keys/${own.id}`)).status).toBe(204);
});
