import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { partitionKey } from "../../../src/store/keys.js";
import { INTERNAL_SECRET, PROJECT, Product } from "../../support/product.js";

const PATH = "/v1/webhooks/subscriptions";
const URL = "http://127.0.0.1:9/hook";

let product: Product;
beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product.stop());

const create = (fields: object = {}) =>
  product.control("POST", PATH, { webhook_url: URL, event_types: ["run.failed"], ...fields });

it("shows a secret when it is made and never again", async () => {
  const made = await create({ project_id: PROJECT });
  expect(made.status).toBe(201);
  const { id, secret } = made.body;
  expect(secret).toMatch(/^whsec_[0-9a-f]{64}$/);
  expect(made.body).toMatchObject({ signing_secret: secret, subscription: { id }, active: true });
  const one = await product.control("GET", `${PATH}/${id}`);
  expect(one.body).toMatchObject({ id, webhook_url: URL, event_types: ["run.failed"] });
  const list = await product.control("GET", PATH);
  const patched = await product.control("PATCH", `${PATH}/${id}`, { event_types: ["*"], active: false });
  expect(patched.body).toMatchObject({ event_types: ["*"], active: false, webhook_url: URL });
  for (const { text } of [one, list, patched]) expect(text).not.toContain("whsec_");
  const rotated = await product.control("POST", `${PATH}/${id}/rotate-secret`, { grace_period_minutes: 5 });
  expect(rotated.body.new_secret).not.toBe(secret);
  expect((await product.control("DELETE", `${PATH}/${id}`)).status).toBe(204);
  expect((await product.control("DELETE", `${PATH}/${id}`)).status).toBe(404);
});

it.each([
  [{ event_types: [] }, 422],
  [{ event_types: ["run.exploded"] }, 422],
  [{ webhook_url: "ftp://example.com" }, 400],
  [{ webhook_url: "not a url" }, 400],
  [{ retry_policy: "never" }, 422],
  [{ project_id: "another" }, 403],
])("refuses %j and writes nothing", async (fields, status) => {
  const before = (await product.control("GET", PATH)).body.data.length;
  const refused = await create(fields);
  expect(refused.status).toBe(status);
  expect(refused.body.error.message).not.toBe("");
  expect((await product.control("GET", PATH)).body.data).toHaveLength(before);
});

it("keeps to a number a project, and other projects out", async () => {
  const headers = { "X-Internal-Secret": INTERNAL_SECRET, "X-Project-Id": "crowded" };
  const body = { webhook_url: URL, event_types: ["*"] };
  const all = await Promise.all(
    Array.from({ length: LIMITS.webhookSubscriptions + 5 }, () =>
      product.call("POST", PATH, { headers, body }),
    ),
  );
  expect(all.filter(({ status }) => status === 201)).toHaveLength(LIMITS.webhookSubscriptions);
  expect(all.filter(({ status }) => status === 400)).toHaveLength(5);
  const foreign = all.find(({ status }) => status === 201)?.body.id;
  for (const [method, path] of [
    ["GET", ""],
    ["PATCH", ""],
    ["DELETE", ""],
    ["POST", "/rotate-secret"],
  ]) {
    const sent = method === "GET" ? undefined : {};
    const answer = await product.control(String(method), `${PATH}/${foreign}${path}`, sent);
    expect(answer.status, `${method} ${path}`).toBe(404);
  }
});

it("leaves nothing behind for an end that nobody listens to", async () => {
  const redis = new Redis(connectionOptions(product.redis.url));
  const job = await product.createJob();
  const run = await product.trigger(job.id);
  await product.executor("POST", run, "complete");
  expect(await redis.exists(partitionKey("endings"), partitionKey("outbox"))).toBe(0);
  redis.disconnect();
});
