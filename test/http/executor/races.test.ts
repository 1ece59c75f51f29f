import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, INTERNAL_SECRET, Product, type TriggeredRun } from "../../support/product.js";

const TERMINAL = new Set([
  "completed",
  "failed",
  "timed_out",
  "crashed",
  "system_failed",
  "canceled",
  "expired",
  "dead_letter",
]);

let product: Product;
let endpoint: Server;
let endpointUrl: string;
let jobId: string;

beforeAll(async () => {
  product = await Product.start({
    gateways: 2,
    workers: 1,
    environment: { SWEEP_INTERVAL: "200ms" },
  });
  endpoint = createServer((_, response) => response.writeHead(500).end());
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  endpointUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/`;
  jobId = (await product.createJob()).id;
});
afterAll(async () => {
  endpoint.close();
  await product.stop();
});

async function terminalChanges(id: string): Promise<string[]> {
  const { body } = await product.control("GET", `/v1/runs/${id}/events?type=state_change`);
  return body.data
    .map((one: { data: { to: string } }) => one.data.to)
    .filter((to: string) => TERMINAL.has(to));
}

const on = (gateway: number, run: TriggeredRun, operation: string, body?: unknown) =>
  product.call("POST", `/sdk/v1/runs/${run.id}/${operation}`, {
    body,
    gateway,
    headers: { Authorization: `Bearer ${run.token}` },
  });

test("complete, fail and cancel at once: one wins, the others are told so", async () => {
  for (let round = 0; round < 20; round++) {
    const run = await product.trigger(jobId);
    await on(0, run, "heartbeat");
    const [complete, fail, cancel] = await Promise.all([
      on(round % 2, run, "complete", { result: 1 }),
      on((round + 1) % 2, run, "fail", { error: "e" }),
      product.control("DELETE", `/v1/runs/${run.id}`),
    ]);
    const winners = [complete, fail, cancel].filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    for (const loser of [complete, fail]) if (loser.status !== 200) expect(loser.status).toBe(410);
    if (cancel.status !== 200) expect([400, 409]).toContain(cancel.status);
    expect(await terminalChanges(run.id)).toEqual([winners[0]?.body.status]);
  }
});

test("a retry of complete: 410 with the final status", async () => {
  const run = await product.trigger(jobId);
  expect((await on(0, run, "complete")).status).toBe(200);
  const again = await on(1, run, "complete");
  expect([again.status, again.body.error.code, again.body.error.status]).toEqual([410, "gone", "completed"]);
});

test("a heartbeat of attempt 1 after attempt 2 began is stale and changes nothing", async () => {
  const run = await product.trigger(jobId);
  expect((await on(0, run, "heartbeat")).status).toBe(200);
  await product.fallSilent(run.id);
  const lost = await eventually(
    () => product.run(run.id),
    ({ attempt }) => attempt === 2,
  );
  expect(lost).toMatchObject({ status: "queued", attempt: 2, error: "heartbeat lost; retry scheduled" });
  const claim = async () =>
    (await product.control("POST", "/v1/workers/claim", { worker_id: "w", max: 100 })).body.runs.find(
      (one: { run_id: string }) => one.run_id === run.id,
    );
  const claimed = await eventually(claim, (found) => found !== undefined);
  const second = { ...run, token: claimed.run_token };
  expect((await on(0, second, "heartbeat")).status).toBe(200);
  const before = (await product.run(run.id)).heartbeat_at;
  for (const gateway of [0, 1]) {
    const stale = await on(gateway, run, "heartbeat");
    expect([stale.status, stale.body.error.message]).toEqual([401, "run token attempt is stale"]);
  }
  expect((await product.run(run.id)).heartbeat_at).toBe(before);
});

test("heartbeat lost on the last attempt: crashed", async () => {
  const job = await product.createJob({ max_attempts: 1 });
  const run = await product.trigger(job.id);
  await on(0, run, "heartbeat");
  await product.fallSilent(run.id);
  const crashed = await eventually(
    () => product.run(run.id),
    ({ status }) => status === "crashed",
  );
  expect(crashed).toMatchObject({ status: "crashed", error: "heartbeat lost", attempt: 1 });
});

test("an event sent before its wait is kept and received at once", async () => {
  const run = await product.trigger(jobId);
  await on(0, run, "heartbeat");
  const early = await product.control("POST", "/v1/events/early/send", { payload: { n: 1 } });
  expect(early.body.status).toBe("buffered");
  const wait = await on(1, run, "wait-for-event", { event_key: "early" });
  expect(wait.body).toMatchObject({ status: "received", payload: { n: 1 } });
  expect((await on(0, run, "log", { message: "goes on" })).status).toBe(201);
});

test("an event and its timeout: one of them wins and the other is told so", async () => {
  for (let round = 0; round < 3; round++) {
    const key = `timeout-${round}`;
    const run = await product.trigger(jobId);
    expect((await on(0, run, "wait-for-event", { event_key: key, timeout_secs: 1 })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 960 + round * 20));
    const sent = await product.control("POST", `/v1/events/${key}/send`, { payload: 1 });
    const { body: trigger } = await product.control("GET", `/v1/events/${key}`);
    const { status } = await product.run(run.id);
    if (sent.status === 200) expect([trigger.status, status]).toEqual(["received", "queued"]);
    else {
      // 409 while the wait is being ended, 202 when nobody waits any more: then the event is kept for the next wait.
      expect([409, 202]).toContain(sent.status);
      expect([trigger.status, status]).toEqual(["timed_out", "timed_out"]);
    }
  }
});

test("a wait that nobody ends times out, run and trigger", async () => {
  const run = await product.trigger(jobId);
  await on(0, run, "wait-for-event", { event_key: "never", timeout_secs: 1 });
  const ended = await eventually(
    () => product.run(run.id),
    ({ status }) => status !== "waiting",
  );
  expect(ended).toMatchObject({ status: "timed_out", error: "event trigger timed out" });
  expect((await product.control("GET", "/v1/events/never")).body.status).toBe("timed_out");
});

test("spawn retried with its idempotency key, on both gateways at once: the same child", async () => {
  const parent = await product.trigger(jobId);
  await on(0, parent, "heartbeat");
  const body = { job_id: jobId, idempotency_key: "one", await_completion: true };
  const answers = await Promise.all([0, 1, 0, 1].map((gateway) => on(gateway, parent, "spawn", body)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect(new Set(answers.map((answer) => answer.body.await_event_key)).size).toBe(1);
  expect((await product.control("GET", `/v1/runs/${parent.id}/children`)).body.data).toHaveLength(1);
});

test("a child that ends as soon as it exists wakes the parent that awaits it", async () => {
  const job = await product.createJob();
  for (let round = 0; round < 10; round++) {
    const parent = await product.trigger(jobId);
    await on(0, parent, "heartbeat");
    const claiming = product.call("POST", "/v1/workers/claim", {
      gateway: 1,
      body: { worker_id: "w", job_slugs: [job.slug], wait_ms: 5000 },
      headers: { "X-Internal-Secret": INTERNAL_SECRET, "X-Project-Id": "default" },
    });
    const spawned = await on(0, parent, "spawn", { job_id: job.id, await_completion: true });
    const [child] = (await claiming).body.runs;
    expect(child.run_id).toBe(spawned.body.id);
    expect(
      (await on(1, { id: child.run_id, token: child.run_token, jobId: job.id }, "complete")).status,
    ).toBe(200);
    expect((await product.run(parent.id)).status).toBe("queued");
  }
});

test("an http run whose endpoint fails is tried again, then a dead letter; one terminal change", async () => {
  const job = await product.createJob({
    endpoint_url: endpointUrl,
    max_attempts: 2,
    retry_strategy: "fixed",
  });
  const run = await product.trigger(job.id);
  const ended = await eventually(
    () => product.run(run.id),
    ({ status }) => TERMINAL.has(status),
  );
  expect(ended).toMatchObject({
    status: "dead_letter",
    attempt: 2,
    error: "endpoint returned 500",
    error_class: "server",
  });
  expect(await terminalChanges(run.id)).toEqual(["dead_letter"]);
});

test("two gateways, one token: the same stream continues without gap or repeat", async () => {
  const run = await product.trigger(jobId);
  for (let seq = 0; seq < 20; seq++) {
    const both = await Promise.all(
      [0, 1].map((gateway) => on(gateway, run, "stream", { chunk: `${seq}`, seq })),
    );
    expect(both.map(({ status, body }) => [status, body.last_seq])).toEqual([
      [200, seq],
      [200, seq],
    ]);
  }
  const { data } = (await product.control("GET", `/v1/runs/${run.id}/chunks`)).body;
  expect(data.map((one: { chunk: string }) => one.chunk)).toEqual(
    Array.from({ length: 20 }, (_, seq) => `${seq}`),
  );
});
