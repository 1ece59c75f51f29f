import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { FIRST_CELL, partitionKey } from "../../../src/store/keys.js";
import { SlowScriptLog } from "../../../src/store/slow-scripts.js";
import { type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { eventually, INTERNAL_SECRET, Product } from "../../support/product.js";

const INTERNAL = { "X-Internal-Secret": INTERNAL_SECRET };
let product: Product;
let caller: Caller;
let other: Caller;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1 });
  [caller, other] = await Promise.all([newCaller(product), newCaller(product)]);
});
afterAll(() => product.stop());

const sum = (counts: Readonly<Record<string, number>> | readonly number[]): number =>
  Object.values<number>(counts).reduce((all, count) => all + count, 0);

describe("GET /v1/stats/series", () => {
  /** What all steps together have counted. */
  const totals = (points: Shown[]) => ({
    triggered: sum(points.map(({ triggered }) => triggered)),
    started: sum(points.map(({ started }) => started)),
    completed: sum(points.map(({ ended }) => ended.completed ?? 0)),
    ended: sum(points.map(({ ended }) => sum(ended))),
    errors: sum(points.map(({ errors }) => sum(errors))),
  });

  it.each([
    ["?span=1h", 60, 60],
    ["?span=1d", 600, 144],
    ["", 60, 60],
  ])("%s counts what happened in the project, each once", async (query, step, steps) => {
    const own = await newCaller(product);
    const job = await createJob(own, { max_attempts: 1 });
    for (let runs = 0; runs < 3; runs++) await own.call("POST", `/v1/jobs/${job.id}/trigger`, {});
    const claimed = await own.call("POST", "/v1/workers/claim", { worker_id: "w", max: 2 });
    const [first, second] = claimed.body.runs.map((run: Shown) => ({ id: run.run_id, token: run.run_token }));
    expect((await product.executor("POST", first, "complete", { result: 1 })).status).toBe(200);
    expect((await product.executor("POST", second, "fail", { error: "it broke" })).status).toBe(200);

    const { status, body } = await own.call("GET", `/v1/stats/series${query}`);
    expect(status).toBe(200);
    expect(body.step_secs).toBe(step);
    const times = body.points.map(({ at }: Shown) => Date.parse(at));
    expect(times.map((at: number) => (at - times[0]) / 1000)).toEqual(
      Array.from({ length: steps }, (_, index) => index * step),
    );
    expect(totals(body.points)).toEqual({ triggered: 3, started: 2, completed: 1, ended: 2, errors: 1 });
    for (const { started, start_p50_ms, start_p99_ms } of body.points) {
      expect([start_p50_ms === undefined, start_p99_ms === undefined]).toEqual([
        started === 0,
        started === 0,
      ]);
      if (started > 0) expect(start_p50_ms).toBeLessThanOrEqual(start_p99_ms);
    }
    const foreign = await other.call("GET", `/v1/stats/series${query}`);
    expect(totals(foreign.body.points)).toEqual({
      triggered: 0,
      started: 0,
      completed: 0,
      ended: 0,
      errors: 0,
    });
  });

  it("refuses other spans, callers without a project, and keys without the scope", async () => {
    expect((await caller.call("GET", "/v1/stats/series?span=2h")).status).toBe(422);
    expect((await product.call("GET", "/v1/stats/series", { headers: INTERNAL })).status).toBe(400);
    const reader = await newCaller(product, { scopes: ["runs:read"] });
    expect((await reader.call("GET", "/v1/stats/series")).status).toBe(403);
  });
});

describe("GET /v1/stats/executors", () => {
  const stats = async (by: Caller) => (await by.call("GET", "/v1/stats/executors")).body;

  it("tells how long executors are silent, and counts claims that wait in all gateways", async () => {
    const own = await newCaller(product);
    expect(await stats(own)).toEqual({ executing: 0, sampled: 0, waiting_claims: 0 });
    const job = await createJob(own);
    for (let runs = 0; runs < 3; runs++) await own.call("POST", `/v1/jobs/${job.id}/trigger`, {});
    const claimed = await own.call("POST", "/v1/workers/claim", { worker_id: "w", max: 3 });
    expect(claimed.body.runs).toHaveLength(3);
    for (const run of claimed.body.runs)
      await product.executor(
        "POST",
        { id: run.run_id, jobId: job.id, token: run.run_token },
        "heartbeat",
        {},
      );
    const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
    const live = partitionKey("live");
    const member = (await redis.zrange(live, 0, -1)).find((one) =>
      one.startsWith(claimed.body.runs[0].run_id),
    );
    await redis.zincrby(live, -30_000_000, member ?? "");
    redis.disconnect();
    const silent = await stats(own);
    expect(silent).toMatchObject({ executing: 3, sampled: 3 });
    expect(silent.heartbeat_p50_ms).toBeLessThan(30_000);
    expect(silent.heartbeat_p99_ms).toBeGreaterThanOrEqual(30_000);
    expect(await stats(other)).toMatchObject({ executing: 0 });

    const claim = { worker_id: "w", wait_ms: 30_000 };
    const waiting = product.ports.map((_, gateway) =>
      own.call("POST", "/v1/workers/claim", claim, {}, gateway),
    );
    const told = await eventually(
      () => stats(own),
      ({ waiting_claims }) => waiting_claims === product.ports.length,
    );
    expect(told.waiting_claims).toBe(product.ports.length);
    expect((await stats(other)).waiting_claims).toBe(0);
    for (const _ of waiting) await own.call("POST", `/v1/jobs/${job.id}/trigger`, {});
    await Promise.all(waiting);
    const after = await eventually(
      () => stats(own),
      ({ waiting_claims }) => waiting_claims === 0,
    );
    expect(after.waiting_claims).toBe(0);
  });
});

describe("GET /v1/jobs/{id}/queue", () => {
  const queue = async (by: Caller, id: string) => (await by.call("GET", `/v1/jobs/${id}/queue`)).body;
  const trigger = async (id: string, key?: string) =>
    (await caller.call("POST", `/v1/jobs/${id}/trigger`, key === undefined ? {} : { concurrency_key: key }))
      .body.id;

  it("tells what waits and runs of each concurrency key, and which wait for a slot", async () => {
    const job = await createJob(caller, { max_concurrency_per_key: 1 });
    const empty = { job_id: job.id, open_runs: 0, running: 0, waiting_keys: 0, blocked_keys: 0 };
    expect(await queue(caller, job.id)).toEqual({ ...empty, keys: [], truncated: false });
    const first = await trigger(job.id);
    const none = { waiting: 1, running: 0, blocked: false, next_run_id: first };
    expect(await queue(caller, job.id)).toEqual({
      ...{ ...empty, open_runs: 1, waiting_keys: 1 },
      ...{ keys: [none], truncated: false },
    });
    await trigger(job.id, "ada");
    const second = await trigger(job.id, "ada");
    await trigger(job.id, "bob");
    const claim = { worker_id: "w", job_slugs: [job.slug], max: 10 };
    const { runs } = (await caller.call("POST", "/v1/workers/claim", claim)).body;
    expect(runs).toHaveLength(3);
    const told = await queue(caller, job.id);
    expect(told).toMatchObject({ open_runs: 4, running: 3, waiting_keys: 1, blocked_keys: 1 });
    expect(told.truncated).toBe(false);
    expect(told.keys).toHaveLength(3);
    expect(told.keys[0]).toEqual({
      ...{ concurrency_key: "ada", waiting: 1, running: 1, blocked: true, next_run_id: second },
    });
    expect(told.keys).toContainEqual({ concurrency_key: "bob", waiting: 0, running: 1, blocked: false });
    expect(told.keys).toContainEqual({ waiting: 0, running: 1, blocked: false });
  });

  it("shows a bounded part of many keys, and nothing of another project", async () => {
    const job = await createJob(caller);
    const items = Array.from({ length: 300 }, (_, at) => ({ concurrency_key: `key-${at % 150}` }));
    await caller.call("POST", `/v1/jobs/${job.id}/trigger/bulk`, { items });
    const told = await queue(caller, job.id);
    expect(told).toMatchObject({ open_runs: 300, waiting_keys: 150, blocked_keys: 0, truncated: true });
    expect(told.keys).toHaveLength(LIMITS.queueKeys);
    for (const { waiting } of told.keys) expect(waiting).toBe(2);
    expect((await other.call("GET", `/v1/jobs/${job.id}/queue`)).status).toBe(404);
  });
});

describe("GET /v1/system", () => {
  const system = (headers: Record<string, string>) => product.call("GET", "/v1/system", { headers });
  const eviction = ({ checks }: Shown) => checks.find(({ name }: Shown) => name === "eviction");

  it("shows Redis and all processes to the internal secret, with or without a project", async () => {
    const { status, body } = await eventually(
      () => system(INTERNAL),
      (answer) => answer.body?.processes?.length === 3,
    );
    expect(status).toBe(200);
    expect(body.processes.map(({ role }: Shown) => role)).toEqual(["gateway", "gateway", "worker"]);
    for (const { version, started_at, seen_at } of body.processes) {
      expect(version).toBe(body.version);
      expect(Date.parse(started_at)).toBeLessThanOrEqual(Date.parse(seen_at));
    }
    expect(body.redis).toMatchObject({ version: expect.any(String), role: "master" });
    expect(body.redis.round_trip_ms).toBeGreaterThan(0);
    expect(body.redis.script_calls).toBeGreaterThan(0);
    expect(body.redis.script_p99_ms).toBeGreaterThanOrEqual(body.redis.script_p50_ms);
    expect(body.checks.map(({ name }: Shown) => name)).toContain("script times");
    expect(eviction(body)).toMatchObject({ good: true, found: expect.stringContaining("noeviction") });
    expect((await system({ ...INTERNAL, "X-Project-ID": caller.projectId })).status).toBe(200);
  });

  it("shows what has held Redis for long, whichever process met it, by commands", async () => {
    const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
    const [one, another] = [new SlowScriptLog(redis, FIRST_CELL), new SlowScriptLog(redis, FIRST_CELL)];
    one.note({ trigger: 2 }, 12);
    another.note({ trigger: 1 }, 40);
    another.note({ claim: 1, due: 3, trigger: 1, settle: 1 }, 11);
    const since = Date.now();
    const { body } = await eventually(
      () => system(INTERNAL),
      (answer) => answer.body?.slow_scripts?.reduce((all: number, { calls }: Shown) => all + calls, 0) >= 3,
    );
    redis.disconnect();
    expect(body.slow_script_ms * 1000).toBe(LIMITS.slowScriptUs);
    expect(body.slow_scripts_secs * 1000).toBe(LIMITS.slowScriptsKeptMs);
    const named = (commands: string) => body.slow_scripts.find((line: Shown) => line.commands === commands);
    expect(named("trigger")).toMatchObject({ calls: 2, median_ms: 40, longest_ms: 40 });
    expect(Date.parse(named("trigger").last_at)).toBeGreaterThan(since - 60_000);
    expect(named("claim, due, settle and 1 more")).toMatchObject({ calls: 1, longest_ms: 11 });
  });

  it("says what to do about a Redis that would lose data", async () => {
    const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
    await redis.config("SET", "maxmemory-policy", "allkeys-lru");
    const found = eviction((await system(INTERNAL)).body);
    await redis.config("SET", "maxmemory-policy", "noeviction");
    redis.disconnect();
    expect(found).toMatchObject({ good: false, advice: expect.stringContaining("noeviction") });
  });

  it("shows nothing of them to a key of a project, whatever its scopes", async () => {
    for (const scopes of [["*"], ["stats:read"], ["jobs:read"]]) {
      const key = await newCaller(product, { scopes });
      const { status, text } = await key.call("GET", "/v1/system");
      expect(status).toBe(403);
      expect(text).not.toMatch(/redis|gateway|worker/i);
    }
    expect((await system({})).status).toBe(401);
  });
});

describe("GET /v1/whoami", () => {
  const whoami = (headers: Record<string, string>) => product.call("GET", "/v1/whoami", { headers });

  it("tells a key its project, scopes and name", async () => {
    const reader = await newCaller(product, { scopes: ["runs:read", "jobs:read"] });
    const { status, body } = await reader.call("GET", "/v1/whoami");
    expect(status).toBe(200);
    expect(body).toEqual({
      project_id: reader.projectId,
      internal: false,
      scopes: ["runs:read", "jobs:read"],
      name: "test",
    });
  });

  it("tells the internal secret the project that it names, and nobody else anything", async () => {
    expect((await whoami(INTERNAL)).body).toEqual({ internal: true, scopes: ["*"] });
    expect((await whoami({ ...INTERNAL, "X-Project-ID": "p" })).body).toEqual({
      project_id: "p",
      internal: true,
      scopes: ["*"],
    });
    expect((await whoami({})).status).toBe(401);
  });
});

describe("GET /v1/jobs/{id}/schedule", () => {
  const schedule = (by: Caller, id: string) => by.call("GET", `/v1/jobs/${id}/schedule`);

  it.each([
    [{ cron: "*/15 * * * *", timezone: "Asia/Kolkata" }, "Asia/Kolkata", 900_000],
    [{ cron: "*/15 * * * *" }, "UTC", 900_000],
    [{ cron: "0 * * * *", timezone: "Asia/Kolkata" }, "Asia/Kolkata", 3_600_000],
  ])("tells the next ticks of %j", async (fields, timezone, stepMs) => {
    const job = await createJob(caller, fields);
    const before = Date.now();
    const { status, body } = await schedule(caller, job.id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ cron: fields.cron, timezone });
    const [first = 0, ...later] = body.next.map(Date.parse) as number[];
    expect(first).toBeGreaterThan(before);
    expect(first).toBeLessThanOrEqual(Date.now() + stepMs);
    expect(later).toEqual([1, 2, 3, 4].map((ticks) => first + ticks * stepMs));
    // Kolkata is 5:30 h ahead: its hours begin at UTC's halves.
    if (stepMs === 3_600_000) expect(new Date(first).getUTCMinutes()).toBe(30);
  });

  it("refuses a job without one, and knows none of another project", async () => {
    const job = await createJob(caller);
    expect((await schedule(caller, job.id)).status).toBe(400);
    const scheduled = await createJob(caller, { cron: "0 6 * * *" });
    expect((await schedule(other, scheduled.id)).status).toBe(404);
    expect((await schedule(caller, crypto.randomUUID())).status).toBe(404);
  });
});
