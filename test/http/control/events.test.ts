import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allPages, createJob, newCaller, type Shown } from "../../support/callers.js";
import { eventually, Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let job: Shown;

beforeAll(async () => {
  product = await Product.start({ gateways: 2, workers: 1 });
  job = await product.createJob();
});
afterAll(() => product.stop());

const path = (key: string) => `/v1/events/${encodeURIComponent(key)}`;
const send = (key: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  product.control("POST", `${path(key)}/send`, body, headers);
const sendPrefix = (prefix: string, body: unknown = {}) =>
  product.control("POST", `/v1/events/prefix/${encodeURIComponent(prefix)}/send`, body);

async function waiting(key: string, fields: Record<string, unknown> = {}): Promise<TriggeredRun> {
  const run = await product.trigger(job.id);
  const { status, text } = await product.executor("POST", run, "wait-for-event", {
    event_key: key,
    ...fields,
  });
  if (status !== 200) throw new Error(text);
  return run;
}

describe("sending an event", () => {
  it("resumes the run, keeps the payload as a checkpoint, and answers the trigger", async () => {
    const key = crypto.randomUUID();
    const run = await waiting(key, { timeout_secs: 60 });
    expect((await product.control("GET", path(key))).body).toMatchObject({
      event_key: key,
      job_run_id: run.id,
      status: "waiting",
      source_type: "job_run",
      trigger_type: "event",
      timeout_secs: 60,
    });
    const sent = await send(key, '{"payload":{"n":9007199254740993,"list":[]}}');
    expect(sent.status).toBe(200);
    expect(sent.text).toContain('"response_payload":{"n":9007199254740993,"list":[]}');
    expect(sent.body).toMatchObject({ status: "received", job_run_id: run.id });
    expect(sent.body.sent_by).toMatch(/^api-key:/);
    expect(await product.run(run.id)).toMatchObject({ status: "queued", attempt: 1 });
    const checkpoints = await product.control("GET", `/v1/runs/${run.id}/checkpoints`);
    expect(checkpoints.body.data).toMatchObject([{ sequence: 1, source: "event_trigger" }]);
    expect(checkpoints.text).toContain('"state":{"n":9007199254740993,"list":[]}');
  });

  it("keeps what comes after the wait is over for the next wait: 202", async () => {
    const key = crypto.randomUUID();
    const run = await waiting(key);
    await send(key, { payload: { a: 1, b: [2] } });
    for (const payload of [{ b: [2], a: 1 }, { a: 2 }, undefined]) {
      const later = await send(key, { payload });
      expect([later.status, later.body.status]).toEqual([202, "buffered"]);
    }
    const checkpoints = await product.control("GET", `/v1/runs/${run.id}/checkpoints`);
    expect(checkpoints.body.data).toHaveLength(1);
  });

  it("appends no checkpoint when there is no payload", async () => {
    const key = crypto.randomUUID();
    const run = await waiting(key);
    expect((await send(key)).status).toBe(200);
    expect((await product.control("GET", `/v1/runs/${run.id}/checkpoints`)).body.data).toEqual([]);
  });

  it("has one winner among different payloads of one moment", async () => {
    for (let round = 0; round < 8; round++) {
      const key = crypto.randomUUID();
      await waiting(key);
      const answers = await Promise.all([0, 1, 2, 3].map((payload) => send(key, { payload })));
      const won = answers.filter(({ status }) => status === 200);
      expect(won).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 202)).toHaveLength(3);
      const { body } = await product.control("GET", path(key));
      expect(body.response_payload).toBe(won[0]?.body.response_payload);
    }
  });

  it("is kept for a wait that comes a moment later, which then returns at once", async () => {
    const key = crypto.randomUUID();
    const early = await send(key, { payload: { early: true } });
    expect([early.status, early.body.status]).toEqual([202, "buffered"]);
    const run = await product.trigger(job.id);
    const wait = await product.executor("POST", run, "wait-for-event", { event_key: key });
    expect(wait.body).toMatchObject({ status: "received", payload: { early: true } });
    expect(await product.run(run.id)).toMatchObject({ status: "executing" });
  });

  it("can be repeated under an idempotency key", async () => {
    const key = crypto.randomUUID();
    await waiting(key);
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const first = await send(key, { payload: 1 }, headers);
    const again = await send(key, { payload: 2 }, headers);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([200, "true"]);
    expect(again.text).toBe(first.text);
  });

  it("finds any key that may be waited for", async () => {
    const keys = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(keys, async (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a key must not have
        const key = `${crypto.randomUUID()}${text.replaceAll(/[\u0000-\u001f]/g, "/")}`;
        const run = await waiting(key);
        expect((await product.control("GET", path(key))).body).toMatchObject({ event_key: key });
        expect((await send(key)).body).toMatchObject({ job_run_id: run.id, status: "received" });
      }),
      { numRuns: 40, examples: [["/a/b"], ["?x=1#y"], ["%2F"], ["😀 é+"]] },
    );
  });

  it("refuses what waits for nothing: a key in use, an event of another project", async () => {
    const key = crypto.randomUUID();
    await waiting(key);
    const run = await product.trigger(job.id);
    const taken = await product.executor("POST", run, "wait-for-event", { event_key: key });
    expect([taken.status, taken.body.error.message]).toEqual([409, "event key already in use"]);
    const foreign = await newCaller(product);
    expect((await foreign.call("GET", path(key))).status).toBe(404);
    expect((await foreign.call("DELETE", path(key))).status).toBe(404);
    expect((await foreign.call("POST", `${path(key)}/send`, {})).body.status).toBe("buffered");
    expect((await product.control("GET", path(key))).body).toMatchObject({ status: "waiting" });
  });
});

describe("sending to a prefix", () => {
  it("resumes every run that waits for a key with the prefix, and no other", async () => {
    const prefix = `${crypto.randomUUID()}:`;
    const within = ["1", "1/2", "é", "\uffff", "😀", "z"].map((end) => prefix + end).concat(prefix);
    const beyond = [prefix.slice(0, -1), `${prefix.slice(0, -1)};1`, `x${prefix}`];
    const runs = new Map<string, TriggeredRun>();
    for (const key of [...within, ...beyond]) runs.set(key, await waiting(key));
    const { status, body } = await sendPrefix(prefix, { payload: { go: true } });
    expect(status).toBe(200);
    expect(body.triggers.map((one: Shown) => one.event_key).sort()).toEqual([...within].sort());
    expect(body.resolved).toBe(within.length);
    for (const key of within) {
      expect(await product.run(runs.get(key)?.id ?? "")).toMatchObject({ status: "queued" });
    }
    for (const key of beyond) {
      expect(await product.run(runs.get(key)?.id ?? "")).toMatchObject({ status: "waiting" });
    }
    expect((await sendPrefix(prefix)).body).toEqual({ resolved: 0, triggers: [] });
  });

  it("resumes at most 100 a call, and the others with the next", async () => {
    const prefix = `${crypto.randomUUID()}:`;
    await Promise.all(Array.from({ length: 130 }, (_, n) => waiting(`${prefix}${n}`)));
    const answers = [await sendPrefix(prefix), await sendPrefix(prefix), await sendPrefix(prefix)];
    expect(answers.map(({ body }) => body.resolved)).toEqual([100, 30, 0]);
  });

  it("counts every wait once when several send at the same moment", async () => {
    const prefix = `${crypto.randomUUID()}:`;
    for (let n = 0; n < 10; n++) await waiting(`${prefix}${n}`);
    const answers = await Promise.all([1, 2, 3].map((payload) => sendPrefix(prefix, { payload })));
    expect(answers.reduce((sum, { body }) => sum + body.resolved, 0)).toBe(10);
  });
});

describe("the end of a wait", () => {
  it("comes with its timeout: the trigger and the run are timed out", async () => {
    const key = crypto.randomUUID();
    const run = await waiting(key, { timeout_secs: 1 });
    const ended = await eventually(
      () => product.run(run.id),
      ({ status }) => status === "timed_out",
    );
    expect(ended).toMatchObject({ status: "timed_out", error: "event trigger timed out" });
    expect((await product.control("GET", path(key))).body).toMatchObject({
      status: "timed_out",
      error: "event trigger timed out",
    });
    expect((await send(key)).status).toBe(202);
  });

  it("comes with a cancel of the event: the run is canceled too", async () => {
    const key = crypto.randomUUID();
    const run = await waiting(key);
    const canceled = await product.control("DELETE", path(key));
    expect(canceled.body).toMatchObject({ status: "canceled", error: "canceled by user" });
    expect(await product.run(run.id)).toMatchObject({ status: "canceled" });
    expect((await product.control("DELETE", path(key))).status).toBe(409);
    expect((await product.control("DELETE", path(crypto.randomUUID()))).status).toBe(404);
    expect((await product.control("GET", path(crypto.randomUUID()))).status).toBe(404);
  });
});

describe("listing events", () => {
  it("shows each once, newest first, whatever the limit; by status", async () => {
    const caller = await newCaller(product);
    const own = await createJob(caller);
    const keys = [];
    for (let n = 0; n < 11; n++) {
      const { body } = await caller.call("POST", `/v1/jobs/${own.id}/trigger`);
      const run = { id: body.id, token: body.run_token, jobId: own.id };
      await product.executor("POST", run, "wait-for-event", { event_key: `key-${n}` });
      if (n % 3 === 0) await caller.call("POST", `/v1/events/key-${n}/send`, {});
      keys.unshift(`key-${n}`);
    }
    const all = (await caller.call("GET", "/v1/events?limit=100")).body.data as Shown[];
    expect(all.map((one) => one.event_key)).toEqual(keys);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 15 }),
        fc.constantFrom("waiting", "received"),
        async (limit, status) => {
          expect((await allPages(caller, "/v1/events", limit)).records).toEqual(all);
          const some = await allPages(caller, `/v1/events?status=${status}`, limit);
          expect(some.records).toEqual(all.filter((one) => one.status === status));
        },
      ),
      { numRuns: 15 },
    );
    for (const query of ["status=none", "limit=0", "limit=x"]) {
      expect((await caller.call("GET", `/v1/events?${query}`)).status, query).toBe(400);
    }
  });
});
