import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionOptions } from "../../../src/store/connection.js";
import { KeptReplies } from "../../../src/store/kept-replies.js";
import { catalogKey, partitionKey } from "../../../src/store/keys.js";
import { type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { eventually, Product } from "../../support/product.js";
import { shownRun } from "../../support/stored-run.js";

const DAY_MS = 86_400_000;

let product: Product;
let redis: Redis;
let caller: Caller;
/** Another key of the same project. */
let colleague: Caller;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1 });
  redis = new Redis(connectionOptions(product.redis.url));
  caller = await newCaller(product);
  colleague = await newCaller(product, { projectId: caller.projectId });
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

function trigger(job: Shown, body?: unknown, headers: Record<string, string> = {}, by = caller, gateway = 0) {
  return by.call("POST", `/v1/jobs/${job.id}/trigger`, body, headers, gateway);
}

async function runsOf(job: Shown): Promise<Shown[]> {
  return (await caller.call("GET", `/v1/runs?job_id=${job.id}&limit=100`)).body.data;
}

async function run(id: string): Promise<Shown> {
  return (await caller.call("GET", `/v1/runs/${id}`)).body;
}

describe("triggering a run", () => {
  it("answers 201 with the run, its token and the hash of the canonical payload", async () => {
    const job = await createJob(caller);
    const one = await trigger(job, '{"payload": {"b": [1, 2], "a": "é"}}');
    const two = await trigger(job, '{"payload":{"a":"é","b":[1,2]}}');
    const canonical = createHash("sha256").update('{"a":"é","b":[1,2]}').digest("hex");
    for (const { status, body } of [one, two]) {
      expect(status).toBe(201);
      expect(body).toMatchObject({ status: "queued", idempotency_hit: false, payload_hash: canonical });
      expect(Date.parse(body.run_token_expires_at)).toBeGreaterThan(Date.now());
      const token = { id: body.id, token: body.run_token, jobId: job.id };
      expect((await product.executor("GET", token, "payload")).body).toEqual({ a: "é", b: [1, 2] });
    }
    expect(one.body.id).not.toBe(two.body.id);
    expect(await run(one.body.id)).toMatchObject({
      job_id: job.id,
      attempt: 1,
      triggered_by: "manual",
      priority: 0,
      created_by: `api-key:${caller.keyId}`,
    });
  });

  it("keeps what is to be otherwise than in the job, and stamps it on the run", async () => {
    const job = await createJob(caller, { max_attempts: 2, timeout_secs: 30 });
    const overrides = {
      max_attempts_override: 7,
      timeout_secs_override: 4000,
      retry_backoff: "fixed",
      retry_initial_delay_secs: 12,
      retry_max_delay_secs: 7200,
    };
    const { body } = await trigger(job, overrides);
    expect(await run(body.id)).toMatchObject(overrides);
    expect(Object.keys(await run((await trigger(job)).body.id))).not.toContain("retry_backoff");
    // What the job says is 30 s; the token of the trigger covers the wait (timeout + 60 s) and the attempt.
    expect(Date.parse(body.run_token_expires_at)).toBeGreaterThan(Date.now() + 8_000_000);
    const claimed = await caller.call("POST", "/v1/workers/claim", {
      worker_id: "w",
      job_slugs: [job.slug],
      max: 2,
    });
    expect(claimed.body.runs.map((one: Shown) => one.timeout_secs)).toEqual([4000, 30]);
    const stored = await redis.hgetall(partitionKey("run", body.id));
    expect(shownRun(stored)).toMatchObject({ max_attempts: "7" });
  });

  it.each([
    ["max_attempts_override", [0, 101, "1", 1.5]],
    ["timeout_secs_override", [0, 86_401]],
    ["retry_backoff", ["none", 1]],
    ["retry_initial_delay_secs", [0, 3601]],
    ["retry_max_delay_secs", [0, 86_401]],
  ])("refuses %s out of its bounds", async (name, values) => {
    const job = await createJob(caller);
    for (const value of values) {
      const { status, body } = await trigger(job, { [name]: value });
      expect([status, body.error.code], `${name} ${value}`).toEqual([422, "validation_failed"]);
    }
    expect(await runsOf(job)).toEqual([]);
  });

  it("takes an empty body as no fields at all", async () => {
    expect((await trigger(await createJob(caller))).status).toBe(201);
  });

  it("keeps priority and concurrency key, and merges tags: the request's win", async () => {
    const job = await createJob(caller, {
      tags: { a: "job", b: "job" },
      default_run_metadata: { region: "eu" },
    });
    const body = { priority: 10, concurrency_key: "k".repeat(256), tags: { b: "run", c: "run" } };
    const { body: answer } = await trigger(job, body, { Traceparent: "00-1-2-01" });
    expect(await run(answer.id)).toMatchObject({
      priority: 10,
      concurrency_key: "k".repeat(256),
      tags: { a: "job", b: "run", c: "run" },
      metadata: { region: "eu", _trace_parent: "00-1-2-01" },
    });
  });

  it.each([
    ["priority", 11],
    ["priority", -1],
    ["priority", 1.5],
    ["priority", "1"],
    ["ttl_secs", -1],
    ["ttl_secs", 2_592_001],
    ["concurrency_key", "k".repeat(257)],
    ["tags", { a: 1 }],
    ["dry_run", "yes"],
  ])("refuses %s = %j as a declared constraint", async (field, value) => {
    const job = await createJob(caller);
    const { status, body } = await trigger(job, { [field]: value });
    expect([status, body.error.code]).toEqual([422, "validation_failed"]);
    expect(await runsOf(job)).toEqual([]);
  });

  it.each([
    ["a scheduled_at in the past", { scheduled_at: new Date(Date.now() - 60_000).toISOString() }],
    ["more than 30 days ahead", { scheduled_at: new Date(Date.now() + 31 * DAY_MS).toISOString() }],
    ["a scheduled_at that is no date-time", { scheduled_at: "tomorrow" }],
    ["more than 20 tags", { tags: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`k${n}`, ""])) }],
    ["a tag key of 65 characters", { tags: { ["k".repeat(65)]: "" } }],
  ])("refuses %s as a bad request", async (_, fields) => {
    const job = await createJob(caller);
    const { status, body } = await trigger(job, fields);
    expect([status, body.error.code]).toEqual([400, "bad_request"]);
    expect(await runsOf(job)).toEqual([]);
  });

  it("refuses an unknown job 404, a disabled one 400 and a paused one 409", async () => {
    expect((await trigger({ id: crypto.randomUUID() })).status).toBe(404);
    const disabled = await createJob(caller, { enabled: false });
    expect((await trigger(disabled)).status).toBe(400);
    expect((await trigger(disabled, { dry_run: true })).status).toBe(400);
    const paused = await createJob(caller);
    await caller.call("POST", `/v1/jobs/${paused.id}/pause`);
    // The other gateway has not seen the pause: the script refuses by what is true now.
    for (const gateway of [0, 1]) expect((await trigger(paused, {}, {}, caller, gateway)).status).toBe(409);
  });

  it("checks the payload against the job's schema, with a line for each problem", async () => {
    const schema = { type: "object", required: ["n"], properties: { n: { type: "integer", minimum: 1 } } };
    const job = await createJob(caller, { payload_schema: schema });
    for (const payload of [{}, { n: 0 }, { n: "1" }, [], "n", undefined]) {
      const { status, body } = await trigger(job, { payload });
      expect([status, body.error.code]).toEqual([400, "bad_request"]);
      expect(body.error.details.join()).toContain("payload");
    }
    expect((await trigger(job, { payload: { n: 1 } })).status).toBe(201);
    expect(await runsOf(job)).toHaveLength(1);
  });

  it("a dry run answers what would be, and makes no run", async () => {
    const job = await createJob(caller);
    const { status, text, body } = await trigger(job, '{"dry_run":true,"payload":{"big":9007199254740993}}');
    expect(status).toBe(200);
    expect(body).toMatchObject({ job: { id: job.id }, expires_at: expect.any(String) });
    expect(body.payload_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(text).toContain('"payload":{"big":9007199254740993}');
    expect(await runsOf(job)).toEqual([]);
  });
});

describe("the start of a run", () => {
  it("waits for scheduled_at, then the run can be claimed", async () => {
    const job = await createJob(caller);
    const at = new Date(Date.now() + 1000).toISOString();
    const { body } = await trigger(job, { scheduled_at: at });
    expect(body.status).toBe("delayed");
    expect(await run(body.id)).toMatchObject({ status: "delayed", scheduled_at: at });
    const token = { id: body.id, token: body.run_token, jobId: job.id };
    expect((await product.executor("POST", token, "heartbeat")).status).toBe(409);
    const claim = { worker_id: "w", job_slugs: [job.slug], wait_ms: 20_000 };
    const claimed = await caller.call("POST", "/v1/workers/claim", claim);
    expect(claimed.body.runs).toMatchObject([{ run_id: body.id }]);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(at));
  });

  it("must come within ttl_secs, else the run expires; a run that began does not", async () => {
    const job = await createJob(caller);
    const { body: begun } = await trigger(job, { ttl_secs: 5 });
    const token = { id: begun.id, token: begun.run_token, jobId: job.id };
    expect((await product.executor("POST", token, "heartbeat")).status).toBe(200);
    const { body: late } = await trigger(job, { ttl_secs: 5 });
    const expired = await eventually(
      () => run(late.id),
      ({ status }) => status === "expired",
    );
    expect(expired).toMatchObject({ status: "expired", error: "run expired" });
    expect(await run(begun.id)).toMatchObject({ status: "executing" });
  });
});

describe("the idempotency of answers", () => {
  it("answers the first reply again, by either header, on any gateway", async () => {
    const job = await createJob(caller);
    const key = crypto.randomUUID();
    const first = await trigger(job, { payload: 1 }, { "Idempotency-Key": key });
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([201, null]);
    for (const [name, gateway] of [
      ["Idempotency-Key", 0],
      ["X-Idempotency-Key", 1],
    ] as const) {
      const again = await trigger(job, { payload: 2 }, { [name]: key }, caller, gateway);
      expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
      expect(again.text).toBe(first.text);
    }
    expect(await runsOf(job)).toHaveLength(1);
    const other = await trigger(await createJob(caller), {}, { "Idempotency-Key": key });
    expect(other.headers.get("idempotency-replayed")).toBeNull();
  });

  it("keeps no refusal: the key is free again", async () => {
    const job = await createJob(caller);
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    await caller.call("POST", `/v1/jobs/${job.id}/pause`);
    expect((await trigger(job, {}, headers)).status).toBe(409);
    await caller.call("POST", `/v1/jobs/${job.id}/resume`);
    expect((await trigger(job, {}, headers)).status).toBe(201);
  });

  it("refuses 409 while the first request is in flight", async () => {
    const job = await createJob(caller);
    const key = crypto.randomUUID();
    const parts = [caller.projectId, `api-key:${caller.keyId}`, `/v1/jobs/${job.id}/trigger`, key];
    const name = catalogKey("reply", KeptReplies.digest(parts));
    await redis.set(name, "", "PX", 60_000);
    const { status, body } = await trigger(job, {}, { "Idempotency-Key": key });
    expect([status, body.error.code]).toEqual([409, "conflict"]);
    await redis.del(name);
    expect((await trigger(job, {}, { "Idempotency-Key": key })).status).toBe(201);
  });

  it("takes a key of 256 characters, and refuses a longer one", async () => {
    const job = await createJob(caller);
    for (const name of ["Idempotency-Key", "X-Idempotency-Key"]) {
      expect((await trigger(job, {}, { [name]: "k".repeat(257) })).status).toBe(400);
    }
    expect((await trigger(job, {}, { "Idempotency-Key": "k".repeat(256) })).status).toBe(201);
  });

  it("creates one run for many callers of one moment, whoever they are and whichever gateway they ask", async () => {
    const job = await createJob(caller);
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        trigger(job, {}, headers, n % 3 === 0 ? colleague : caller, n % 2),
      ),
    );
    const runs = await runsOf(job);
    expect(runs).toHaveLength(1);
    expect(answers.filter(({ body }) => body.idempotency_hit === false).length).toBeGreaterThan(0);
    for (const { status, body } of answers) {
      if (status === 409) continue;
      expect([200, 201]).toContain(status);
      expect(body.id).toBe(runs[0].id);
    }
  });
});

describe("the idempotency of runs", () => {
  it("answers 200 with the run to another key of the project, with a token that works", async () => {
    const job = await createJob(caller);
    const headers = { "X-Idempotency-Key": crypto.randomUUID() };
    const first = await trigger(job, { payload: { n: 1 } }, headers);
    const hit = await trigger(job, { payload: { n: 2 } }, headers, colleague);
    expect(hit.status).toBe(200);
    expect(hit.body).toMatchObject({ id: first.body.id, status: "queued", idempotency_hit: true });
    const token = { id: hit.body.id, token: hit.body.run_token, jobId: job.id };
    expect((await product.executor("GET", token, "payload")).body).toEqual({ n: 1 });
    expect(await run(first.body.id)).toMatchObject({ idempotency_key: headers["X-Idempotency-Key"] });
    expect((await product.executor("POST", token, "complete", {})).status).toBe(200);
    const third = await newCaller(product, { projectId: caller.projectId });
    const ended = await trigger(job, {}, headers, third);
    expect([ended.status, ended.body.status, ended.body.id]).toEqual([200, "completed", first.body.id]);
  });

  it("belongs to the job: the same key makes a run of each", async () => {
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    for (const by of [caller, colleague]) {
      expect((await trigger(await createJob(caller), {}, headers, by)).status).toBe(201);
    }
  });

  it("is over 24 h after the end of the run", async () => {
    const job = await createJob(caller);
    const key = crypto.randomUUID();
    const { body } = await trigger(job, {}, { "Idempotency-Key": key });
    const name = catalogKey("run_idempotency", job.id, key);
    expect(await redis.pttl(name)).toBe(-1);
    const before = Date.now();
    await caller.call("DELETE", `/v1/runs/${body.id}`);
    const endedMs = (await redis.pexpiretime(name)) - DAY_MS;
    expect(endedMs).toBeGreaterThanOrEqual(before - 1);
    expect(endedMs).toBeLessThanOrEqual(Date.now());
  });
});
