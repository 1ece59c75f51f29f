import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Exposition } from "../../../src/metrics/exposition.js";
import { METRICS } from "../../../src/metrics/metrics.js";
import { Endpoint } from "../../support/endpoint.js";
import { freePort } from "../../support/ports.js";
import { eventually, INTERNAL_SECRET, Product } from "../../support/product.js";

/** Names of control-api 9 that apply here. `pubsub_publish_errors_total` has no counterpart: scripts publish. */
const CONTRACT_NAMES = `run_transitions_total run_duration_seconds run_end_to_end_seconds queue_depth
  queue_depth_by_status queue_lag_seconds queue_oldest_queued_age_seconds queue_claim_duration_seconds
  queue_concurrency_utilization dispatch_duration_seconds dispatch_errors_total dispatch_attempts_total
  dispatch_response_status_total dispatch_payload_bytes execution_trace_dispatch_duration_seconds
  execution_trace_queue_wait_duration_seconds worker_heartbeat_flush_duration_seconds worker_heartbeat_lag_seconds
  worker_retry_total worker_retry_attempt_number run_snooze_total reaper_operations_total
  reaper_records_deleted_total scheduler_poller_runs_queued_total scheduler_loop_duration_seconds
  event_triggers_created_total event_triggers_received_total event_triggers_timed_out_total
  event_triggers_wait_duration_seconds webhook_deliveries_total webhook_delivery_duration_seconds
  webhook_backlog_depth dlq_depth endpoint_health_score bulk_operations_total http_request_duration_seconds
  http_inflight_requests shutdown_total`.split(/\s+/);

let metricsUrl: string;
let product: Product;
let endpoint: Endpoint;

/** The samples of a text in Prometheus' format: `name{labels}` to value. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
}

async function scrape(url: string): Promise<string> {
  const response = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${INTERNAL_SECRET}` } });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/plain");
  return response.text();
}

/** What gateway and worker counted together. */
async function fleet(): Promise<Map<string, number>> {
  const sum = samplesOf(await scrape(product.url()));
  for (const [name, value] of samplesOf(await scrape(metricsUrl))) {
    sum.set(name, (sum.get(name) ?? 0) + value);
  }
  return sum;
}

beforeAll(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start({ environment: { LOG_LEVEL: "trace", SWEEP_INTERVAL: "200ms" } });
  const port = await freePort();
  metricsUrl = `http://127.0.0.1:${port}`;
  product.startWorker({ METRICS_PORT: String(port) });
  await eventually(
    () =>
      fetch(`${metricsUrl}/health/ready`).then(
        (answer) => answer.status,
        () => 0,
      ),
    (status) => status === 200,
    50_000,
  );
});

afterAll(async () => {
  await product.stop();
  endpoint.stop();
});

describe("/metrics", () => {
  it("exports every metric of the contract that applies, with its type, on gateways and workers", async () => {
    for (const url of [product.url(), metricsUrl]) {
      const text = await scrape(url);
      const missing = CONTRACT_NAMES.filter((name) => !text.includes(`# TYPE strait_${name} `));
      expect(missing).toEqual([]);
      expect(text).toContain("process_resident_memory_bytes ");
      for (const lag of ["", "max_", "p99_"]) expect(text).toContain(`nodejs_eventloop_lag_${lag}seconds `);
    }
    const ours = new Set(Object.values(METRICS).map(({ name }) => name));
    expect(CONTRACT_NAMES.filter((name) => !ours.has(name as never))).toEqual([]);
  });

  it("is for the internal secret only", async () => {
    for (const url of [product.url(), metricsUrl]) {
      expect((await fetch(`${url}/metrics`)).status).toBe(401);
      expect((await fetch(`${url}/metrics`, { headers: { "X-Internal-Secret": "wrong" } })).status).toBe(401);
      const secret = { "X-Internal-Secret": INTERNAL_SECRET };
      expect((await fetch(`${url}/metrics`, { headers: secret })).status).toBe(200);
      const open = await (await fetch(`${url}/health`)).json();
      const known = await (await fetch(`${url}/health`, { headers: secret })).json();
      expect(open).not.toHaveProperty("uptime_seconds");
      expect(known).toMatchObject({ uptime_seconds: expect.any(Number), subsystems: { redis: "ready" } });
    }
  });

  it("counts what happened, wherever it happened, and shows no secret, id or payload", async () => {
    const before = await fleet();
    const job = await product.createJob();
    let status = 200;
    const called = await product.createJob({
      endpoint_url: endpoint.url((_, response) => response.writeHead(status).end()),
      max_attempts: 1,
    });
    const runs = [];
    for (let index = 0; index < 5; index++) {
      const run = await product.trigger(job.id, { payload: { password: "hunter2-in-a-payload" } });
      runs.push(run);
      await product.executor("POST", run, "heartbeat");
      await product.executor("POST", run, "log", { message: "hunter2-in-a-log" });
      await product.executor("POST", run, "stream", { chunk: "hunter2-in-a-chunk" });
      await product.executor("POST", run, index < 3 ? "complete" : "fail");
    }
    const waiting = await product.trigger(job.id);
    await product.executor("POST", waiting, "wait-for-event", { event_key: "metrics:go" });
    await product.control("POST", "/v1/events/metrics:go/send", {
      payload: { secret: "hunter2-in-an-event" },
    });
    const good = await product.trigger(called.id);
    await eventually(
      () => product.run(good.id),
      (run) => run.status === "completed",
    );
    status = 400;
    const bad = await product.trigger(called.id);
    await eventually(
      () => product.run(bad.id),
      (run) => run.status === "dead_letter",
    );

    const dead = 'strait_run_transitions_total{from="executing",to="dead_letter"}';
    const after = await eventually(fleet, (samples) => (samples.get(dead) ?? 0) > 0);
    const grew = (name: string): number =>
      (after.get(`strait_${name}`) ?? 0) - (before.get(`strait_${name}`) ?? 0);
    expect({
      created: grew('run_transitions_total{from="none",to="queued"}'),
      completed: grew('run_transitions_total{from="executing",to="completed"}'),
      failed: grew('run_transitions_total{from="executing",to="failed"}'),
      durations: grew('run_duration_seconds_count{status="completed"}'),
      lags: grew("queue_lag_seconds_count"),
      waits: grew("event_triggers_created_total"),
      received: grew("event_triggers_received_total"),
      calls: grew("dispatch_attempts_total"),
      refused: grew('dispatch_response_status_total{status="400"}'),
      classes: grew('dispatch_errors_total{error_class="client"}'),
      heartbeats: grew(
        'http_request_duration_seconds_count{method="POST",route="/sdk/v1/runs/:runID/heartbeat",status="200"}',
      ),
      batched: grew('batch_entries_count{command="append"}'),
      inFlight: after.get("strait_http_inflight_requests"),
      dlq: after.get("strait_dlq_depth"),
      backlog: after.get("strait_webhook_backlog_depth"),
      health: after.get('strait_endpoint_health_score{of="lowest"}'),
    }).toMatchObject({
      created: 8,
      completed: 4,
      failed: 2,
      durations: 4,
      waits: 1,
      received: 1,
      calls: 2,
      refused: 1,
      classes: 1,
      heartbeats: 5,
      backlog: 0,
      health: 100,
      // The scrape itself is under way.
      inFlight: 1,
    });
    expect(grew("queue_lag_seconds_count")).toBeGreaterThanOrEqual(8);
    // Depths are read at most every two seconds.
    await eventually(fleet, (samples) => (samples.get("strait_dlq_depth") ?? 0) > 0);

    const shown = (await scrape(product.url())) + (await scrape(metricsUrl));
    const logged = [...product.gateways, ...product.workers].map((one) => one.output()).join("");
    expect(logged).toContain('"route":"/v1/jobs/:jobID/trigger"');
    const secrets = [
      ...["hunter2", INTERNAL_SECRET, product.environment["JWT_SIGNING_KEY"] ?? "", "strait_0000"],
      ...runs.map((run) => run.token),
    ];
    for (const secret of secrets) {
      expect(shown.includes(secret), "in the metrics").toBe(false);
      expect(logged.includes(secret), "in the logs").toBe(false);
    }
    for (const run of runs) expect(shown).not.toContain(run.id);
  });
});

it("is written once for all who ask while it is written", async () => {
  const exposition = new Exposition();
  const first = exposition.text();
  expect(exposition.text()).toBe(first);
  expect(await first).toContain("strait_run_transitions_total");
  const next = exposition.text();
  expect(next).not.toBe(first);
  await next;
});
