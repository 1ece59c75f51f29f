import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { newId } from "../../src/domain/ids.js";
import { connectionOptions } from "../../src/store/connection.js";
import { catalogKey, partitionKey, partitionPrefix } from "../../src/store/keys.js";
import { ReadyRuns } from "../../src/store/ready-runs.js";
import { Scripts } from "../../src/store/scripts.js";
import { StarvationGuard } from "../../src/workers/starvation-guard.js";
import { PROJECT, Product, SIGNING_KEY } from "../support/product.js";

const MINUTE_MS = 60_000;

let product: Product;
let redis: Redis;
let guard: StarvationGuard;

beforeAll(async () => {
  product = await Product.start();
  redis = new Redis(connectionOptions(product.redis.url));
  guard = new StarvationGuard(
    new ReadyRuns(new Scripts(redis, 1, readConfig({ JWT_SIGNING_KEY: SIGNING_KEY })), redis),
    1,
  );
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

/** A ready run of the job that was triggered so long ago. */
async function wait(
  jobId: string,
  priority: number,
  agoMs: number,
): Promise<{ id: string; created: number }> {
  const { id } = await product.trigger(jobId, { priority, ttl_secs: 86_400 });
  const created = Date.now() - agoMs;
  await redis.hset(partitionKey(partitionPrefix(0), "run", id), "created_at", created);
  await redis.zadd(partitionKey(partitionPrefix(0), "ready", jobId), (10 - priority) * 1e13 + created, id);
  return { id, created };
}

async function claimOrder(slug: string): Promise<string[]> {
  const { body } = await product.control("POST", "/v1/workers/claim", {
    worker_id: "w",
    job_slugs: [slug],
    max: 100,
  });
  return body.runs.map((run: { run_id: string }) => run.run_id);
}

describe("the starvation guard", () => {
  it("orders by priority and minutes waited, then age, however often and late it passes", async () => {
    // Half a minute away from each step, so that the time of the test itself changes nothing.
    const waiting = fc.record({
      priority: fc.integer({ min: 0, max: 10 }),
      minutes: fc.integer({ min: 0, max: 20 }).map((minutes) => minutes + 0.5),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(waiting, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 3 }),
        async (all, passes) => {
          const job = await product.createJob();
          const runs: { id: string; effective: number; created: number; priority: number }[] = [];
          for (const [index, { priority, minutes }] of all.entries()) {
            const run = await wait(job.id, priority, minutes * MINUTE_MS + index);
            const lifted = minutes >= 5 ? Math.floor(minutes - 4) : 0;
            runs.push({ ...run, priority, effective: Math.max(priority, Math.min(10, priority + lifted)) });
          }
          for (let pass = 0; pass < passes; pass++) await guard.lift();
          expect(await guard.lift()).toBe(0);
          const expected = [...runs].sort((a, b) => b.effective - a.effective || a.created - b.created);
          expect(await claimOrder(job.slug)).toEqual(expected.map(({ id }) => id));
          for (const { id, priority } of runs) expect((await product.run(id)).priority).toBe(priority);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("leaves runs alone that were claimed meanwhile, and goes on where a step has ended", async () => {
    const job = await product.createJob();
    const old = await wait(job.id, 0, 6 * MINUTE_MS);
    expect(await claimOrder(job.slug)).toEqual([old.id]);
    expect(await guard.lift()).toBe(0);
    const ready = partitionKey(partitionPrefix(0), "ready", job.id);
    expect(await redis.exists(ready)).toBe(0);
    // More than a step holds; their records do not matter.
    const created = Date.now() - 6.5 * MINUTE_MS;
    const members: (string | number)[] = [];
    for (let n = 0; n < 1200; n++) members.push(1e14 + created + n, newId());
    await redis.zadd(ready, ...members);
    await redis.sadd(catalogKey("ready_jobs", PROJECT), job.id);
    expect(await guard.lift()).toBe(1200);
    expect(await redis.zcount(ready, 8e13, 8e13 + Date.now())).toBe(1200);
    await redis.del(ready);
  });
});
