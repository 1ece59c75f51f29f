import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogKey, partitionKey } from "../../../src/store/keys.js";
import { eventually, type HttpAnswer, Product, type TriggeredRun } from "../../support/product.js";
import { setRun } from "../../support/stored-run.js";

let product: Product;
let redis: Redis;

beforeAll(async () => {
  product = await Product.start({ workers: 1, environment: { SWEEP_INTERVAL: "200ms" } });
  redis = new Redis({ path: product.redis.url.slice("unix://".length) });
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

const trigger = (jobId: string, key: string, body: unknown = {}) =>
  product.control("POST", `/v1/jobs/${jobId}/trigger`, body, { "Idempotency-Key": key });
const runOf = ({ body }: HttpAnswer, jobId: string): TriggeredRun => ({
  ...{ id: body.id, token: body.run_token, jobId },
});
async function claimed(id: string, jobId: string): Promise<TriggeredRun> {
  const { body } = await product.control("POST", "/v1/workers/claim", { worker_id: "w", max: 100 });
  const one = body.runs.find((run: { run_id: string }) => run.run_id === id);
  return { id, token: one.run_token, jobId };
}
const wait = (run: TriggeredRun, key: string) =>
  product.executor("POST", run, "wait-for-event", { event_key: key });
const send = (key: string, payload: unknown) =>
  product.control("POST", `/v1/events/${key}/send`, { payload });

describe("a key that runs have waited for", () => {
  const endings: Record<string, (run: TriggeredRun, key: string) => Promise<unknown>> = {
    "has been received": (_, key) => send(key, 1),
    "was canceled with its run": (run) => product.control("DELETE", `/v1/runs/${run.id}`),
    "was canceled": (_, key) => product.control("DELETE", `/v1/events/${key}`),
    "ended with its run": (run) => product.executor("POST", run, "complete", {}),
  };

  it.each(Object.keys(endings))(
    "keeps an event, equal or not, for the next wait when the wait %s",
    async (how) => {
      const job = await product.createJob();
      for (const payload of [1, 2]) {
        const key = crypto.randomUUID();
        const first = await product.trigger(job.id);
        await wait(first, key);
        await endings[how]?.(first, key);
        const sent = await send(key, payload);
        expect([sent.status, sent.body.status]).toEqual([202, "buffered"]);
        const next = await wait(await product.trigger(job.id), key);
        expect(next.body).toMatchObject({ status: "received", payload });
        expect((await wait(await product.trigger(job.id), key)).body.status).toBe("waiting");
      }
    },
  );
});

describe("without EVENT_BUFFER_SECS", () => {
  it("refuses an event nobody waits for, but for the one that its wait has ended with", async () => {
    const own = await Product.start({ environment: { EVENT_BUFFER_SECS: "0" } });
    const sent = (payload: unknown) => own.control("POST", "/v1/events/k/send", { payload });
    expect((await sent({ a: 1, b: [2] })).status).toBe(404);
    const run = await own.trigger((await own.createJob()).id);
    await own.executor("POST", run, "wait-for-event", { event_key: "k" });
    expect((await sent({ a: 1, b: [2] })).status).toBe(200);
    expect((await sent({ b: [2], a: 1 })).status).toBe(200);
    const other = await sent({ a: 2 });
    expect([other.status, other.body.error.code]).toEqual([409, "conflict"]);
    await own.stop();
  });
});

describe("wait-for-event repeated after a lost `received`", () => {
  async function received(): Promise<{ run: TriggeredRun; key: string; first: HttpAnswer }> {
    const key = crypto.randomUUID();
    await send(key, { n: 1 });
    const run = await product.trigger((await product.createJob()).id);
    await product.executor("POST", run, "log", { message: "before" });
    return { run, key, first: await wait(run, key) };
  }

  it("is the same wait, whatever heartbeats and reads come in between", async () => {
    const { run, key, first } = await received();
    expect(first.body.status).toBe("received");
    await product.executor("POST", run, "heartbeat");
    await product.executor("GET", run, "payload");
    await send(key, { n: 2 });
    for (let n = 0; n < 2; n++) expect((await wait(run, key)).text).toBe(first.text);
    expect(await product.run(run.id)).toMatchObject({ status: "executing" });
  });

  it.each([
    ["log", { message: "m" }],
    ["progress", { percent: 1 }],
    ["stream", { chunk: "c" }],
    ["state", { key: "k", value: 1 }],
    ["checkpoint", { state: {} }],
    ["usage", { provider: "p", model: "m", total_tokens: 1 }],
    ["memory/k", { value: 1 }],
    ["continue", {}],
  ])("is a new wait after %s", async (operation, body) => {
    const { run, key } = await received();
    const called = await product.executor("POST", run, operation, body);
    expect(called.status).toBeLessThan(300);
    expect((await wait(run, key)).body.status).toBe("waiting");
  });

  it("is a new wait for another key, and for the same after that", async () => {
    const { run, key } = await received();
    const other = crypto.randomUUID();
    await send(other, 2);
    expect((await wait(run, other)).body).toMatchObject({ status: "received", payload: 2 });
    expect((await wait(run, key)).body.status).toBe("waiting");
  });

  it("is a new wait in the next attempt", async () => {
    const { run, key } = await received();
    await product.control("POST", `/v1/runs/${run.id}/restart`);
    const token = await claimed(run.id, run.jobId);
    expect((await wait(token, key)).body.status).toBe("waiting");
  });
});

describe("an awaited spawn with the key of a child that is there", () => {
  async function secondAttempt(): Promise<{ parent: TriggeredRun; child: TriggeredRun; body: object }> {
    const [job, childJob] = [await product.createJob(), await product.createJob()];
    const parent = await product.trigger(job.id);
    const body = { job_id: childJob.id, idempotency_key: "k" };
    const spawned = await product.executor("POST", parent, "spawn", body);
    expect(spawned.status).toBe(201);
    const child = await claimed(spawned.body.id, childJob.id);
    return { parent, child, body: { ...body, await_completion: true } };
  }

  it("waits for it while it is open, and goes on when it ends", async () => {
    const { parent, child, body } = await secondAttempt();
    const again = await product.executor("POST", parent, "spawn", body);
    expect([again.status, again.body.id, again.body.await_completion]).toEqual([201, child.id, true]);
    expect(await product.run(parent.id)).toMatchObject({ status: "waiting" });
    // A repeat while it waits is the same.
    expect((await product.executor("POST", parent, "spawn", body)).text).toBe(again.text);
    await product.executor("POST", child, "complete", {});
    expect(await product.run(parent.id)).toMatchObject({ status: "queued" });
  });

  it("goes on at once when it has ended", async () => {
    const { parent, child, body } = await secondAttempt();
    await product.executor("POST", child, "complete", {});
    const again = await product.executor("POST", parent, "spawn", body);
    expect([again.status, again.body.id, again.body.status]).toEqual([201, child.id, "completed"]);
    expect(await product.run(parent.id)).toMatchObject({ status: "executing" });
  });
});

describe("an idempotency key", () => {
  it("that was freed makes a new run, by the same header and caller", async () => {
    const job = await product.createJob();
    const first = await trigger(job.id, "k");
    const freed = await product.control("DELETE", `/v1/runs/${first.body.id}/idempotency-key`);
    expect(freed.status).toBe(200);
    const second = await trigger(job.id, "k");
    expect([second.status, second.headers.get("idempotency-replayed")]).toEqual([201, null]);
    expect(second.body.id).not.toBe(first.body.id);
    const third = await trigger(job.id, "k");
    expect([third.body.id, third.headers.get("idempotency-replayed")]).toEqual([second.body.id, "true"]);
  });

  it("of an expired run makes a new one", async () => {
    const job = await product.createJob();
    const first = await trigger(job.id, "k", { ttl_secs: 1 });
    await eventually(
      () => product.run(first.body.id),
      ({ status }) => status === "expired",
    );
    const second = await trigger(job.id, "k");
    expect(second.status).toBe(201);
    expect(second.body).toMatchObject({ status: "queued", idempotency_hit: false });
    expect(second.body.id).not.toBe(first.body.id);
  });

  it("is not given an end by a run that does not hold it any more", async () => {
    const job = await product.createJob();
    const first = await trigger(job.id, "k");
    const key = catalogKey("run_idempotency", job.id, "k");
    await redis.set(key, crypto.randomUUID());
    await product.control("DELETE", `/v1/runs/${first.body.id}`);
    expect(await redis.pttl(key)).toBe(-1);
  });

  it("is held by the run that an equal payload has made, and stays so", async () => {
    const job = await product.createJob({ dedup_window_secs: 1 });
    const first = await product.control("POST", `/v1/jobs/${job.id}/trigger`, { payload: 1 });
    const twin = await trigger(job.id, "k", { payload: 1 });
    expect(twin.body.id).toBe(first.body.id);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const again = await trigger(job.id, "k", { payload: 1 });
    expect([again.body.id, again.headers.get("idempotency-replayed")]).toEqual([first.body.id, "true"]);
  });
});

describe("a trigger that is answered again", () => {
  const key = (id: string) => partitionKey("run", id);

  it("carries the first answer while its token is good", async () => {
    const job = await product.createJob();
    const first = await trigger(job.id, "k");
    expect((await trigger(job.id, "k")).text).toBe(first.text);
  });

  it("carries a token of the current attempt", async () => {
    const job = await product.createJob({ max_attempts: 2 });
    const first = await trigger(job.id, "k");
    const bulk = () =>
      product.control(
        "POST",
        `/v1/jobs/${job.id}/trigger/bulk`,
        { items: [{}, {}] },
        { "Idempotency-Key": "bulk" },
      );
    const many = await bulk();
    for (const { id } of [first.body, ...many.body.results]) await setRun(redis, key(id), { attempt: 2 });
    const again = runOf(await trigger(job.id, "k"), job.id);
    expect((await product.executor("POST", again, "heartbeat")).status).toBe(200);
    for (const { id, run_token } of (await bulk()).body.results) {
      const run = { id, token: run_token, jobId: job.id };
      expect((await product.executor("POST", run, "heartbeat")).status).toBe(200);
    }
  });

  it("carries a token that outlasts an attempt when the first would not", async () => {
    const job = await product.createJob();
    const first = await trigger(job.id, "k", { ttl_secs: 1, timeout_secs_override: 1 });
    // As after an hour in which the run waited: an attempt may take longer than the token lasts.
    await setRun(redis, key(first.body.id), { timeout_secs: 3600 });
    const again = await trigger(job.id, "k");
    expect(again.body.id).toBe(first.body.id);
    expect(Date.parse(again.body.run_token_expires_at) - Date.now()).toBeGreaterThan(3_600_000);
  });
});
