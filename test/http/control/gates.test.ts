import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { catalogKey, partitionKey } from "../../../src/store/keys.js";
import { allPages, type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { eventually, Product } from "../../support/product.js";

let product: Product;
let redis: Redis;
let caller: Caller;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1, environment: { SWEEP_INTERVAL: "200ms" } });
  redis = new Redis(connectionOptions(product.redis.url));
  caller = await newCaller(product);
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

function trigger(job: Shown, body: unknown = {}, headers: Record<string, string> = {}, gateway = 0) {
  return caller.call("POST", `/v1/jobs/${job.id}/trigger`, body, headers, gateway);
}

async function runsOf(job: Shown): Promise<Shown[]> {
  return (await allPages(caller, `/v1/runs?job_id=${job.id}`, 100)).records.reverse();
}

function runsOnceThere(job: Shown, count: number): Promise<Shown[]> {
  return eventually(
    () => runsOf(job),
    (runs) => runs.length >= count,
  );
}

/** What the job holds back, by its key. */
const heldBy = (job: Shown): Promise<Record<string, string>> =>
  redis.hgetall(partitionKey("holding", job.id));

/** Makes the window of everything that the job holds end now. */
async function endWindows(job: Shown): Promise<void> {
  for (const id of Object.values(await heldBy(job))) {
    const past = String(Date.now() - 1);
    await redis
      .multi()
      .hset(partitionKey("held", id), "fire_at", past)
      .zadd(partitionKey("due"), past, id)
      .exec();
  }
}

describe("the rate limit of a job", () => {
  it("takes as many triggers as it says, of any moment, and refuses the rest with 429", async () => {
    const job = await createJob(caller, { rate_limit_max: 5, rate_limit_window_secs: 600 });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => trigger(job, {}, {}, n % 2)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, headers, body } of refused) {
      expect([status, headers.get("retry-after")]).toEqual([429, "5"]);
      expect(body.error).toMatchObject({ code: "rate_limited", details: ["retry_after_seconds=5"] });
    }
    expect(await runsOf(job)).toHaveLength(5);
    // The window slides: once the oldest two are behind it, two more are taken.
    const key = catalogKey("job_rate", job.id);
    for (const id of await redis.zrange(key, 0, 1)) await redis.zadd(key, Date.now() - 600_000, id);
    const later = await Promise.all(Array.from({ length: 4 }, () => trigger(job)));
    expect(later.map(({ status }) => status).sort()).toEqual([201, 201, 429, 429]);
  });

  it("is off unless both of its fields are set, and forgotten with its window", async () => {
    for (const fields of [{ rate_limit_max: 1 }, { rate_limit_window_secs: 60 }]) {
      const job = await createJob(caller, fields);
      for (let n = 0; n < 3; n++) expect((await trigger(job)).status).toBe(201);
    }
    const job = await createJob(caller, { rate_limit_max: 1, rate_limit_window_secs: 60 });
    const before = Date.now();
    await trigger(job);
    const begunMs = (await redis.pexpiretime(catalogKey("job_rate", job.id))) - 60_000;
    expect(begunMs).toBeGreaterThanOrEqual(before - 1);
    expect(begunMs).toBeLessThanOrEqual(Date.now());
  });

  it("does not count a trigger that its idempotency key answers, and frees the key of one it refuses", async () => {
    const job = await createJob(caller, { rate_limit_max: 1, rate_limit_window_secs: 60 });
    const colleague = await newCaller(product, { projectId: caller.projectId });
    const first = await trigger(job, {}, { "Idempotency-Key": "a" });
    const again = await colleague.call("POST", `/v1/jobs/${job.id}/trigger`, {}, { "Idempotency-Key": "a" });
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    expect((await trigger(job, {}, { "Idempotency-Key": "b" })).status).toBe(429);
    await redis.del(catalogKey("job_rate", job.id));
    expect((await trigger(job, {}, { "Idempotency-Key": "b" })).status).toBe(201);
  });
});

describe("payload deduplication", () => {
  it("answers an equal payload with the run that there is, however it is written", async () => {
    const job = await createJob(caller, { dedup_window_secs: 600 });
    const first = await trigger(job, '{"payload":{"a":1,"b":[true,{"c":"x"}]}}');
    const answers = await Promise.all(
      [
        '{"payload":{"b":[true,{"c":"\\u0078"}],"a":1}}',
        '{ "payload" : {"a":1.0, "b":[true,{"c":"x"}]} }',
      ].map((body, n) => trigger(job, body, {}, n)),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(201);
      expect(body).toMatchObject({ id: first.body.id, status: "queued", idempotency_hit: false });
      expect(body.payload_hash).toBe(first.body.payload_hash);
      const run = { id: body.id, token: body.run_token, jobId: job.id };
      expect((await product.executor("GET", run, "payload")).status).toBe(200);
    }
    expect(await runsOf(job)).toHaveLength(1);
  });

  it("takes unequal payloads for unequal, numbers beyond a double's precision too", async () => {
    const job = await createJob(caller, { dedup_window_secs: 600 });
    const payloads = ["1", "2", '"1"', "null", "{}", "[]", "[1,2]", "[2,1]", '{"a":1}', '{"a":{}}', "false"];
    payloads.push("9007199254740993", "9007199254740992", '"9007199254740993"');
    for (const payload of payloads) await trigger(job, `{"payload":${payload}}`);
    expect(await runsOf(job)).toHaveLength(payloads.length);
    // No payload at all is {}.
    await trigger(job);
    expect(await runsOf(job)).toHaveLength(payloads.length);
  });

  it("makes one run of triggers of one moment, and another once the window is over", async () => {
    const job = await createJob(caller, { dedup_window_secs: 60 });
    const of = () =>
      Promise.all(Array.from({ length: 12 }, (_, n) => trigger(job, { payload: 1 }, {}, n % 2)));
    const ids = new Set((await of()).map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    for (const key of await redis.keys(`${catalogKey("job_payload", job.id, "")}*`)) {
      const left = await redis.pttl(key);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(60_000);
      await redis.del(key);
    }
    for (const { body } of await of()) ids.add(body.id);
    expect(ids.size).toBe(2);
  });
});

describe("a debounce window", () => {
  it("makes one run a key, of the newest trigger, once no other has come", async () => {
    const job = await createJob(caller, { debounce_window_secs: 600, tags: { of: "job" } });
    for (let n = 0; n < 6; n++) {
      const before = Date.now();
      const { status, body } = await trigger(
        job,
        `{"payload":{"n":${n},"big":9007199254740993},"priority":${n},"tags":{"n":"${n}"},"debounce_key":"k${n % 2}"}`,
        { Traceparent: `00-${n}` },
        n % 2,
      );
      expect(status).toBe(201);
      expect(body).toEqual({ debounced: true, fire_at: expect.any(String) });
      const begunMs = Date.parse(body.fire_at) - 600_000;
      expect(begunMs).toBeGreaterThanOrEqual(before - 1);
      expect(begunMs).toBeLessThanOrEqual(Date.now());
    }
    expect(await runsOf(job)).toEqual([]);
    expect(Object.keys(await heldBy(job)).sort()).toEqual(["debounce k0", "debounce k1"]);
    const held = Object.values(await heldBy(job));
    await endWindows(job);
    const runs = await runsOnceThere(job, 2);
    expect(runs.map(({ payload }) => payload.n).sort()).toEqual([4, 5]);
    for (const run of runs) {
      const { n } = run.payload;
      expect(run).toMatchObject({
        status: "queued",
        triggered_by: "debounce",
        priority: n,
        tags: { of: "job", n: String(n) },
        metadata: { _trace_parent: `00-${n}` },
        created_by: `api-key:${caller.keyId}`,
      });
    }
    expect(await heldBy(job)).toEqual({});
    const text = (await caller.call("GET", `/v1/runs/${runs[0].id}`)).text;
    expect(text).toContain('"big":9007199254740993');
    for (const id of held)
      expect(await redis.exists(partitionKey("held", id), partitionKey("held_payloads", id))).toBe(0);
  });

  it("ends by its own timer, and begins anew with every trigger", async () => {
    const job = await createJob(caller, { debounce_window_secs: 4 });
    let fireAt = 0;
    for (let n = 0; n < 4; n++) {
      const next = Date.parse((await trigger(job, { payload: n })).body.fire_at);
      expect(next).toBeGreaterThan(fireAt);
      fireAt = next;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const [run] = await runsOnceThere(job, 1);
    expect(run.payload).toBe(3);
    expect(Date.parse(run.created_at)).toBeGreaterThanOrEqual(fireAt);
    await trigger(job, { payload: "second" });
    await endWindows(job);
    expect((await runsOnceThere(job, 2)).map(({ payload }) => payload)).toEqual([3, "second"]);
  });

  it("is held back once for an idempotency key, and goes with its job", async () => {
    const job = await createJob(caller, { debounce_window_secs: 600 });
    const colleague = await newCaller(product, { projectId: caller.projectId });
    const key = { "Idempotency-Key": "once" };
    const first = await trigger(job, { payload: 1 }, key);
    await trigger(job, { payload: 2 });
    const again = await colleague.call("POST", `/v1/jobs/${job.id}/trigger`, { payload: 1 }, key);
    expect([again.status, again.body]).toEqual([201, first.body]);
    const [id = ""] = Object.values(await heldBy(job));
    expect(await redis.hget(partitionKey("held", id), "=payload")).toBe("2");
    expect((await caller.call("DELETE", `/v1/jobs/${job.id}`)).status).toBe(204);
    await endWindows(job);
    await eventually(
      () => redis.exists(partitionKey("held", id)),
      (count) => count === 0,
    );
    expect(await redis.zscore(partitionKey("due"), id)).toBeNull();
    expect(await runsOf(job)).toEqual([]);
  });

  it("remembers the payload of its run for the deduplication of the job", async () => {
    const job = await createJob(caller, { debounce_window_secs: 600, dedup_window_secs: 600 });
    await trigger(job, { payload: { a: 1 } });
    await endWindows(job);
    const [run] = await runsOnceThere(job, 1);
    const again = await trigger(job, { payload: { a: 1 } });
    expect(again.body).toMatchObject({ id: run.id, status: "queued" });
    expect((await trigger(job, { payload: { a: 2 } })).body).toMatchObject({ debounced: true });
  });

  it("holds a bounded number of keys", async () => {
    const job = await createJob(caller, { debounce_window_secs: 600 });
    const filled: string[] = [];
    for (let n = 0; n < LIMITS.heldKeys; n++) filled.push(`debounce filler ${n}`, "x");
    await redis.hset(partitionKey("holding", job.id), ...filled);
    const { status, body } = await trigger(job, { debounce_key: "new" });
    expect([status, body.error.code]).toEqual([429, "rate_limited"]);
    await redis.del(partitionKey("holding", job.id));
    expect((await trigger(job, { debounce_key: "new" })).status).toBe(201);
  });
});

describe("a batch window", () => {
  it("gathers payloads as they came, in order, and makes a run of them when it is full", async () => {
    const job = await createJob(caller, { batch_window_secs: 600, batch_max_size: 3 });
    const texts = ['{"b":1, "a":[9007199254740993]}', '"é\\u0000"', "-0.0"];
    expect((await trigger(job, `{"payload":${texts[0]},"batch_key":"k"}`)).body).toEqual({ buffered: true });
    expect((await trigger(job, `{"payload":${texts[1]},"batch_key":"k"}`)).body).toEqual({ buffered: true });
    expect((await trigger(job, '{"payload":1,"batch_key":"other"}')).body).toEqual({ buffered: true });
    const { status, body } = await trigger(job, `{"payload":${texts[2]},"batch_key":"k","priority":3}`);
    expect(status).toBe(201);
    expect(body).toMatchObject({ id: expect.any(String), status: "queued", batch: true });
    const own = { id: body.id, token: body.run_token, jobId: job.id };
    expect((await product.executor("GET", own, "payload")).text).toBe(`[${texts.join(",")}]`);
    expect(await runsOf(job)).toMatchObject([{ id: body.id, priority: 3, triggered_by: "manual" }]);
  });

  it("becomes a run when its window ends, whatever came last", async () => {
    const job = await createJob(caller, { batch_window_secs: 4 });
    await trigger(job, { payload: 1 });
    const [id = ""] = Object.values(await heldBy(job));
    await trigger(job);
    const [run] = await runsOnceThere(job, 1);
    expect(run.payload).toEqual([1, {}]);
    expect(await redis.exists(partitionKey("held", id), partitionKey("held_payloads", id))).toBe(0);
  });

  it("takes every payload exactly once, in whatever order, sizes and moments they come", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.tuple(fc.constantFrom("", "a", ":"), fc.boolean()), { minLength: 1, maxLength: 20 }),
        async (size, triggers) => {
          const job = await createJob(caller, { batch_window_secs: 600, batch_max_size: size });
          const send = (n: number, key: string) =>
            trigger(job, { payload: { n, key }, ...(key === "" ? {} : { batch_key: key }) }, {}, n % 2);
          const open: Promise<unknown>[] = [];
          for (const [n, [key, waits]] of triggers.entries()) {
            open.push(send(n, key));
            if (waits) await Promise.all(open);
          }
          await Promise.all(open);
          await endWindows(job);
          await eventually(
            () => heldBy(job),
            (held) => Object.keys(held).length === 0,
          );
          const runs = await runsOf(job);
          for (const { payload } of runs) {
            expect(payload.length).toBeLessThanOrEqual(size);
            expect(new Set(payload.map((one: Shown) => one.key)).size).toBe(1);
          }
          const seen = runs.flatMap(({ payload }) => payload.map((one: Shown) => one.n));
          expect(seen.sort((left, right) => left - right)).toEqual(triggers.map((_, n) => n));
        },
      ),
      { numRuns: 8 },
    );
  });

  it("is bounded in bytes: what would be too much begins the next", async () => {
    const job = await createJob(caller, { batch_window_secs: 600 });
    const large = "x".repeat(LIMITS.batchBytes * 0.6);
    expect((await trigger(job, { payload: large })).body).toEqual({ buffered: true });
    expect((await trigger(job, { payload: large })).body).toEqual({ buffered: true });
    const [run] = await runsOnceThere(job, 1);
    expect(run.payload).toEqual([large]);
    expect(Object.keys(await heldBy(job))).toEqual(["batch "]);
  });

  it("adds a payload once for an idempotency key", async () => {
    const job = await createJob(caller, { batch_window_secs: 600, batch_max_size: 2 });
    const colleague = await newCaller(product, { projectId: caller.projectId });
    const by = (who: Caller, key: string, payload: string) =>
      who.call("POST", `/v1/jobs/${job.id}/trigger`, { payload }, { "Idempotency-Key": key });
    for (const who of [caller, colleague]) {
      expect((await by(who, "a", "first")).body).toEqual({ buffered: true });
    }
    const full = await by(caller, "b", "second");
    expect(full.body).toMatchObject({ batch: true });
    const again = await by(colleague, "b", "second");
    expect([again.status, again.body.id]).toEqual([200, full.body.id]);
    expect((await runsOf(job)).map(({ payload }) => payload)).toEqual([["first", "second"]]);
  });
});

describe("fields of the gates", () => {
  it.each([
    [{ debounce_window_secs: 1, batch_window_secs: 1 }, 400],
    [{ batch_max_size: 2 }, 400],
    [{ rate_limit_window_secs: 2_592_000, rate_limit_max: 1 }, 201],
    [{ rate_limit_window_secs: 2_592_001 }, 422],
    [{ rate_limit_max: -1 }, 422],
    [{ rate_limit_max: 100_001 }, 422],
    [{ dedup_window_secs: 1.5 }, 422],
    [{ debounce_window_secs: 86_401 }, 422],
    [{ batch_window_secs: 1, batch_max_size: 1001 }, 422],
    [{ debounce_window_secs: 0, batch_window_secs: 0, batch_max_size: 0 }, 201],
  ])("%j: %i", async (fields, status) => {
    const slug = crypto.randomUUID();
    const job = { project_id: caller.projectId, name: slug, slug, ...fields };
    const answer = await caller.call("POST", "/v1/jobs", job);
    expect(answer.status).toBe(status);
    if (status === 201) expect(answer.body).toMatchObject(fields);
  });

  it("take effect with a patch, and keys of a trigger are bounded", async () => {
    const job = await createJob(caller);
    expect((await trigger(job)).body).toMatchObject({ status: "queued" });
    await caller.call("PATCH", `/v1/jobs/${job.id}`, { debounce_window_secs: 600 });
    expect((await trigger(job, { debounce_key: "x".repeat(256) })).body).toMatchObject({ debounced: true });
    for (const name of ["debounce_key", "batch_key", "concurrency_key"]) {
      expect((await trigger(job, { [name]: "x".repeat(257) })).status, name).toBe(422);
    }
    await caller.call("PATCH", `/v1/jobs/${job.id}`, { debounce_window_secs: 0 });
    expect((await trigger(job)).body).toMatchObject({ status: "queued" });
  });
});
