import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type Call, Endpoint } from "../support/endpoint.js";
import { API_KEY, eventually, Product, type TriggeredRun } from "../support/product.js";

/** A record as the API shows it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
type Shown = any;

const TRACES = [
  "queue_wait_ms",
  "dequeue_ms",
  "connect_ms",
  "ttfb_ms",
  "transfer_ms",
  "dispatch_ms",
  "total_ms",
] as const;

const STALE_MS = 6000;

let product: Product;
let endpoint: Endpoint;

beforeAll(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start({
    gateways: 1,
    workers: 2,
    environment: { SWEEP_INTERVAL: "200ms", HEARTBEAT_INTERVAL: "2s", STALE_THRESHOLD: `${STALE_MS}ms` },
  });
});
afterAll(async () => {
  endpoint.stop();
  await product.stop();
});

async function dispatched(answer: Answer | undefined, fields: object = {}, body: unknown = {}) {
  const url = endpoint.url(answer);
  const job = await product.createJob({ endpoint_url: url, ...fields });
  const run = await product.trigger(job.id, body);
  return { url, job, run };
}

function settled(run: TriggeredRun, ...statuses: string[]): Promise<Shown> {
  const wanted =
    statuses.length > 0 ? statuses : ["completed", "failed", "dead_letter", "timed_out", "crashed"];
  return eventually(
    () => product.run(run.id),
    ({ status }) => wanted.includes(status),
  );
}

async function moves(run: TriggeredRun): Promise<string[]> {
  const { body } = await product.control("GET", `/v1/runs/${run.id}/events?type=state_change&limit=100`);
  return body.data.map(({ data }: Shown) => data.to);
}

const answering =
  (status: number, body = "", headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

/** The run as its own executor calls for it, with the token of the dispatch. */
const own = (run: TriggeredRun, call: Call | undefined): TriggeredRun => ({
  ...run,
  token: String(call?.headers["x-run-token"]),
});

describe.concurrent("what an answer means", () => {
  it.each([
    [
      "a big number and an empty list",
      200,
      '{"n":9007199254740993,"l":[]}',
      '"result":{"n":9007199254740993,"l":[]}',
    ],
    ["white space around JSON", 200, " [1] ", '"result":'],
    ["text", 201, 'not "JSON"', '"result":"not \\"JSON\\""'],
    ["JSON that is cut off", 200, '{"a":', '"result":"{\\"a\\":"'],
    ["null", 200, "null", '"result":null'],
  ])("a 2xx with %s completes the run with it as result", async (_, status, body, shown) => {
    const { run } = await dispatched(answering(status, body));
    expect(await settled(run)).toMatchObject({ status: "completed", attempt: 1 });
    expect((await product.control("GET", `/v1/runs/${run.id}`)).text).toContain(shown);
  });

  it("a 2xx without a body completes it without a result", async () => {
    for (const status of [200, 202, 204]) {
      const { run } = await dispatched(answering(status));
      const done = await settled(run);
      expect(done.status).toBe("completed");
      expect(done).not.toHaveProperty("result");
      for (const name of TRACES) expect(done.execution_trace[name], name).toBeGreaterThanOrEqual(0);
      expect(done.execution_trace.dispatch_ms).toBe(
        done.execution_trace.connect_ms + done.execution_trace.ttfb_ms + done.execution_trace.transfer_ms,
      );
    }
  });

  it.each([
    [400, "client"],
    [401, "auth"],
    [403, "auth"],
    [404, "client"],
    [408, "client"],
    [422, "client"],
  ])("a %i is a dead letter at once, however many attempts are left", async (status, error_class) => {
    const { run, url } = await dispatched(answering(status, "why"), { max_attempts: 5 });
    const dead = await settled(run);
    expect(dead).toMatchObject({
      status: "dead_letter",
      attempt: 1,
      error: `endpoint returned ${status}`,
      error_class,
    });
    expect(dead).not.toHaveProperty("result");
    expect(endpoint.calls(url)).toHaveLength(1);
  });

  it.each([
    [302, "unknown"],
    [429, "rate_limited"],
    [500, "server"],
    [503, "server"],
  ])("a %i is tried again until the attempts are used up", async (status, error_class) => {
    const target = endpoint.url(answering(200, '"followed"'));
    const { run, url } = await dispatched(answering(status, "", { Location: target }), {
      max_attempts: 2,
      retry_strategy: "fixed",
      retry_priority_boost: 3,
    });
    expect(await settled(run)).toMatchObject({
      status: "dead_letter",
      attempt: 2,
      priority: 3,
      error: `endpoint returned ${status}`,
      error_class,
    });
    const [first, second, ...more] = endpoint.calls(url);
    expect(more).toEqual([]);
    expect(first?.headers["x-attempt"]).toBe("1");
    expect(first?.headers).not.toHaveProperty("x-previous-error");
    expect(second?.headers).toMatchObject({
      "x-attempt": "2",
      "x-previous-error": `endpoint returned ${status}`,
    });
    // A second, less the jitter of a fifth.
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(800);
    expect(endpoint.calls(target)).toEqual([]);
    expect(await moves(run)).toEqual(expect.arrayContaining(["dead_letter"]));
  });

  it("a success after a failure leaves nothing of the error", async () => {
    const { run } = await dispatched(
      (_, response, nth) => response.writeHead(nth === 1 ? 500 : 200).end("1"),
      { retry_strategy: "fixed" },
    );
    const done = await settled(run);
    expect(done).toMatchObject({ status: "completed", attempt: 2, result: 1 });
    for (const name of ["error", "error_class", "next_retry_at"]) expect(done).not.toHaveProperty(name);
    const { body } = await product.control("GET", `/v1/runs/${run.id}/events?type=error`);
    expect(body.data).toHaveLength(1);
  });

  it("Retry-After is a lower bound that a shorter backoff does not undercut", async () => {
    const { run, url } = await dispatched(
      (_, response, nth) => response.writeHead(nth === 1 ? 429 : 200, { "Retry-After": "3" }).end(),
      { retry_strategy: "fixed" },
    );
    expect(await settled(run)).toMatchObject({ status: "completed", attempt: 2 });
    const [first, second] = endpoint.calls(url);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(3000);
  });

  it("a deadline that passes is tried again, then timed_out; a late answer changes nothing", async () => {
    const late: (() => void)[] = [];
    const { run, url } = await dispatched((_, response) => late.push(() => response.end('"late"')), {
      timeout_secs: 1,
      max_attempts: 2,
      retry_strategy: "fixed",
    });
    expect(await settled(run)).toMatchObject({
      status: "timed_out",
      attempt: 2,
      error: "execution timed out",
      error_class: "transient",
    });
    for (const answer of late) answer();
    expect(endpoint.calls(url)).toHaveLength(2);
    expect(await product.run(run.id)).toMatchObject({ status: "timed_out" });
    expect((await moves(run)).filter((to) => to === "timed_out")).toHaveLength(1);
  });

  it("no connection is class connection: tried again, then a dead letter", async () => {
    const { run } = await dispatched(undefined, {
      endpoint_url: "http://127.0.0.1:1/",
      max_attempts: 2,
      retry_strategy: "fixed",
    });
    expect(await settled(run)).toMatchObject({
      status: "dead_letter",
      attempt: 2,
      error_class: "connection",
    });
  });

  it("a connection that is cut in the middle of the answer is a failure, not a shorter result", async () => {
    const { run } = await dispatched(
      (_, response) => {
        response.writeHead(200, { "Content-Length": "100" }).write("[1,");
        setTimeout(() => response.destroy(), 20);
      },
      { max_attempts: 1 },
    );
    expect(await settled(run)).toMatchObject({ status: "dead_letter", error_class: "connection" });
  });
});

describe.concurrent("the executor's own word", () => {
  it.each([
    ["complete", { result: "own" }, 500, "completed"],
    ["complete", { result: "own" }, 200, "completed"],
    ["fail", { error: "own" }, 200, "failed"],
  ])("%s inside the call wins over the answer", async (operation, body, status, outcome) => {
    const { run, url } = await dispatched(async (call, response) => {
      await product.executor("POST", own(runOf(call), call), operation, body);
      response.writeHead(status).end('"answer"');
    });
    const done = await settled(run);
    expect(done).toMatchObject({ status: outcome, ...body });
    expect(endpoint.calls(url)).toHaveLength(1);
    expect((await moves(run)).filter((to) => to === outcome)).toHaveLength(1);
  });

  it("a cancel during the call wins over the answer", async () => {
    const { run } = await dispatched(async (call, response) => {
      await product.control("DELETE", `/v1/runs/${runOf(call).id}`);
      const beat = await product.executor("POST", own(runOf(call), call), "heartbeat");
      response.writeHead(200).end(`${beat.status}`);
    });
    const done = await settled(run, "canceled");
    expect(done).toMatchObject({ status: "canceled", error: "canceled by user" });
    expect(await moves(run)).not.toContain("completed");
  });

  it("a wait inside the call wins over the answer, and the event calls the endpoint again, in the same attempt", async () => {
    const key = crypto.randomUUID();
    const first: (() => void)[] = [];
    const { run, url } = await dispatched(async (call, response, nth) => {
      if (nth > 1) {
        // The answer of the first call comes while the second one works: it is about something that is over.
        for (const answer of first) answer();
        setTimeout(() => response.end('"second"'), 300);
        return;
      }
      await product.executor("POST", own(runOf(call), call), "wait-for-event", { event_key: key });
      first.push(() => response.end('"first"'));
      await product.control("POST", `/v1/events/${key}/send`, { payload: { é: [] } });
    });
    expect(await settled(run)).toMatchObject({ status: "completed", attempt: 1, result: "second" });
    const [, second, ...more] = endpoint.calls(url);
    expect(more).toEqual([]);
    expect(second?.headers).toMatchObject({ "x-attempt": "1", "x-run-id": run.id });
    expect(JSON.parse(String(second?.headers["x-last-checkpoint"]))).toEqual({ é: [] });
    expect((await moves(run)).filter((to) => to === "completed")).toHaveLength(1);
  });

  it("an answer to a call whose run waits changes nothing", async () => {
    const key = crypto.randomUUID();
    const { run, url } = await dispatched(async (call, response, nth) => {
      if (nth === 1) {
        await product.executor("POST", own(runOf(call), call), "wait-for-event", { event_key: key });
      }
      response.writeHead(nth === 1 ? 500 : 200).end();
    });
    await settled(run, "waiting");
    // A run of the same kind, triggered later, has come to its end: so has the first answer of this one.
    const other = await dispatched(answering(200));
    await settled(other.run);
    expect(await product.run(run.id)).toMatchObject({ status: "waiting" });
    await product.control("POST", `/v1/events/${key}/send`);
    expect(await settled(run)).toMatchObject({ status: "completed", attempt: 1 });
    expect(endpoint.calls(url)).toHaveLength(2);
  });

  it("async_completion: a 202 leaves it to the executor, and a lost heartbeat is tried again", async () => {
    const { run, url } = await dispatched(answering(202), {
      async_completion: true,
      max_attempts: 2,
    });
    const [, second] = await eventually(
      async () => [...endpoint.calls(url)],
      (calls) => calls.length === 2,
    );
    expect(second?.headers).toMatchObject({
      "x-attempt": "2",
      "x-previous-error": "heartbeat lost; retry scheduled",
    });
    const done = await product.executor("POST", own(run, second), "complete", { result: 2 });
    expect(done.status).toBe(200);
    expect(await product.run(run.id)).toMatchObject({ status: "completed", attempt: 2, result: 2 });
  });

  it("the dispatcher's heartbeats keep a call alive that is silent for longer than the threshold", async () => {
    const late: (() => void)[] = [];
    const { run, url } = await dispatched((_, response) => late.push(() => response.end('"slow"')), {
      max_attempts: 1,
    });
    await eventually(
      () => product.run(run.id),
      ({ started_at, heartbeat_at }) => Date.parse(heartbeat_at) - Date.parse(started_at) > STALE_MS,
    );
    for (const answer of late) answer();
    expect(await settled(run)).toMatchObject({ status: "completed", attempt: 1, result: "slow" });
    expect(endpoint.calls(url)).toHaveLength(1);
  });
});

describe.concurrent("what is sent", () => {
  it("only the size of a checkpoint that does not fit into the headers, which the executor reads by itself", async () => {
    // Of which a header is what servers take, and more than the product sends.
    const state = { text: "é".repeat(1600) };
    const read: Shown[] = [];
    const url = endpoint.url(async (call, response, nth) => {
      const executor = own(runOf(call), call);
      const before = await product.executor("GET", executor, "checkpoint");
      read.push(nth > 1 ? before.body : before.status);
      if (nth === 1) await product.executor("POST", executor, "checkpoint", { state });
      response.writeHead(nth > 1 ? 200 : 500).end();
    });
    const job = await product.createJob({ endpoint_url: url, retry_strategy: "fixed" });
    expect((await settled(await product.trigger(job.id))).status).toBe("completed");
    expect(read).toMatchObject([404, { state, sequence: 1, source: "sdk" }]);
    const [, second] = endpoint.calls(url);
    expect(second?.headers).not.toHaveProperty("x-last-checkpoint");
    expect(second?.headers["x-last-checkpoint-size"]).toBe(String(Buffer.byteLength(JSON.stringify(state))));
    expect(Date.parse(String(second?.headers["x-checkpoint-at"]))).toBeGreaterThan(0);
  });

  it("a checkpoint once more without it, in the same attempt, where its header is too large for the endpoint", async () => {
    const state = "x".repeat(5000);
    const url = endpoint.url(async (call, response, nth) => {
      if (nth === 1) await product.executor("POST", own(runOf(call), call), "checkpoint", { state });
      const refused = call.headers["x-last-checkpoint"] !== undefined;
      response.writeHead(nth === 1 ? 500 : refused ? 431 : 200).end();
    });
    const job = await product.createJob({ endpoint_url: url, retry_strategy: "fixed", max_attempts: 2 });
    const run = await product.trigger(job.id);
    expect(await settled(run)).toMatchObject({ status: "completed", attempt: 2 });
    const [, second, third] = endpoint.calls(url);
    expect(second?.headers["x-last-checkpoint"]).toBe(JSON.stringify(state));
    expect(third?.headers["x-last-checkpoint-size"]).toBe("5002");
    expect(third?.headers["x-attempt"]).toBe("2");
    // An endpoint that refuses that as well is not called for ever.
    const never = endpoint.url(async (call, response, nth) => {
      if (nth === 1) await product.executor("POST", own(runOf(call), call), "checkpoint", { state });
      response.writeHead(nth === 1 ? 500 : 431).end();
    });
    const other = await product.createJob({ endpoint_url: never, retry_strategy: "fixed", max_attempts: 2 });
    await settled(await product.trigger(other.id));
    expect(endpoint.calls(never)).toHaveLength(3);
  });

  it("trace headers of the trigger, the checkpoint and its time on the next attempt", async () => {
    const url = endpoint.url(async (call, response, nth) => {
      if (nth > 1) {
        response.end();
        return;
      }
      await product.executor("POST", own(runOf(call), call), "checkpoint", { state: { é: [] } });
      response.writeHead(500).end();
    });
    const job = await product.createJob({ endpoint_url: url, retry_strategy: "fixed" });
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const { body } = await product.call("POST", `/v1/jobs/${job.id}/trigger`, {
      headers: { Authorization: `Bearer ${API_KEY}`, Traceparent: traceparent, Baggage: "a=1" },
    });
    expect((await settled(body)).status).toBe("completed");
    const [first, second] = endpoint.calls(url);
    for (const call of [first, second]) expect(call?.headers).toMatchObject({ traceparent, baggage: "a=1" });
    expect(first?.body).toBe("");
    expect(first?.headers).not.toHaveProperty("x-last-checkpoint");
    expect(JSON.parse(String(second?.headers["x-last-checkpoint"]))).toEqual({ é: [] });
    expect(Date.parse(String(second?.headers["x-checkpoint-at"]))).toBeLessThanOrEqual(second?.atMs ?? 0);
    expect(second?.headers["x-run-token"]).not.toBe(first?.headers["x-run-token"]);
    const stale = await product.executor("GET", own(body, first), "payload");
    expect(stale.status).toBe(410);
  });

  it("to the fallback: once, in the same attempt, for failures that another endpoint may not have", async () => {
    for (const [status, tried] of [
      [429, true],
      [500, false],
      [404, false],
    ] as const) {
      const fallback = endpoint.url(answering(200, '"fallback"'));
      const { run, url } = await dispatched(
        answering(status),
        { fallback_endpoint_url: fallback, max_attempts: 1 },
        { payload: [status] },
      );
      const done = await settled(run);
      expect(done.status).toBe(tried ? "completed" : "dead_letter");
      expect(endpoint.calls(url)).toHaveLength(1);
      expect(endpoint.calls(fallback).map(({ body, headers }) => [body, headers["x-attempt"]])).toEqual(
        tried ? [[`[${status}]`, "1"]] : [],
      );
    }
  });

  it("nothing while the job is paused, and once it is resumed", async () => {
    const { job, run, url } = await dispatched(answering(500), { retry_strategy: "fixed" });
    await eventually(
      () => product.run(run.id),
      ({ attempt }) => attempt === 2,
    );
    await product.control("POST", `/v1/jobs/${job.id}/pause`);
    const before = endpoint.calls(url).length;
    // A dispatch of another job that was triggered later is done: this one was passed over.
    const other = await dispatched(answering(500), { max_attempts: 2, retry_strategy: "fixed" });
    await settled(other.run);
    expect(endpoint.calls(url).length).toBe(before);
    await product.control("POST", `/v1/jobs/${job.id}/resume`);
    expect(await settled(run)).toMatchObject({ status: "dead_letter", attempt: 3 });
  });

  it("what its job calls by the time it is handed out, and nothing else of the run changes", async () => {
    const url = endpoint.url(answering(200, '{"ok":true}'));
    for (const [from, to] of [
      ["worker", "http"],
      ["http", "worker"],
    ] as const) {
      const fields = { execution_mode: from, timeout_secs: 77, endpoint_url: url };
      const job = await product.createJob(fields);
      const scheduled_at = new Date(Date.now() + 1_500).toISOString();
      const run = await product.trigger(job.id, { scheduled_at, priority: 3 });
      const before = await product.run(run.id);
      const changed = await product.control("PATCH", `/v1/jobs/${job.id}`, { execution_mode: to });
      expect([before.status, changed.status]).toEqual(["delayed", 200]);
      if (to === "worker") {
        const claim = { worker_id: "w", job_slugs: [job.slug], wait_ms: 10_000 };
        const { body } = await product.control("POST", "/v1/workers/claim", claim);
        expect(body.runs).toMatchObject([{ run_id: run.id }]);
      } else expect(await settled(run)).toMatchObject({ status: "completed", result: { ok: true } });
      const after = await product.run(run.id);
      expect([before.execution_mode, after.execution_mode]).toEqual([from, to]);
      for (const name of [
        "job_id",
        "created_at",
        "created_by",
        "expires_at",
        "job_version",
        "priority",
        "queue_name",
      ])
        expect([name, after[name]]).toEqual([name, before[name]]);
    }
  });

  it("each run once, whichever worker takes it, and max_concurrency at a time", async () => {
    let open = 0;
    let most = 0;
    const { job, run, url } = await dispatched(
      (_, response) => {
        most = Math.max(most, ++open);
        setTimeout(() => {
          open--;
          response.end();
        }, 20);
      },
      { max_concurrency: 3, timeout_secs: 30 },
    );
    const runs = [run, ...(await Promise.all(Array.from({ length: 29 }, () => product.trigger(job.id))))];
    for (const one of runs) expect((await settled(one)).status).toBe("completed");
    const called = endpoint.calls(url).map(({ headers }) => String(headers["x-run-id"]));
    expect(called.sort()).toEqual(runs.map(({ id }) => id).sort());
    expect(most).toBeLessThanOrEqual(3);
  });
});

/** The run a call is about. */
function runOf(call: Call): TriggeredRun {
  return { id: String(call.headers["x-run-id"]), token: "", jobId: String(call.headers["x-job-id"]) };
}
