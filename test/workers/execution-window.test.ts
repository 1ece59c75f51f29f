import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { catalogKey, partitionKey } from "../../src/store/keys.js";
import { Endpoint } from "../support/endpoint.js";
import { eventually, Product, type TriggeredRun } from "../support/product.js";

/** A record as the API shows it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
type Shown = any;

const HOUR_MS = 3_600_000;

let product: Product;
let redis: Redis;
let endpoint: Endpoint;

beforeAll(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start({ workers: 1, environment: { SWEEP_INTERVAL: "200ms" } });
  redis = new Redis(connectionOptions(product.redis.url));
});
afterAll(async () => {
  endpoint.stop();
  redis.disconnect();
  await product.stop();
});

/** Open two hours from now, for an hour. */
const opensAtMs = (Math.floor(Date.now() / HOUR_MS) + 2) * HOUR_MS;
const CLOSED = `* ${new Date(opensAtMs).getUTCHours()} * * *`;

async function claim(job: Shown): Promise<Shown[]> {
  const body = { worker_id: "w", job_slugs: [job.slug], max: 100 };
  return (await product.control("POST", "/v1/workers/claim", body)).body.runs;
}

const jobKey = (job: Shown) => catalogKey("job", job.id);

/** The window as if it were now: open until an hour from now, or closed for an hour more. */
async function setWindow(job: Shown, open: boolean): Promise<void> {
  const from = Date.now() + (open ? -1 : HOUR_MS);
  await redis.hset(jobKey(job), "window_from", from, "window_until", from + HOUR_MS);
  await redis.hdel(jobKey(job), "line");
  // Who asks next looks at the job, as it does when its window opens by itself.
  await redis.zadd(catalogKey("wakes"), 1, job.id);
}

/** Lets the time pass for which a delayed run waits. */
async function passDelay({ id }: TriggeredRun): Promise<void> {
  const past = Date.now() - 1;
  await redis.hset(partitionKey("run", id), "scheduled_at", past);
  await redis.zadd(partitionKey("due"), "XX", past, id);
  await eventually(
    () => product.run(id),
    ({ status }) => status !== "delayed",
  );
}

describe("outside of the execution window", () => {
  it("a triggered run waits for the next match, and its expiry and token wait with it", async () => {
    const job = await product.createJob({ execution_window_cron: CLOSED, timeout_secs: 60 });
    const { status, body } = await product.control("POST", `/v1/jobs/${job.id}/trigger`);
    expect([status, body.status]).toEqual([201, "delayed"]);
    const at = (ms: number) => new Date(ms).toISOString();
    expect(await product.run(body.id)).toMatchObject({
      scheduled_at: at(opensAtMs),
      expires_at: at(opensAtMs + 120_000),
    });
    expect(Date.parse(body.run_token_expires_at)).toBe(opensAtMs + 120_000 + 120_000);
    // What is wanted within the window stays; what is wanted before it is moved.
    for (const [wanted, expected] of [
      [opensAtMs + 60_000, opensAtMs + 60_000],
      [opensAtMs - 60_000, opensAtMs],
      [opensAtMs + HOUR_MS, opensAtMs + 24 * HOUR_MS],
    ] as const) {
      const run = await product.trigger(job.id, { scheduled_at: at(wanted) });
      expect((await product.run(run.id)).scheduled_at).toBe(at(expected));
    }
  });

  it("a pull run cannot be claimed, whatever made it ready; inside it can", async () => {
    const job = await product.createJob({ execution_window_cron: CLOSED });
    const run = await product.trigger(job.id);
    await passDelay(run);
    expect((await product.run(run.id)).status).toBe("queued");
    expect(await claim(job)).toEqual([]);
    await setWindow(job, true);
    const [claimed] = await claim(job);
    expect(claimed.run_id).toBe(run.id);
  });

  it("an http run is not dispatched; a retry waits too", async () => {
    const url = endpoint.url((_, response, nth) => {
      response.statusCode = nth === 1 ? 500 : 200;
      response.end('"done"');
    });
    const job = await product.createJob({
      endpoint_url: url,
      execution_window_cron: CLOSED,
      max_attempts: 2,
    });
    const run = await product.trigger(job.id);
    await passDelay(run);
    const later = await product.createJob({ endpoint_url: endpoint.url((_, response) => response.end("1")) });
    const other = await product.trigger(later.id);
    await eventually(
      () => product.run(other.id),
      ({ status }) => status === "completed",
    );
    expect(endpoint.calls(url)).toEqual([]);
    await setWindow(job, true);
    await eventually(
      async () => endpoint.calls(url).length,
      (count) => count === 1,
    );
    await setWindow(job, false);
    const retried = await eventually(
      () => product.run(run.id),
      ({ attempt }) => attempt === 2,
    );
    expect(retried.status).toBe("queued");
    await new Promise((resolve) => setTimeout(resolve, Date.parse(retried.next_retry_at) - Date.now() + 500));
    expect(endpoint.calls(url)).toHaveLength(1);
  });
});

describe("the window of a job", () => {
  it("that is open lets runs begin at once, and stays open", async () => {
    const job = await product.createJob({ execution_window_cron: "* * * * *", timezone: "Asia/Kathmandu" });
    await product.trigger(job.id);
    expect(await claim(job)).toHaveLength(1);
    // It has ended by now, as far as Redis knows: until a worker has looked, nothing begins.
    await product.trigger(job.id);
    await redis.hset(jobKey(job), "window_until", Date.now() - 1);
    await redis.hdel(jobKey(job), "line");
    expect(await claim(job)).toEqual([]);
    await redis.zadd(catalogKey("windows"), Date.now() - 1, job.id);
    const claimed = await eventually(
      () => claim(job),
      (runs) => runs.length > 0,
    );
    expect(claimed).toHaveLength(1);
    expect(Number(await redis.hget(jobKey(job), "window_until"))).toBeGreaterThan(Date.now());
    expect(Number(await redis.zscore(catalogKey("windows"), job.id))).toBeGreaterThan(Date.now());
  });

  it("follows the job, and goes with it", async () => {
    const job = await product.createJob({ execution_window_cron: CLOSED });
    expect(Number(await redis.hget(jobKey(job), "window_from"))).toBe(opensAtMs);
    expect(Number(await redis.hget(jobKey(job), "window_until"))).toBe(opensAtMs + HOUR_MS);
    const patch = (fields: object) => product.control("PATCH", `/v1/jobs/${job.id}`, fields);
    await patch({ timezone: "Asia/Kathmandu" });
    expect(Number(await redis.hget(jobKey(job), "window_from"))).not.toBe(opensAtMs);
    await patch({ execution_window_cron: "", timezone: "" });
    expect(await redis.hexists(jobKey(job), "window_from")).toBe(0);
    expect(await redis.zscore(catalogKey("windows"), job.id)).toBeNull();
    expect((await product.control("POST", `/v1/jobs/${job.id}/trigger`)).body.status).toBe("queued");
    const gone = await product.createJob({ execution_window_cron: CLOSED });
    await product.control("DELETE", `/v1/jobs/${gone.id}`);
    expect(await redis.zscore(catalogKey("windows"), gone.id)).toBeNull();
  });

  it("holds for what a debounce has held back", async () => {
    const job = await product.createJob({ execution_window_cron: CLOSED, debounce_window_secs: 1 });
    const { body } = await product.control("POST", `/v1/jobs/${job.id}/trigger`, { payload: 1 });
    expect(body.debounced).toBe(true);
    const runs = await eventually(
      async () => (await product.control("GET", `/v1/runs?job_id=${job.id}`)).body.data,
      (list) => list.length > 0,
    );
    expect(runs[0]).toMatchObject({ status: "delayed", scheduled_at: new Date(opensAtMs).toISOString() });
  });
});
