import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionOptions } from "../../../src/store/connection.js";
import { catalogKey } from "../../../src/store/keys.js";
import { allPages, type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { eventually, Product } from "../../support/product.js";

let product: Product;
let redis: Redis;
let caller: Caller;

beforeAll(async () => {
  product = await Product.start({
    gateways: 2,
    workers: 1,
    environment: { SWEEP_INTERVAL: "200ms", MAX_BULK_TRIGGER_ITEMS: "400" },
  });
  redis = new Redis(connectionOptions(product.redis.url));
  caller = await newCaller(product);
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

function bulk(job: Shown, items: unknown, headers: Record<string, string> = {}, by = caller) {
  const body = typeof items === "string" ? `{"items":${items}}` : { items };
  return by.call("POST", `/v1/jobs/${job.id}/trigger/bulk`, body, headers);
}

function trigger(job: Shown, body: unknown = {}, headers: Record<string, string> = {}, by = caller) {
  return by.call("POST", `/v1/jobs/${job.id}/trigger`, body, headers);
}

async function runsOf(job: Shown): Promise<Shown[]> {
  return (await allPages(caller, `/v1/runs?job_id=${job.id}`, 100)).records.reverse();
}

describe("a bulk trigger", () => {
  it("makes a run an item, in order, with all that an item says", async () => {
    const job = await createJob(caller, { tags: { of: "job" } });
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const items = `[
      {"payload":{"big":9007199254740993,"l":[]},"priority":4,"tags":{"n":"0"},"concurrency_key":"c"},
      {"payload":null,"scheduled_at":"${later}","ttl_secs":60},
      {"max_attempts_override":9,"timeout_secs_override":7},
      {}]`;
    const { status, body } = await bulk(job, items, { Traceparent: "00-x" });
    expect(status).toBe(201);
    expect(body).toEqual({
      batch_id: expect.any(String),
      total: 4,
      created: 4,
      results: ["queued", "delayed", "queued", "queued"].map((state) => ({
        id: expect.any(String),
        status: state,
        idempotency_hit: false,
        run_token: expect.any(String),
        run_token_expires_at: expect.any(String),
      })),
    });
    const runs = await runsOf(job);
    expect(runs.map(({ id }) => id)).toEqual(body.results.map((one: Shown) => one.id));
    for (const run of runs) {
      expect(run).toMatchObject({
        batch_id: body.batch_id,
        triggered_by: "manual",
        metadata: { _trace_parent: "00-x" },
        created_by: `api-key:${caller.keyId}`,
      });
    }
    expect(runs[0]).toMatchObject({ priority: 4, tags: { of: "job", n: "0" }, concurrency_key: "c" });
    expect(runs[1]).toMatchObject({ payload: null, scheduled_at: later });
    expect(runs[2]).toMatchObject({ max_attempts_override: 9, timeout_secs_override: 7 });
    expect((await caller.call("GET", `/v1/runs/${runs[0].id}`)).text).toContain(
      '{"big":9007199254740993,"l":[]}',
    );
    const [first] = body.results;
    const run = { id: first.id, token: first.run_token, jobId: job.id };
    expect((await product.executor("POST", run, "complete", {})).status).toBe(200);
  });

  it("answers known idempotency keys, of runs before it and of items before them", async () => {
    const job = await createJob(caller);
    const single = await trigger(job, { payload: "single" }, { "Idempotency-Key": "a" });
    const items = [
      { idempotency_key: "b", payload: 1 },
      { idempotency_key: "a" },
      { idempotency_key: "b", payload: 2 },
    ];
    const { body } = await bulk(job, items);
    expect(body).toMatchObject({ total: 3, created: 1 });
    const [fresh, known, twin] = body.results;
    expect(known).toMatchObject({ id: single.body.id, idempotency_hit: true });
    expect(twin).toMatchObject({ id: fresh.id, idempotency_hit: true });
    expect(fresh.idempotency_hit).toBe(false);
    const again = await bulk(job, items);
    expect(again.body).toMatchObject({ total: 3, created: 0 });
    const colleague = await newCaller(product, { projectId: caller.projectId });
    const hit = await trigger(job, {}, { "Idempotency-Key": "b" }, colleague);
    expect([hit.status, hit.body.id]).toEqual([200, fresh.id]);
    expect((await runsOf(job)).map(({ payload }) => payload)).toEqual(["single", 1]);
  });

  it("answers the same batch to a repeat of the request", async () => {
    const job = await createJob(caller);
    const key = { "Idempotency-Key": crypto.randomUUID() };
    const first = await bulk(job, [{}, {}], key);
    const again = await bulk(job, [{}, {}], key);
    expect(again.body).toEqual(first.body);
    expect(await runsOf(job)).toHaveLength(2);
  });

  it.each([
    ["no items", [], 422],
    ["too many", Array.from({ length: 401 }, () => ({})), 422],
    ["no list", {}, 422],
    ["a bad priority", [{}, { priority: 11 }], 422],
    ["a bad override", [{}, { timeout_secs_override: 0 }], 422],
    ["a date that is none", [{}, { scheduled_at: "soon" }], 400],
    ["a date in the past", [{}, { scheduled_at: "2020-01-01T00:00:00Z" }], 400],
    ["too many tags", [{}, { tags: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [n, ""])) }], 400],
    ["a payload that the schema refuses", [{ payload: 1 }, { payload: "x" }], 400],
    ["a key that is too long", [{}, { idempotency_key: "x".repeat(257) }], 422],
  ])("with %s writes nothing", async (_, items, status) => {
    const job = await createJob(caller, { payload_schema: { type: ["number", "object"] } });
    const answer = await bulk(job, items);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body.error.details)).toMatch(/items/);
    expect(await runsOf(job)).toEqual([]);
  });

  it("takes as many as it may, of any size that fits the body", async () => {
    const job = await createJob(caller);
    const items = Array.from({ length: 400 }, (_, n) => ({
      payload: { n, text: "x".repeat(2000) },
      priority: n % 11,
    }));
    const { status, body } = await bulk(job, items);
    expect([status, body.created]).toEqual([201, 400]);
    expect((await runsOf(job)).map(({ payload }) => payload.n)).toEqual(items.map((_, n) => n));
    await caller.call("DELETE", `/v1/runs/${body.results[7].id}`);
    // The first call was a lot; each run can still be read by its batch, filtered and by pages.
    const of = (query: string) => allPages(caller, `/v1/runs?batch_id=${body.batch_id}${query}`, 90);
    expect((await of("")).records).toHaveLength(400);
    expect((await of("&status=canceled")).records.map(({ id }) => id)).toEqual([body.results[7].id]);
    expect((await of('&payload_contains={"n":5}')).records.map(({ id }) => id)).toEqual([body.results[5].id]);
    expect((await of(`&job_id=${job.id}&status=queued`)).records).toHaveLength(399);
    const other = await createJob(caller);
    expect((await of(`&job_id=${other.id}`)).records).toEqual([]);
  });

  it("keeps a job's rate limit and payload deduplication as a whole, and knows no debounce", async () => {
    const limited = await createJob(caller, { rate_limit_max: 5, rate_limit_window_secs: 600 });
    expect((await bulk(limited, [{}, {}, {}])).status).toBe(201);
    const refused = await bulk(limited, [{}, {}, {}]);
    expect([refused.status, refused.body.error.code]).toEqual([429, "rate_limited"]);
    expect(await runsOf(limited)).toHaveLength(3);
    expect((await bulk(limited, [{}, {}])).status).toBe(201);
    const unique = await createJob(caller, { dedup_window_secs: 600 });
    const { body } = await bulk(unique, [{ payload: 1 }, { payload: 2 }, { payload: 1 }]);
    expect(body).toMatchObject({ total: 3, created: 2 });
    expect(body.results[2]).toMatchObject({ id: body.results[0].id, idempotency_hit: false });
    const debounced = await createJob(caller, { debounce_window_secs: 600 });
    expect((await bulk(debounced, [{}, {}])).body).toMatchObject({ created: 2 });
  });

  it("refuses a paused, a disabled and another project's job", async () => {
    const job = await createJob(caller);
    await caller.call("POST", `/v1/jobs/${job.id}/pause`);
    expect((await bulk(job, [{}])).status).toBe(409);
    await caller.call("POST", `/v1/jobs/${job.id}/resume`);
    await caller.call("PATCH", `/v1/jobs/${job.id}`, { enabled: false });
    expect((await bulk(job, [{}])).status).toBe(400);
    expect((await bulk(job, [{}], {}, await newCaller(product))).status).toBe(404);
    expect((await bulk({ id: crypto.randomUUID() }, [{}])).status).toBe(404);
    const reader = await newCaller(product, { projectId: caller.projectId, scopes: ["runs:read"] });
    expect((await bulk(job, [{}], {}, reader)).status).toBe(403);
  });
});

describe("batch operations", () => {
  it("are listed newest first, to their project alone, and leave with the retention", async () => {
    const own = await newCaller(product);
    const job = await createJob(own);
    const ids: string[] = [];
    for (let n = 1; n <= 5; n++) {
      const items = Array.from({ length: n }, () => ({ idempotency_key: `key-${n % 2}` }));
      ids.unshift((await bulk(job, items, {}, own)).body.batch_id);
    }
    for (const limit of [1, 2, 5]) {
      const { records } = await allPages(own, "/v1/batch-operations", limit);
      expect(records.map(({ id }) => id)).toEqual(ids);
      expect(records.map(({ item_count }) => item_count)).toEqual([5, 4, 3, 2, 1]);
      expect(records.map(({ created_count }) => created_count)).toEqual([0, 0, 0, 1, 1]);
    }
    const { status, body } = await own.call("GET", `/v1/batch-operations/${ids[0]}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: ids[0],
      project_id: own.projectId,
      job_id: job.id,
      item_count: 5,
      created_count: 0,
      created_by: `api-key:${own.keyId}`,
      created_at: expect.stringMatching(/Z$/),
      finished_at: body.created_at,
    });
    expect((await caller.call("GET", `/v1/batch-operations/${ids[0]}`)).status).toBe(404);
    expect((await own.call("GET", "/v1/batch-operations/x")).status).toBe(404);
    expect((await caller.call("GET", `/v1/runs?batch_id=${ids[4]}`)).body.data).toEqual([]);
    for (const name of ["batch", "batch_runs"] as const) {
      const key = catalogKey(name, ids[4] ?? "");
      expect(await redis.pttl(key)).toBeGreaterThan(2160 * 3_600_000 - 600_000);
    }
    const list = catalogKey("batches", own.projectId);
    await redis.zadd(list, 0, "00000000-0000-7000-8000-000000000000");
    await bulk(job, [{}], {}, own);
    expect(await redis.zcard(list)).toBe(6);
  });
});

describe("runs of one idempotency key", () => {
  it("are one run, whichever gateway was asked", async () => {
    const job = await createJob(caller);
    const callers = await Promise.all(
      Array.from({ length: 8 }, () => newCaller(product, { projectId: caller.projectId })),
    );
    const answers = await Promise.all(
      callers.map((one) => trigger(job, {}, { "Idempotency-Key": "same" }, one)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const found = await eventually(
      () => runsOf(job),
      (runs) => runs.length > 0,
    );
    expect(found).toHaveLength(1);
  });
});
