import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { partitionKey } from "../../../src/store/keys.js";
import { Endpoint } from "../../support/endpoint.js";
import { eventually, Product, type TriggeredRun } from "../../support/product.js";

const DEPTH = 3;
const OPEN = 8;
let product: Product;
let endpoint: Endpoint;
let job: { id: string; slug: string };

beforeAll(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start({
    workers: 1,
    environment: { MAX_SPAWN_DEPTH: String(DEPTH), MAX_OPEN_CHILDREN: String(OPEN), SWEEP_INTERVAL: "200ms" },
  });
  job = await product.createJob();
});
afterAll(async () => {
  await product.stop();
  endpoint.stop();
});

const spawn = (run: TriggeredRun, body: object = {}) =>
  product.executor("POST", run, "spawn", { job_slug: job.slug, ...body });

/** The children as their executors have them: claimed, with a token. */
async function claim(count: number): Promise<TriggeredRun[]> {
  const { body } = await product.control("POST", "/v1/workers/claim", {
    worker_id: "w",
    job_slugs: [job.slug],
    max: count,
    wait_ms: 5000,
  });
  return body.runs.map((run: { run_id: string; run_token: string }) => ({
    id: run.run_id,
    token: run.run_token,
    jobId: job.id,
  }));
}

test("children of children go so deep and no deeper, and nothing is created beyond", async () => {
  let run = await product.trigger(job.id);
  await product.executor("POST", run, "heartbeat");
  for (let level = 1; level <= DEPTH; level++) {
    expect((await spawn(run)).status).toBe(201);
    const [child] = await claim(1);
    if (child === undefined) throw new Error("no child to claim");
    run = child;
  }
  const refused = await spawn(run);
  expect([refused.status, refused.body.error.code]).toEqual([400, "bad_request"]);
  expect(refused.body.error.message).toContain("too deep");
  expect((await product.control("GET", `/v1/runs/${run.id}/children`)).body.data).toEqual([]);
});

test("of concurrent spawns as many are taken as may be open; one that ends makes room for another", async () => {
  const run = await product.trigger(job.id);
  await product.executor("POST", run, "heartbeat");
  const answers = await Promise.all(Array.from({ length: OPEN * 3 }, () => spawn(run)));
  const refused = answers.filter(({ status }) => status !== 201);
  expect(answers.length - refused.length).toBe(OPEN);
  for (const { status, body } of refused) {
    expect(status).toBe(400);
    expect(body.error.message).toContain("too many open children");
  }
  const [child] = await claim(1);
  if (child === undefined) throw new Error("no child to claim");
  expect((await product.executor("POST", child, "complete")).status).toBe(200);
  expect((await spawn(run)).status).toBe(201);
  expect((await spawn(run)).status).toBe(400);
});

test("a parent goes on when its last child has become a dead letter", async () => {
  const called = await product.createJob({
    endpoint_url: endpoint.url((_, response) => response.writeHead(400).end()),
  });
  const parent = await product.createJob();
  const run = await product.trigger(parent.id);
  const spawned = await product.executor("POST", run, "spawn", { job_id: called.id, await_completion: true });
  expect(spawned.status).toBe(201);
  const child = await eventually(
    () => product.run(spawned.body.id),
    ({ status }) => status === "dead_letter",
  );
  expect(child.status).toBe("dead_letter");
  expect((await product.run(run.id)).status).toBe("queued");
  const { body } = await product.control("POST", "/v1/workers/claim", {
    worker_id: "w",
    job_slugs: [parent.slug],
    wait_ms: 5000,
  });
  expect(body.runs.map(({ run_id }: { run_id: string }) => run_id)).toEqual([run.id]);
});

test("a run that has waited as often as it may spawns, and awaits no child any more", async () => {
  const run = await product.trigger(job.id);
  await product.executor("POST", run, "heartbeat");
  const redis = new Redis(connectionOptions(product.redis.url));
  const waits = partitionKey("waits", run.id);
  await redis.sadd(waits, ...Array.from({ length: LIMITS.runWaits }, (_, wait) => String(wait)));
  redis.disconnect();
  const refused = await spawn(run, { await_completion: true });
  expect([refused.status, refused.body.error.message]).toEqual([
    400,
    "too many waits of this run: continue it as a new run",
  ]);
  expect((await product.control("GET", `/v1/runs/${run.id}/children`)).body.data).toEqual([]);
  expect((await spawn(run)).status).toBe(201);
});
