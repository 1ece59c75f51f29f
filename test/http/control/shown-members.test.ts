import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Caller, createJob, newCaller, type Shown } from "../../support/callers.js";
import { Endpoint } from "../../support/endpoint.js";
import { eventually, Product, type TriggeredRun } from "../../support/product.js";

const HOUR_MS = 3_600_000;
let product: Product;
let endpoint: Endpoint;
let caller: Caller;

beforeAll(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start({
    workers: 1,
    environment: { CIRCUIT_FAILURES: "1", WEBHOOK_BACKOFF_BASE: "100ms" },
  });
  caller = await newCaller(product);
});
afterAll(async () => {
  endpoint.stop();
  await product.stop();
});

async function begun(job: Shown): Promise<TriggeredRun> {
  const { body } = await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {});
  return { id: body.id, token: body.run_token, jobId: job.id };
}

/** Whether the time is an hour after a moment between the two. */
function isHourAfter(time: string, from: number, to: number): boolean {
  const at = Date.parse(time) - HOUR_MS;
  // Redis's clock says when it was.
  return at >= from - 1000 && at <= to + 1000;
}

describe("what is shown only of some", () => {
  it("the end of a memory entry that does not stay for ever", async () => {
    const run = await begun(await createJob(caller));
    const from = Date.now();
    const put = await product.executor("POST", run, "memory/k", { value: 1, ttl_secs: 3600 });
    expect(put.status, put.text).toBe(201);
    expect(isHourAfter(put.body.ttl_expires_at, from, Date.now())).toBe(true);
    const kept = await product.executor("POST", run, "memory/l", { value: 1 });
    expect(kept.body.ttl_expires_at).toBeUndefined();
  });

  it("each figure of a resource sample", async () => {
    const run = await begun(await createJob(caller));
    const sample = { cpu_percent: 12.5, memory_mb: 100, network_rx_bytes: 7, network_tx_bytes: 8 };
    await product.executor("POST", run, "resource-snapshot", sample);
    const { body } = await caller.call("GET", `/v1/runs/${run.id}/resources`);
    expect(body).toMatchObject([sample]);
  });

  it("settings of a job as they were given", async () => {
    const given = {
      retry_strategy: "custom",
      retry_delays_secs: [1, 2, 3],
      run_ttl_secs: 120,
      poison_pill_threshold: 4,
      on_failure_trigger_job: "other",
      on_failure_payload_mapping: { why: "$.error" },
    };
    const job = await createJob(caller, given);
    expect(job).toMatchObject(given);
    expect((await caller.call("GET", `/v1/jobs/${job.id}`)).body).toMatchObject(given);
  });

  it("when a trigger that is only tried would start", async () => {
    const job = await createJob(caller);
    const scheduled_at = new Date(Date.now() + HOUR_MS).toISOString();
    const { status, body } = await caller.call("POST", `/v1/jobs/${job.id}/trigger`, {
      dry_run: true,
      scheduled_at,
    });
    expect(status).toBe(200);
    expect(Date.parse(body.scheduled_at)).toBe(Date.parse(scheduled_at));
  });

  it("by which key a rotated one was replaced", async () => {
    const { body: old } = await caller.call("POST", "/v1/api-keys", {
      project_id: caller.projectId,
      name: "old",
    });
    const { body: next } = await caller.call("POST", `/v1/api-keys/${old.id}/rotate`, {});
    const { body: all } = await caller.call("GET", "/v1/api-keys?limit=100");
    expect(all.data.find(({ id }: Shown) => id === old.id).replaced_by_key_id).toBe(next.new_key_id);
  });

  it("until when a subscription's old secret is good", async () => {
    const made = await caller.call("POST", "/v1/webhooks/subscriptions", {
      webhook_url: endpoint.url((_, response) => response.end()),
      event_types: ["run.failed"],
    });
    const path = `/v1/webhooks/subscriptions/${made.body.id ?? made.body.subscription.id}`;
    expect((await caller.call("GET", path)).body.secret_grace_expires_at).toBeUndefined();
    const from = Date.now();
    const rotated = await caller.call("POST", `${path}/rotate-secret`, { grace_period_minutes: 60 });
    expect(rotated.status, rotated.text).toBe(200);
    const shown = (await caller.call("GET", path)).body;
    expect(isHourAfter(shown.secret_grace_expires_at, from, Date.now())).toBe(true);
  });

  it("what a receiver has answered to a test", async () => {
    const webhook_url = endpoint.url((_, response) => response.writeHead(202).end("taken"));
    const silent = endpoint.url((_, response) => response.writeHead(500).end());
    const test = (url: string) => caller.call("POST", "/v1/webhooks/test", { webhook_url: url });
    expect((await test(webhook_url)).body).toMatchObject({ success: true, response_body: "taken" });
    expect((await test(silent)).body).toMatchObject({ success: false, status_code: 500 });
  });

  it("the wait that a delivery tells of", async () => {
    const run = await begun(await createJob(caller));
    const notify_url = endpoint.url((_, response) => response.end());
    const event_key = `shown:${run.id}`;
    await product.executor("POST", run, "wait-for-event", { event_key, notify_url });
    const { body: wait } = await caller.call("GET", `/v1/events/${event_key}`);
    const delivered = await eventually(
      async () => (await caller.call("GET", "/v1/webhooks/deliveries")).body.data as Shown[],
      (all) => all.some(({ event_trigger_id: id }) => id === wait.id),
    );
    expect(delivered.map(({ event_trigger_id: id }) => id)).toContain(wait.id);
  });

  it("what a delivery brings", async () => {
    const receiver = endpoint.url((_, response) => response.end());
    const subscribed = { webhook_url: receiver, event_types: ["run.completed"] };
    await caller.call("POST", "/v1/webhooks/subscriptions", subscribed);
    const run = await begun(await createJob(caller));
    await product.executor("POST", run, "complete", '{"result":{"big":12345678901234567890.5}}');
    const delivered = await eventually(
      async () => (await caller.call("GET", "/v1/webhooks/deliveries")).body.data as Shown[],
      (all) => all.some(({ run_id, status }) => run_id === run.id && status === "delivered"),
    );
    const { id } = delivered.find(({ run_id }) => run_id === run.id) ?? { id: "" };
    const { text } = await caller.call("GET", `/v1/webhooks/deliveries/${id}`);
    expect(text).toContain(`"payload":${endpoint.calls(receiver)[0]?.body}`);
    expect(text).toContain("12345678901234567890.5");
  });

  it("what the circuit breaker knows of an endpoint", async () => {
    const broken = endpoint.url((_, response) => response.writeHead(500).end("broken"));
    const job = await createJob(caller, {
      endpoint_url: broken,
      execution_mode: "http",
      max_attempts: 3,
      retry_initial_delay_secs: 1,
    });
    await begun(job);
    const { body } = await eventually(
      () => caller.call("GET", `/v1/jobs/${job.id}/health`),
      (answer) => answer.body?.endpoint?.circuit === "open",
    );
    expect(body.endpoint).toMatchObject({ circuit: "open", consecutive_failures: 1 });
    expect(body.endpoint.health_score).toBeLessThan(100);
    expect(Date.parse(body.endpoint.open_until)).toBeGreaterThan(0);
  });
});
