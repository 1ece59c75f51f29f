import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { eventually, INTERNAL_SECRET, Product } from "../../support/product.js";

const INTERNAL = { "X-Internal-Secret": INTERNAL_SECRET };
let product: Product;
let caller: Caller;
let other: Caller;

beforeAll(async () => {
  product = await Product.start({ workers: 1 });
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

describe("GET /v1/system", () => {
  const system = (headers: Record<string, string>) => product.call("GET", "/v1/system", { headers });
  const eviction = ({ checks }: Shown) => checks.find(({ name }: Shown) => name === "eviction");

  it("shows Redis and all processes to the internal secret, with or without a project", async () => {
    const { status, body } = await eventually(
      () => system(INTERNAL),
      (answer) => answer.body?.processes?.length === 2,
    );
    expect(status).toBe(200);
    expect(body.processes.map(({ role }: Shown) => role)).toEqual(["gateway", "worker"]);
    for (const { version, started_at, seen_at } of body.processes) {
      expect(version).toBe(body.version);
      expect(Date.parse(started_at)).toBeLessThanOrEqual(Date.parse(seen_at));
    }
    expect(body.redis).toMatchObject({ version: expect.any(String), role: "master" });
    expect(body.redis.round_trip_ms).toBeGreaterThan(0);
    expect(eviction(body)).toMatchObject({ good: true, found: expect.stringContaining("noeviction") });
    expect((await system({ ...INTERNAL, "X-Project-ID": caller.projectId })).status).toBe(200);
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
