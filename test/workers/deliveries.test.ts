import { createHmac } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { type Answer, type Call, Endpoint } from "../support/endpoint.js";
import { eventually, INTERNAL_SECRET, Product } from "../support/product.js";

/** A record as the API shows it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
type Shown = any;

const BASE_MS = 200;

let product: Product;
let receiver: Endpoint;

beforeAll(async () => {
  receiver = await Endpoint.start();
  product = await Product.start({
    gateways: 1,
    workers: 2,
    environment: {
      SWEEP_INTERVAL: "200ms",
      WEBHOOK_TIMEOUT: "5s",
      CIRCUIT_OPEN: "3s",
      WEBHOOK_BACKOFF_BASE: `${BASE_MS}ms`,
    },
  });
});
afterAll(async () => {
  receiver.stop();
  await product.stop();
});

const answering =
  (status: number, body = "", headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end(body);
const ok = answering(200, "fine");

/** A project of its own, so that tests do not hear each other's runs, and what calls its API. */
async function ownProject() {
  const project = `p-${crypto.randomUUID()}`;
  const headers = { "X-Internal-Secret": INTERNAL_SECRET, "X-Project-Id": project };
  const call = (method: string, path: string, body?: unknown) =>
    product.call(method, path, { body, headers });
  const subscribe = async (url: string, event_types: string[] = ["*"], more: object = {}): Promise<Shown> => {
    const made = await call("POST", "/v1/webhooks/subscriptions", { webhook_url: url, event_types, ...more });
    expect(made.status, made.text).toBe(201);
    return made.body;
  };
  const createJob = async (fields: object = {}): Promise<Shown> => {
    const slug = `job-${crypto.randomUUID()}`;
    const made = await call("POST", "/v1/jobs", { project_id: project, name: slug, slug, ...fields });
    expect(made.status, made.text).toBe(201);
    return made.body;
  };
  const trigger = async (jobId: string, body: unknown = {}) => {
    const { body: run } = await call("POST", `/v1/jobs/${jobId}/trigger`, body);
    return { id: run.id as string, token: run.run_token as string, jobId };
  };
  const deliveries = async (query = ""): Promise<Shown[]> =>
    (await call("GET", `/v1/webhooks/deliveries${query}`)).body.data;
  return { project, call, subscribe, createJob, trigger, deliveries };
}

const heard = (url: string, count = 1): Promise<Call[]> =>
  eventually(
    async () => receiver.calls(url),
    (calls) => calls.length >= count,
  );

/** Waits until all deliveries of a project are over, and some are there. */
const over = (own: Awaited<ReturnType<typeof ownProject>>, count = 1): Promise<Shown[]> =>
  eventually(own.deliveries, (all) => all.length >= count && all.every(({ status }) => status !== "pending"));

function signature(secret: string, call: Call): string {
  const timestamp = call.headers["x-strait-timestamp"];
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.${call.body}`).digest("hex")}`;
}

describe.concurrent("what an end is told as", () => {
  it("tells a completion with its result as it came, signed", async () => {
    const own = await ownProject();
    const url = receiver.url(ok);
    const { secret } = await own.subscribe(url);
    const job = await own.createJob();
    const run = await own.trigger(job.id);
    const text = '{"result":{"n":9007199254740993,"l":[],"s":"\\u00fc"}}';
    expect((await product.executor("POST", run, "complete", text)).status).toBe(200);
    const [call] = await heard(url);
    const body = JSON.parse(call?.body ?? "");
    expect(body).toMatchObject({
      type: "run.completed",
      run_id: run.id,
      job_id: job.id,
      project_id: own.project,
      status: "completed",
      attempt: 1,
    });
    expect(call?.body).toContain('"result":{"n":9007199254740993,"l":[],"s":"\\u00fc"}');
    const shown = (await own.call("GET", `/v1/runs/${run.id}`)).body;
    expect(body.timestamp).toBe(shown.finished_at);
    expect(call?.headers).toMatchObject({
      "x-run-id": run.id,
      "x-job-id": job.id,
      "x-strait-attempt": "1/3",
      "x-strait-signature": signature(secret, call as Call),
      "x-webhook-signature": signature(secret, call as Call),
    });
    const [delivery] = await over(own);
    expect(delivery).toMatchObject({
      id: call?.headers["x-strait-delivery-id"],
      status: "delivered",
      attempts: 1,
      last_status_code: 200,
      response_body: "fine",
      event_type: "run.completed",
      run_id: run.id,
    });
  });

  it.each([
    ["fail", "run.failed", "failed", {}],
    ["endpoint 400", "run.failed", "dead_letter", {}],
    ["endpoint 200", "run.completed", "completed", {}],
    ["deadline", "run.timed_out", "timed_out", { timeout_secs: 1, max_attempts: 1 }],
    ["silence", "run.failed", "crashed", { timeout_secs: 30, max_attempts: 1 }],
    ["cancel", "run.canceled", "canceled", {}],
    ["expiry", "run.canceled", "expired", {}],
    ["event timeout", "run.timed_out", "timed_out", {}],
    ["await timeout", "run.timed_out", "timed_out", {}],
    ["event cancel", "run.canceled", "canceled", {}],
    ["parent cancel", "run.canceled", "canceled", {}],
  ])("tells of %s as %s once", async (way, event, status, fields) => {
    const own = await ownProject();
    const url = receiver.url(ok);
    await own.subscribe(url);
    const endpoint = /^endpoint (\d+)/.exec(way)?.[1];
    const job = await own.createJob({
      ...fields,
      ...(endpoint === undefined ? {} : { endpoint_url: receiver.url(answering(Number(endpoint))) }),
    });
    const run = await own.trigger(job.id, way === "expiry" ? { ttl_secs: 1 } : {});
    const spawn = { job_id: job.id, await_completion: true, await_timeout_secs: 1 };
    if (way === "fail") await product.executor("POST", run, "fail", { error: "broken" });
    if (way === "deadline" || way === "silence") await product.executor("POST", run, "heartbeat");
    if (way === "silence") await product.fallSilent(run.id);
    if (way === "cancel") await own.call("DELETE", `/v1/runs/${run.id}`);
    if (way.startsWith("event")) {
      const timeout_secs = way === "event timeout" ? 1 : 600;
      await product.executor("POST", run, "wait-for-event", { event_key: run.id, timeout_secs });
      if (way === "event cancel") await own.call("DELETE", `/v1/events/${run.id}`);
    }
    if (way === "await timeout") await product.executor("POST", run, "spawn", spawn);
    let told = run.id;
    if (way === "parent cancel") {
      told = (await product.executor("POST", run, "spawn", { job_id: job.id })).body.id;
      await own.call("DELETE", `/v1/runs/${run.id}`);
    }
    const mine = () => receiver.calls(url).filter(({ body }) => JSON.parse(body).run_id === told);
    const calls = await eventually(
      async () => mine(),
      (all) => all.length > 0,
    );
    expect(JSON.parse(calls[0]?.body ?? "{}")).toMatchObject({ type: event, status });
    if (way === "fail") expect(JSON.parse(calls[0]?.body ?? "").error).toBe("broken");
    await over(own);
    expect(mine()).toHaveLength(1);
  });

  it("tells only of what was asked for, and nothing to an inactive subscription", async () => {
    const own = await ownProject();
    const [failures, all, sleeping] = [receiver.url(ok), receiver.url(ok), receiver.url(ok)];
    await own.subscribe(failures, ["run.failed"]);
    await own.subscribe(all, ["run.failed", "run.completed"]);
    const { id } = await own.subscribe(sleeping, ["*"], { active: false });
    const job = await own.createJob();
    await product.executor("POST", await own.trigger(job.id), "complete");
    await heard(all);
    await product.executor("POST", await own.trigger(job.id), "fail");
    await heard(failures);
    await heard(all, 2);
    await own.call("PATCH", `/v1/webhooks/subscriptions/${id}`, { active: true });
    await product.executor("POST", await own.trigger(job.id), "complete");
    await heard(sleeping);
    await over(own, 5);
    expect(receiver.calls(failures).map(({ body }) => JSON.parse(body).type)).toEqual(["run.failed"]);
    expect(receiver.calls(all)).toHaveLength(3);
    expect(receiver.calls(sleeping)).toHaveLength(1);
  });

  it("tells the job's webhook_url without type, signed by the job's secret", async () => {
    const own = await ownProject();
    const url = receiver.url(ok);
    const secret = "a-secret-of-the-job-0123";
    const job = await own.createJob({ webhook_url: url, endpoint_signing_secret: secret });
    await product.executor("POST", await own.trigger(job.id), "complete", { result: [1] });
    const [call] = await heard(url);
    expect(JSON.parse(call?.body ?? "")).toMatchObject({ status: "completed", result: [1] });
    expect(JSON.parse(call?.body ?? "")).not.toHaveProperty("type");
    expect(call?.headers["x-strait-signature"]).toBe(signature(secret, call as Call));
  });

  it("notifies of a wait when it begins", async () => {
    const own = await ownProject();
    const url = receiver.url(ok);
    const job = await own.createJob();
    const run = await own.trigger(job.id);
    const key = `key/${run.id}`;
    const { body: wait } = await product.executor("POST", run, "wait-for-event", {
      event_key: key,
      notify_url: url,
    });
    const [call] = await heard(url);
    expect(call?.headers["x-strait-trigger-id"]).toBe(wait.trigger_id);
    expect(JSON.parse(call?.body ?? "")).toMatchObject({
      event_key: key,
      trigger_id: wait.trigger_id,
      expires_at: wait.expires_at,
    });
    const read = async () => (await own.call("GET", `/v1/events/${encodeURIComponent(key)}`)).body;
    expect(await eventually(read, (trigger) => trigger.notify_status !== "pending")).toMatchObject({
      status: "waiting",
      notify_status: "sent",
    });
  });

  it("says when a wait could not be notified of", async () => {
    const own = await ownProject();
    const run = await own.trigger((await own.createJob()).id);
    const notify_url = receiver.url(answering(404));
    await product.executor("POST", run, "wait-for-event", { event_key: run.id, notify_url });
    const read = async () => (await own.call("GET", `/v1/events/${run.id}`)).body;
    const trigger = await eventually(read, ({ notify_status }) => notify_status !== "pending");
    expect(trigger).toMatchObject({ status: "waiting", notify_status: "failed" });
  });
});

describe.concurrent("what an answer means for a delivery", () => {
  async function told(answer: Answer | undefined, policy = "fixed") {
    const own = await ownProject();
    const url = receiver.url(answer);
    const subscription = await own.subscribe(url, ["*"], { retry_policy: policy });
    await product.executor("POST", await own.trigger((await own.createJob()).id), "complete", { result: 1 });
    return { own, url, subscription };
  }
  const first = (status: number): Answer => {
    return (call, response, nth) =>
      nth === 1 ? answering(status)(call, response, nth) : ok(call, response, nth);
  };

  it("tries a 500 again under the same id, with the same body and replay key", async () => {
    const { own, url, subscription } = await told(first(500));
    const [delivery] = await over(own);
    expect(delivery).toMatchObject({ status: "delivered", attempts: 2, last_status_code: 200 });
    const [one, two] = receiver.calls(url);
    expect(two?.body).toBe(one?.body);
    for (const name of ["x-strait-delivery-id", "x-strait-replay-key"]) {
      expect(two?.headers[name]).toBe(one?.headers[name]);
    }
    expect(two?.headers["x-strait-idempotency-key"]).not.toBe(one?.headers["x-strait-idempotency-key"]);
    expect(two?.headers["x-strait-attempt"]).toBe("2/3");
    expect(two?.headers["x-strait-signature"]).toBe(signature(subscription.secret, two as Call));
    expect((two?.atMs ?? 0) - (one?.atMs ?? 0)).toBeGreaterThanOrEqual(BASE_MS * 0.75);
  });

  it.each([410, 429, 302, 304])("gives up after a %i at once", async (status) => {
    const elsewhere = receiver.url(ok);
    const { own, url } = await told(answering(status, "", { Location: elsewhere }));
    const [delivery] = await over(own);
    expect(delivery).toMatchObject({ status: "dead", attempts: 1, last_status_code: status });
    expect(receiver.calls(url)).toHaveLength(1);
    expect(receiver.calls(elsewhere)).toHaveLength(0);
  });

  it("gives up after the last attempt, and keeps little of the answer", async () => {
    const { own, url } = await told(answering(503, "x".repeat(100_000)));
    const [delivery] = await over(own);
    expect(delivery).toMatchObject({ status: "dead", attempts: 3, last_error: "receiver returned 503" });
    expect(delivery.response_body).toBe("x".repeat(1024));
    expect(receiver.calls(url)).toHaveLength(3);
  });

  it("tries again what did not answer in time, and what could not be reached", async () => {
    const hanging = await told((call, response, nth) => nth > 1 && ok(call, response, nth));
    const [delivery] = await over(hanging.own);
    expect(delivery).toMatchObject({ status: "delivered", attempts: 2 });
    const own = await ownProject();
    await own.subscribe("http://127.0.0.1:9/", ["*"], { retry_policy: "fixed" });
    await product.executor("POST", await own.trigger((await own.createJob()).id), "complete");
    const [unreachable] = await over(own);
    expect(unreachable).toMatchObject({ status: "dead", attempts: 3 });
  });

  it("retries a given-up delivery under its id, and replays one under a new id and the old replay key", async () => {
    const { own, url } = await told(first(410));
    const [dead] = await over(own);
    expect(dead.status).toBe("dead");
    const path = `/v1/webhooks/deliveries/${dead.id}`;
    const retried = await own.call("POST", `${path}/retry`);
    expect(retried.body).toMatchObject({ id: dead.id, status: "pending" });
    expect((await over(own))[0]).toMatchObject({ id: dead.id, status: "delivered" });
    expect((await own.call("POST", `${path}/retry`)).status).toBe(409);
    const replayed = await own.call("POST", `${path}/replay`);
    expect(replayed.status).toBe(201);
    expect(replayed.body).toMatchObject({ replay_of: dead.id, status: "pending" });
    expect(replayed.body.id).not.toBe(dead.id);
    const calls = await heard(url, 3);
    expect(calls.map(({ headers }) => headers["x-strait-delivery-id"])).toEqual([
      dead.id,
      dead.id,
      replayed.body.id,
    ]);
    expect(new Set(calls.map(({ headers }) => headers["x-strait-replay-key"])).size).toBe(1);
    expect(new Set(calls.map(({ body }) => body)).size).toBe(1);
    expect(await over(own, 2)).toHaveLength(2);
    expect((await own.deliveries("?status=delivered&limit=1"))[0].id).toBe(replayed.body.id);
    expect(await own.deliveries("?status=dead")).toEqual([]);
  });

  it("gives up what a deleted subscription was to be told", async () => {
    const { own, subscription } = await told(answering(410));
    const [dead] = await over(own);
    await own.call("DELETE", `/v1/webhooks/subscriptions/${subscription.id}`);
    await own.call("POST", `/v1/webhooks/deliveries/${dead.id}/retry`);
    const [delivery] = await over(own);
    expect(delivery).toMatchObject({ status: "failed", last_error: "the subscription was deleted" });
  });

  it("leaves a receiver alone that failed too often, and delivers when it is well again", async () => {
    const own = await ownProject();
    let well = false;
    const url = receiver.url((call, response, nth) => answering(well ? 200 : 500)(call, response, nth));
    await own.subscribe(url, ["*"], { retry_policy: "fixed" });
    const job = await own.createJob();
    for (let count = 0; count < 10; count++) {
      await product.executor("POST", await own.trigger(job.id), "complete");
    }
    const alone = await eventually(own.deliveries, (all) =>
      all.some(({ last_error }) => last_error?.includes("left alone")),
    );
    expect(alone.some(({ last_error }) => last_error?.includes("left alone"))).toBe(true);
    well = true;
    const all = await over(own, 10);
    expect(all.some(({ status }) => status === "delivered")).toBe(true);
    expect(receiver.calls(url).length).toBeLessThan(30);
  });

  it("signs with the old secret as well while its grace lasts", async () => {
    const own = await ownProject();
    const url = receiver.url(ok);
    const { id, secret } = await own.subscribe(url);
    const rotated = await own.call("POST", `/v1/webhooks/subscriptions/${id}/rotate-secret`);
    expect(rotated.body).toMatchObject({ subscription_id: id, grace_period_minutes: 60 });
    await product.executor("POST", await own.trigger((await own.createJob()).id), "complete");
    const [call] = await heard(url);
    expect(call?.headers).toMatchObject({
      "x-strait-signature": signature(rotated.body.new_secret, call as Call),
      "x-strait-signature-old": signature(secret, call as Call),
      "x-webhook-signature-old": signature(secret, call as Call),
    });
  });
});

describe("durability", () => {
  it("delivers under one id when the workers are killed in the middle", async () => {
    const own = await ownProject();
    // Nothing is answered before the workers are dead.
    let dead = false;
    const url = receiver.url((...call) => dead && ok(...call));
    await own.subscribe(url);
    const job = await own.createJob();
    const runs = await Promise.all(Array.from({ length: 20 }, () => own.trigger(job.id)));
    await Promise.all(runs.map((run) => product.executor("POST", run, "complete")));
    await heard(url, 10);
    expect(await own.deliveries("?status=pending")).not.toEqual([]);
    await Promise.all(product.workers.splice(0).map((worker) => worker.kill()));
    dead = true;
    product.startWorker();
    product.startWorker();
    const all = await eventually(
      () => own.deliveries("?limit=100"),
      (found) => found.length === 20 && found.every(({ status }) => status === "delivered"),
    );
    expect(all.map(({ run_id }) => run_id).sort()).toEqual(runs.map(({ id }) => id).sort());
    const idsByRun = new Map<string, Set<unknown>>();
    for (const { headers } of receiver.calls(url)) {
      const run = String(headers["x-run-id"]);
      idsByRun.set(run, (idsByRun.get(run) ?? new Set()).add(headers["x-strait-delivery-id"]));
    }
    expect([...idsByRun.values()].every(({ size }) => size === 1)).toBe(true);
  });

  it("makes deliveries anew from the ends of runs when BullMQ's data is lost", async () => {
    const own = await ownProject();
    const url = receiver.url(ok);
    await own.subscribe(url);
    const job = await own.createJob();
    await Promise.all(product.workers.splice(0).map((worker) => worker.kill()));
    const run = await own.trigger(job.id);
    await product.executor("POST", run, "complete");
    const redis = new Redis(connectionOptions(product.redis.url));
    for (const key of await redis.keys("b:*outbox")) await redis.del(key);
    for (const key of await redis.keys("b:*endings")) {
      for (const member of await redis.zrange(key, 0, -1)) {
        await redis.zadd(key, 1, member);
      }
    }
    product.startWorker();
    const calls = await heard(url);
    expect(JSON.parse(calls[0]?.body ?? "{}").run_id).toBe(run.id);
    const left = async () => Promise.all((await redis.keys("b:*endings")).map((key) => redis.zcard(key)));
    expect(
      (await eventually(left, (counts) => counts.every((count) => count === 0))).filter(Boolean),
    ).toEqual([]);
    redis.disconnect();
  });
});
