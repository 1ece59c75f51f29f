import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectionOptions } from "../../../src/store/connection.js";
import { catalogKey, partitionKey } from "../../../src/store/keys.js";
import { PROJECT, Product } from "../../support/product.js";

const DAY_MS = 86_400_000;
let product: Product;
let redis: Redis;

beforeAll(async () => {
  product = await Product.start();
  redis = new Redis(connectionOptions(product.redis.url));
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

it("counts waits by how they stand, and purges those that have been over for long", async () => {
  const job = await product.createJob();
  const wait = async (): Promise<{ key: string; trigger: string }> => {
    const run = await product.trigger(job.id);
    const key = crypto.randomUUID();
    const { body } = await product.executor("POST", run, "wait-for-event", { event_key: key });
    return { key, trigger: body.trigger_id };
  };
  const waits = [await wait(), await wait(), await wait(), await wait()] as const;
  const [received, old, canceled] = waits;
  for (const { key } of [received, old]) await product.control("POST", `/v1/events/${key}/send`, {});
  await product.control("DELETE", `/v1/events/${canceled.key}`);
  const early = crypto.randomUUID();
  await product.control("POST", `/v1/events/${early}/send`, {});
  const run = await product.trigger(job.id);
  await product.executor("POST", run, "wait-for-event", { event_key: early });
  const stats = async () => (await product.control("GET", "/v1/events/stats")).body;
  expect(await stats()).toMatchObject({
    total_count: 5,
    waiting_count: 1,
    received_count: 3,
    timed_out_count: 0,
    canceled_count: 1,
  });

  // Three days ago: its id tells when it began, its record when it was over.
  const long = Date.now() - 3 * DAY_MS;
  const time = long.toString(16).padStart(12, "0");
  const aged = `${time.slice(0, 8)}-${time.slice(8)}-7${old.trigger.slice(15)}`;
  const key = (id: string) => partitionKey("trigger", id);
  await redis.rename(key(old.trigger), key(aged));
  await redis.hset(key(aged), "id", aged, "requested_at", long, "received_at", long);
  await redis.zrem(catalogKey("triggers", PROJECT), old.trigger);
  await redis.zadd(catalogKey("triggers", PROJECT), 0, aged);

  const purge = (body: unknown) => product.control("POST", "/v1/events/purge", body);
  expect((await purge({ older_than_days: 4 })).body).toEqual({ deleted: 0 });
  expect((await purge({ older_than_days: 2, dry_run: true })).body).toEqual({
    dry_run: true,
    would_delete: 1,
  });
  expect((await purge({ older_than_days: 2 })).body).toEqual({ deleted: 1 });
  expect((await purge({ older_than_days: 2 })).body).toEqual({ deleted: 0 });
  expect(await redis.exists(key(aged))).toBe(0);
  expect(await stats()).toMatchObject({ total_count: 4, received_count: 2, waiting_count: 1 });
  for (const body of [{}, { older_than_days: 0 }, { older_than_days: 36_501 }]) {
    expect((await purge(body)).status).toBe(422);
  }
});
