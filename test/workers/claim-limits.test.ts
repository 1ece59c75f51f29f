import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { partitionKey } from "../../src/store/keys.js";
import { API_KEY, eventually, Product, type TriggeredRun } from "../support/product.js";

/** A record as the API shows it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
type Shown = any;

let product: Product;
let redis: Redis;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1, environment: { SWEEP_INTERVAL: "200ms" } });
  redis = new Redis(connectionOptions(product.redis.url));
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

async function claim(job: Shown, fields: Record<string, unknown> = {}, gateway = 0): Promise<Shown[]> {
  const { status, body, text } = await product.call("POST", "/v1/workers/claim", {
    body: { worker_id: "w", job_slugs: [job.slug], max: 100, ...fields },
    headers: { Authorization: `Bearer ${API_KEY}` },
    gateway,
  });
  if (status !== 200) throw new Error(text);
  return body.runs;
}

const asRun = (claimed: Shown): TriggeredRun => ({
  id: claimed.run_id,
  token: claimed.run_token,
  jobId: claimed.job_id,
});

const end = (claimed: Shown) => product.executor("POST", asRun(claimed), "complete", {});

/** Makes what is due for the run due now: its timer has passed. */
async function passTime(runId: string): Promise<void> {
  const moved = await redis.zadd(partitionKey("due"), "XX", "CH", Date.now() - 1, runId);
  expect(moved).toBe(1);
}

describe("max_concurrency", () => {
  it("counts runs that are handed out or executing, and frees a slot with each end", async () => {
    const job = await product.createJob({ max_concurrency: 3 });
    for (let n = 0; n < 8; n++) await product.trigger(job.id);
    const first = await claim(job);
    expect(first).toHaveLength(3);
    await product.executor("POST", asRun(first[0]), "heartbeat");
    expect(await claim(job)).toEqual([]);
    await end(first[0]);
    await product.executor("POST", asRun(first[1]), "fail", {});
    expect(await claim(job)).toHaveLength(2);
    await product.control("DELETE", `/v1/runs/${first[2].run_id}`);
    expect(await claim(job)).toHaveLength(1);
    expect(await claim(job)).toEqual([]);
  });

  it("is free while a run waits, and wakes a claim that waits for a slot", async () => {
    const job = await product.createJob({ max_concurrency: 1 });
    for (let n = 0; n < 3; n++) await product.trigger(job.id);
    const [one] = await claim(job);
    const key = crypto.randomUUID();
    await product.executor("POST", asRun(one), "wait-for-event", { event_key: key });
    const [two] = await claim(job);
    expect(two.run_id).not.toBe(one.run_id);
    const waiting = claim(job, { wait_ms: 20_000 }, 1);
    await end(two);
    expect(await waiting).toHaveLength(1);
  });

  it("is never exceeded by claimers of one moment", async () => {
    const limit = 4;
    const job = await product.createJob({ max_concurrency: limit });
    const count = 40;
    await Promise.all(Array.from({ length: count }, () => product.trigger(job.id)));
    let held = 0;
    let most = 0;
    let done = 0;
    const work = async (_: unknown, index: number): Promise<void> => {
      while (done < count) {
        const runs = await claim(job, { max: 2, wait_ms: 200 }, index % 2);
        held += runs.length;
        most = Math.max(most, held);
        for (const run of runs) {
          // What is counted here as free must not be free before the gateway knows.
          held--;
          expect((await end(run)).status).toBe(200);
          done++;
        }
      }
    };
    await Promise.all(Array.from({ length: 6 }, work));
    expect(done).toBe(count);
    expect(most).toBeLessThanOrEqual(limit);
  });
});

describe("max_concurrency_per_key", () => {
  it("skips runs whose key is taken, and no others; keys take turns", async () => {
    const job = await product.createJob({ max_concurrency_per_key: 2 });
    const keys = ["a", "a", "a", "b", undefined, "a", "b", undefined, "b"];
    const runs: string[] = [];
    for (const concurrency_key of keys) runs.push((await product.trigger(job.id, { concurrency_key })).id);
    const first = await claim(job);
    expect(first.map((run) => runs.indexOf(run.run_id))).toEqual([0, 3, 4, 1, 6, 7]);
    expect(await claim(job)).toEqual([]);
    await end(first[0]);
    expect((await claim(job)).map((run) => runs.indexOf(run.run_id))).toEqual([2]);
    await end(first[1]);
    expect((await claim(job)).map((run) => runs.indexOf(run.run_id))).toEqual([8]);
  });

  it("holds together with max_concurrency", async () => {
    const job = await product.createJob({ max_concurrency: 2, max_concurrency_per_key: 1 });
    for (const concurrency_key of ["a", "a", "b", "c"]) await product.trigger(job.id, { concurrency_key });
    const first = await claim(job);
    expect(first).toHaveLength(2);
    await end(first[0]);
    expect(await claim(job)).toHaveLength(1);
    expect(await claim(job)).toEqual([]);
  });
});

describe("a claim whose answer was lost", () => {
  it("returns to the queue with its attempt; the next claimer gets it, and the first one is refused", async () => {
    const job = await product.createJob({ max_concurrency: 1 });
    const { id } = await product.trigger(job.id);
    const [lost] = await claim(job);
    expect(await product.run(id)).toMatchObject({ status: "dequeued" });
    await passTime(id);
    await eventually(
      () => product.run(id),
      ({ status }) => status === "queued",
    );
    const [again] = await claim(job, { wait_ms: 10_000 });
    expect(again).toMatchObject({ run_id: id, attempt: 1 });
    expect(again.assignment_id).not.toBe(lost.assignment_id);
    const stale = await product.executor("POST", asRun(lost), "complete", {});
    expect([stale.status, stale.body.error.message]).toEqual([401, "run assignment is no longer active"]);
    expect((await end(again)).status).toBe(200);
    expect(await product.run(id)).toMatchObject({ status: "completed", attempt: 1 });
    const { body } = await product.control("GET", `/v1/runs/${id}/events?type=state_change`);
    expect(body.data.map(({ data }: Shown) => data.to)).toEqual(
      expect.arrayContaining(["dequeued", "executing", "completed"]),
    );
  });

  it("stays with its claimer once it has begun", async () => {
    const job = await product.createJob();
    const { id } = await product.trigger(job.id);
    const [claimed] = await claim(job);
    await product.executor("POST", asRun(claimed), "heartbeat");
    await passTime(id);
    // Whatever is due before this run's timer is looked at again, is done by then.
    await eventually(
      () => redis.zscore(partitionKey("due"), id),
      (score) => Number(score) > Date.now(),
    );
    expect(await product.run(id)).toMatchObject({ status: "executing" });
    expect(await claim(job)).toEqual([]);
  });
});

describe("a run that comes back", () => {
  it("after an event: with the payload as last_checkpoint, in the same attempt", async () => {
    const job = await product.createJob();
    await product.trigger(job.id);
    const [first] = await claim(job);
    const key = crypto.randomUUID();
    await product.executor("POST", asRun(first), "checkpoint", { state: { step: 1 } });
    await product.executor("POST", asRun(first), "wait-for-event", { event_key: key });
    expect(await claim(job)).toEqual([]);
    const waiting = claim(job, { wait_ms: 20_000 }, 1);
    await product.control("POST", `/v1/events/${key}/send`, '{"payload":{"n":9007199254740993,"l":[]}}');
    const [second] = await waiting;
    expect(second).toMatchObject({
      run_id: first.run_id,
      attempt: 1,
      last_checkpoint: { sequence: 2, state: { l: [] } },
    });
    expect((await end(second)).status).toBe(200);
  });

  it("after a lost heartbeat: in the next attempt, with its last checkpoint, one step higher in priority", async () => {
    const job = await product.createJob({ max_attempts: 2 });
    const { id } = await product.trigger(job.id);
    const [first] = await claim(job);
    await product.executor("POST", asRun(first), "checkpoint", { state: "half" });
    const live = partitionKey("live");
    const member = `${id}:1:${first.assignment_id}`;
    const [[entry] = []] = [await redis.xrevrange(partitionKey("checkpoints", id), "+", "-")];
    expect(entry?.[0]).toBe("1-0");
    expect(await redis.zadd(live, "XX", "CH", "1", member)).toBe(1);
    // As if the sweep had been at it for long.
    await redis.hset(partitionKey("sweep"), "trusted_from", "0");
    const [second] = await claim(job, { wait_ms: 20_000 });
    expect(second).toMatchObject({
      run_id: id,
      attempt: 2,
      last_checkpoint: { sequence: 1, state: "half" },
    });
    expect(await product.run(id)).toMatchObject({
      priority: 1,
      error: "heartbeat lost; retry scheduled",
      error_class: "transient",
    });
    const stale = await product.executor("POST", asRun(first), "heartbeat");
    expect([stale.status, stale.body.error.message]).toEqual([401, "run token attempt is stale"]);
    expect((await end(second)).status).toBe(200);
  });
});
