import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectionOptions } from "../../src/store/connection.js";
import { partitionKey } from "../../src/store/keys.js";
import { Endpoint } from "../support/endpoint.js";
import { eventually, Product } from "../support/product.js";

/** A record as the API shows it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
type Shown = any;

let product: Product;
beforeAll(async () => {
  product = await Product.start({ workers: 1, environment: { SWEEP_INTERVAL: "200ms" } });
});
afterAll(() => product.stop());

const runsOf = async (jobId: string): Promise<Shown[]> =>
  (await product.control("GET", `/v1/runs?job_id=${jobId}&limit=100`)).body.data;
const chained = (jobId: string, count = 1): Promise<Shown[]> =>
  eventually(
    () => runsOf(jobId),
    (runs) => runs.length >= count,
  );

it("triggers the next job with the mapped result, big numbers as they came", async () => {
  const next = await product.createJob();
  const job = await product.createJob({
    on_complete_trigger_job: next.slug,
    on_complete_payload_mapping: { n: "result.user.id", from: "/run_id", in: "payload", none: "result.x" },
    on_failure_trigger_job: next.id,
  });
  const run = await product.trigger(job.id, { payload: [] });
  await product.executor("POST", run, "complete", '{"result":{"user":{"id":9007199254740993}}}');
  const [follower] = await chained(next.id);
  expect(follower).toMatchObject({
    triggered_by: "job_completion",
    chain_depth: 1,
    created_by: `run:${run.id}`,
    tags: { source_job_id: job.id, source_run_id: run.id },
  });
  const { text } = await product.control("GET", `/v1/runs/${follower.id}`);
  expect(text).toContain(`"payload":{"n":9007199254740993,"from":"${run.id}","in":[]}`);
  expect(follower).not.toHaveProperty("parent_run_id");
});

it("tells the next job what failed, and nothing of a cancel", async () => {
  const next = await product.createJob();
  const job = await product.createJob({ on_failure_trigger_job: next.id });
  const canceled = await product.trigger(job.id);
  await product.control("DELETE", `/v1/runs/${canceled.id}`);
  await product.executor("POST", await product.trigger(job.id), "complete");
  const run = await product.trigger(job.id, { payload: { a: 1 } });
  await product.executor("POST", run, "fail", { error: "broken" });
  const runs = await chained(next.id);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({
    triggered_by: "job_failure",
    payload: {
      source_run_id: run.id,
      error: "broken",
      status: "failed",
      attempt: 1,
      original_input: { a: 1 },
    },
  });
});

it("ends a chain that is too deep, and says so", async () => {
  const server = await Endpoint.start();
  const slug = `loop-${crypto.randomUUID()}`;
  const url = server.url((_, response) => response.writeHead(200).end("{}"));
  const job = await product.createJob({ slug, endpoint_url: url, on_complete_trigger_job: slug });
  await product.trigger(job.id);
  const last = await eventually(
    async () => (await runsOf(job.id)).find(({ chain_depth }) => chain_depth === 10),
    (run) => run?.status === "completed",
  );
  const events = await eventually(
    async () => (await product.control("GET", `/v1/runs/${last.id}/events?level=warn`)).body.data,
    (found) => found.length > 0,
  );
  expect(events[0]).toMatchObject({ message: "chain ends here: it is too deep" });
  expect(last.triggered_by).toBe("job_chain");
  expect(await runsOf(job.id)).toHaveLength(11);
  server.stop();
});

it("follows each end once when workers die and steps are repeated", async () => {
  const next = await product.createJob();
  const job = await product.createJob({ on_complete_trigger_job: next.id });
  const runs = await Promise.all(Array.from({ length: 20 }, () => product.trigger(job.id)));
  const redis = new Redis(connectionOptions(product.redis.url));
  await Promise.all(runs.map((run) => product.executor("POST", run, "complete")));
  const members = await redis.zrange(partitionKey("endings"), 0, -1);
  await Promise.all(product.workers.splice(0).map((worker) => worker.kill()));
  // All of it once more, as a repair would after the loss of everything in between.
  for (const member of members) await redis.zadd(partitionKey("endings"), 1, member);
  product.startWorker();
  await chained(next.id, 20);
  const left = await eventually(
    () => redis.zcard(partitionKey("endings")),
    (count) => count === 0,
  );
  expect(left).toBe(0);
  const sources = (await runsOf(next.id)).map(({ tags }) => tags.source_run_id);
  expect(sources.sort()).toEqual(runs.map(({ id }) => id).sort());
  redis.disconnect();
});
