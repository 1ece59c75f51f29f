import { afterAll, beforeAll, expect, it } from "vitest";
import { Endpoint } from "../support/endpoint.js";
import { eventually, Product } from "../support/product.js";

let product: Product;
let endpoint: Endpoint;

beforeAll(async () => {
  product = await Product.start();
  endpoint = await Endpoint.start();
});
afterAll(() => {
  endpoint.stop();
  return product.stop();
});

const PAYLOAD = "x".repeat(300_000);
/** Four payloads come to what a claim hands out. */
const A_CLAIM = 4;
const RUNS = 10;

const claim = async (slug: string, wait_ms = 0) => {
  const body = { worker_id: "w", job_slugs: [slug], max: 100, wait_ms };
  const { body: answer } = await product.control("POST", "/v1/workers/claim", body);
  return answer.runs.map((run: { run_id: string }) => run.run_id) as string[];
};

/** Runs of the job in the order in which they are handed out. */
async function queued(jobId: string): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < RUNS; index++)
    ids.push((await product.trigger(jobId, { payload: PAYLOAD })).id);
  return ids;
}

it("a claim ends with the bytes it hands out, and the others stay in line", async () => {
  const job = await product.createJob();
  const ids = await queued(job.id);
  expect(await claim(job.slug)).toEqual(ids.slice(0, A_CLAIM));
  expect(await claim(job.slug)).toEqual(ids.slice(A_CLAIM, 2 * A_CLAIM));
  expect(await claim(job.slug)).toEqual(ids.slice(2 * A_CLAIM));
  expect(await claim(job.slug)).toEqual([]);
});

it("a dispatcher calls all of them, though no claim takes them all", async () => {
  const url = endpoint.url((_, response) => response.end("{}"));
  const job = await product.createJob({ endpoint_url: url, execution_mode: "http" });
  await queued(job.id);
  product.startWorker();
  const called = await eventually(
    async () => endpoint.calls(url),
    (calls) => calls.length >= RUNS,
  );
  expect(called).toHaveLength(RUNS);
});
