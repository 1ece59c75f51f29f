import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { catalogKey, QUEUE_NAMES, QUEUE_PREFIX } from "../../src/store/keys.js";
import { CRON_SETTINGS } from "../../src/workers/queues.js";
import { eventually, PROJECT, Product } from "../support/product.js";
import { startDisposableRedis } from "../support/redis.js";

/** A record as the API shows it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
type Shown = any;

const DAY_MS = 86_400_000;

let product: Product;
let redis: Redis;
let connection: Redis;
let queue: Queue;

beforeAll(async () => {
  const slots = await startDisposableRedis({ kind: "slots" });
  product = await Product.start({ redis: slots, workers: 2, environment: { SWEEP_INTERVAL: "200ms" } });
  redis = new Redis(connectionOptions(product.redis.url));
  redis.on("error", () => undefined);
  connection = new Redis({ ...connectionOptions(product.redis.url), maxRetriesPerRequest: null });
  queue = new Queue(QUEUE_NAMES.cron, { connection, prefix: QUEUE_PREFIX });
  await workersAreUp();
});
afterAll(async () => {
  await queue.close();
  connection.disconnect();
  redis.disconnect();
  await product.stop();
});

/** Regular work is the last thing a worker begins at its start. */
const workersAreUp = () =>
  eventually(
    () => redis.exists(catalogKey("lease", "keep-up")),
    (there) => there === 1,
    60_000,
  );

async function runsOf(job: Shown): Promise<Shown[]> {
  return (await product.control("GET", `/v1/runs?job_id=${job.id}&limit=100`)).body.data.reverse();
}

const runsOnceThere = (job: Shown, count: number) =>
  eventually(
    () => runsOf(job),
    (runs) => runs.length >= count,
  );

const change = async (job: Shown, fields: object) =>
  (await product.control("PATCH", `/v1/jobs/${job.id}`, fields)).body;

/** The scheduler of a job once it is as wanted; undefined stands for none. */
async function scheduler(job: Shown, wanted: { pattern: string; tz: string } | undefined) {
  const found = await eventually(
    () => queue.getJobScheduler(job.id),
    (one) => one?.pattern === wanted?.pattern && one?.tz === wanted?.tz,
    25_000,
  );
  expect(found === undefined ? undefined : { pattern: found.pattern, tz: found.tz }).toEqual(wanted);
  return found;
}

let ticks = 0;
/** Brings a tick of a job, later than those before; answers once it was taken. */
async function bring(job: Shown, times = 1, spec = `${job.timezone ?? "UTC"} ${job.cron}`): Promise<number> {
  const timestamp = Date.now() - DAY_MS + ++ticks * 60_000;
  const data = { job: job.id, spec };
  await queue.addBulk(
    Array.from({ length: times }, () => ({
      name: "tick",
      data,
      opts: { timestamp, removeOnComplete: true },
    })),
  );
  await eventually(
    () => queue.getJobCounts("waiting", "active"),
    (counts) => counts["waiting"] === 0 && counts["active"] === 0,
  );
  return timestamp;
}

describe("the scheduler of a job", () => {
  it("follows the job: created, changed, paused, resumed, disabled, enabled, without cron, deleted", async () => {
    const job = await product.createJob({ cron: "0 3 * * *", timezone: "Europe/Istanbul" });
    expect(job).toMatchObject({ cron: "0 3 * * *", timezone: "Europe/Istanbul" });
    const first = { pattern: "0 3 * * *", tz: "Europe/Istanbul" };
    const found = await scheduler(job, first);
    expect(new Date(found?.next ?? 0).toISOString()).toMatch(/T00:00:00.000Z$/);
    await change(job, { cron: "30 4 * * 1", timezone: "" });
    const second = { pattern: "30 4 * * 1", tz: "UTC" };
    await scheduler(job, second);
    await product.control("POST", `/v1/jobs/${job.id}/pause`);
    await scheduler(job, undefined);
    await product.control("POST", `/v1/jobs/${job.id}/resume`);
    await scheduler(job, second);
    await change(job, { enabled: false });
    await scheduler(job, undefined);
    await change(job, { enabled: true });
    await scheduler(job, second);
    expect(await change(job, { cron: "" })).not.toHaveProperty("cron");
    await scheduler(job, undefined);
    await change(job, { cron: "0 3 * * *" });
    await scheduler(job, { ...first, tz: "UTC" });
    await bring({ ...job, timezone: "UTC" });
    expect(await redis.hexists(catalogKey("cron_ticks"), job.id)).toBe(1);
    const [run] = await runsOnceThere(job, 1);
    await product.control("DELETE", `/v1/runs/${run.id}`);
    expect((await product.control("DELETE", `/v1/jobs/${job.id}`)).status).toBe(204);
    await scheduler(job, undefined);
    expect(await redis.hexists(catalogKey("cron_ticks"), job.id)).toBe(0);
    expect(await redis.hexists(catalogKey("cron_jobs"), job.id)).toBe(0);
  });

  it("is the last of many changes of one moment", async () => {
    const job = await product.createJob();
    for (let n = 1; n <= 12; n++) {
      await change(job, n % 4 === 0 ? { enabled: n % 8 !== 4 } : { cron: `${n} 3 * * *` });
    }
    await change(job, { cron: "59 3 * * *", enabled: true });
    await scheduler(job, { pattern: "59 3 * * *", tz: "UTC" });
    expect(await queue.getJobSchedulersCount()).toBe((await redis.hkeys(catalogKey("cron_jobs"))).length);
  });

  it("is none where the schedule cannot be reckoned: it is shown and logged, and no other is hindered", async () => {
    const never = await product.createJob({ cron: "0 3 28 2 *" });
    const other = await product.createJob({ cron: "0 3 * * *" });
    await scheduler(never, { pattern: never.cron, tz: "UTC" });
    await scheduler(other, { pattern: other.cron, tz: "UTC" });
    expect(await product.control("GET", `/v1/jobs/${never.id}`)).not.toHaveProperty("body.schedule_problem");
    // As if a zone or a day had left the calendar since the job was made.
    const record = JSON.stringify({ ...never, cron: "0 3 30 2 *" });
    await redis.hset(catalogKey("job", never.id), "json", record);
    await redis.hset(catalogKey("cron_jobs"), never.id, "UTC 0 3 30 2 *");
    await queue.removeJobScheduler(other.id);
    const worker = product.startWorker();
    await scheduler(never, undefined);
    await scheduler(other, { pattern: other.cron, tz: "UTC" });
    const shown = await product.control("GET", `/v1/jobs/${never.id}`);
    expect(shown.body.schedule_problem).toMatch(/^cron: cannot be used/);
    const logged = () =>
      worker.output().includes("schedule cannot be reckoned") && worker.output().includes(never.id);
    expect(
      await eventually(
        async () => logged(),
        (is) => is,
      ),
    ).toBe(true);
    await worker.stop();
  });

  it("goes over a change of the clock by half an hour, and has no next tick where nothing matches", () => {
    const { repeatStrategy } = CRON_SETTINGS;
    const change = Date.UTC(2027, 3, 3, 15, 30);
    expect(repeatStrategy(change, { pattern: "0 2 * * *", tz: "Australia/Lord_Howe" })).toBe(change + DAY_MS);
    expect(repeatStrategy(change, { pattern: "0 0 30 2 *", tz: "UTC" })).toBeNaN();
  });

  it("that has stopped without a next tick goes on", async () => {
    const job = await product.createJob({ cron: "0 * * * *", timezone: "Australia/Lord_Howe" });
    const spec = { pattern: job.cron, tz: job.timezone };
    await scheduler(job, spec);
    // What is left when the tick after this one could not be told.
    const ticked = Date.now() - DAY_MS;
    const repeat = `${QUEUE_PREFIX}:${QUEUE_NAMES.cron}:repeat`;
    const due = await redis.zscore(repeat, job.id);
    await redis.hset(catalogKey("cron_ticks"), job.id, ticked);
    await redis.zadd(repeat, ticked, job.id);
    await redis.zrem(`${QUEUE_PREFIX}:${QUEUE_NAMES.cron}:delayed`, `repeat:${job.id}:${due}`);
    await redis.del(`${QUEUE_PREFIX}:${QUEUE_NAMES.cron}:repeat:${job.id}:${due}`);
    const worker = product.startWorker();
    const next = await eventually(
      async () => (await queue.getJobScheduler(job.id))?.next ?? 0,
      (at) => at > Date.now(),
    );
    expect(next).toBeGreaterThan(Date.now());
    await worker.stop();
  });

  it("comes back when it was lost with BullMQ's data, with the next worker", async () => {
    const job = await product.createJob({ cron: "0 3 * * *" });
    await scheduler(job, { pattern: "0 3 * * *", tz: "UTC" });
    await queue.upsertJobScheduler("left-over", { pattern: "1 1 1 1 *", tz: "UTC" });
    await queue.removeJobScheduler(job.id);
    product.startWorker();
    await scheduler(job, { pattern: "0 3 * * *", tz: "UTC" });
    await scheduler({ id: "left-over" }, undefined);
  });

  it.each([
    [{ cron: "* * * *" }],
    [{ cron: "0 0 0 * * *" }],
    [{ cron: "61 * * * *" }],
    [{ cron: "0 0 30 2 *" }],
    [{ execution_window_cron: "@hourly" }],
    [{ timezone: "Nowhere/City" }],
  ])("is refused for %j", async (fields) => {
    const slug = crypto.randomUUID();
    const answer = await product.control("POST", "/v1/jobs", {
      project_id: PROJECT,
      name: slug,
      slug,
      ...fields,
    });
    expect([answer.status, answer.body.error.code]).toEqual([400, "bad_request"]);
    expect(answer.body.error.details[0]).toMatch(new RegExp(`^${Object.keys(fields)[0]}: `));
  });
});

describe("a tick", () => {
  it("of the scheduler itself makes a run, and the next one is planned", async () => {
    const job = await product.createJob({
      cron: "0 3 * * *",
      tags: { a: "b" },
      default_run_metadata: { c: "d" },
    });
    const before = await scheduler(job, { pattern: "0 3 * * *", tz: "UTC" });
    const delayed = (await queue.getDelayed()).find((one) => one.data.job === job.id);
    expect(delayed?.opts.prevMillis).toBe(before?.next);
    await delayed?.promote();
    const [run] = await runsOnceThere(job, 1);
    expect(run).toMatchObject({
      status: "queued",
      triggered_by: "cron",
      created_by: "cron",
      tags: { a: "b" },
      metadata: { c: "d" },
      priority: 0,
    });
    expect(run).not.toHaveProperty("cron_tick");
    expect(await redis.hget(catalogKey("cron_ticks"), job.id)).toBe(String(before?.next));
    const after = await eventually(
      () => queue.getJobScheduler(job.id),
      (one) => one?.next !== before?.next,
    );
    expect(after?.next).toBe((before?.next ?? 0) + DAY_MS);
  });

  it("that is brought many times, at once and again, makes one run", async () => {
    const job = await product.createJob({ cron: "0 3 * * *" });
    for (let round = 1; round <= 3; round++) {
      await bring(job, 6);
      expect(await runsOnceThere(job, round)).toHaveLength(round);
    }
    ticks -= 2;
    await bring(job);
    expect(await runsOf(job)).toHaveLength(3);
  });

  it("of a schedule that the job no longer has makes none", async () => {
    const job = await product.createJob({ cron: "0 3 * * *" });
    await bring(job, 1, "UTC 0 4 * * *");
    await product.control("POST", `/v1/jobs/${job.id}/pause`);
    await bring(job);
    await bring({ ...job, id: crypto.randomUUID() });
    expect(await runsOf(job)).toEqual([]);
  });

  it("is skipped while runs of the job have not ended, with the policy skip", async () => {
    const job = await product.createJob({ cron: "0 3 * * *", cron_overlap_policy: "skip" });
    await bring(job);
    const [run] = await runsOnceThere(job, 1);
    await bring(job);
    expect(await runsOf(job)).toHaveLength(1);
    await product.control("DELETE", `/v1/runs/${run.id}`);
    await bring(job);
    expect(await runsOnceThere(job, 2)).toHaveLength(2);
  });

  it("cancels what has not ended, with the policy cancel_running, and makes a run however often it comes", async () => {
    const job = await product.createJob({ cron: "0 3 * * *", cron_overlap_policy: "cancel_running" });
    const open = [await product.trigger(job.id), await product.trigger(job.id)];
    const done = await product.trigger(job.id);
    await product.executor("POST", done, "complete", {});
    await product.executor("POST", { ...(open[0] as (typeof open)[0]) }, "heartbeat");
    await bring(job, 4);
    const runs = await runsOnceThere(job, 4);
    expect(runs.map(({ status }) => status)).toEqual(["canceled", "canceled", "completed", "queued"]);
    await bring(job, 4);
    const after = await runsOnceThere(job, 5);
    expect(after.map(({ status }) => status).slice(3)).toEqual(["canceled", "queued"]);
  });
});
