import type { Product, TriggeredRun } from "../support/product.js";

/** A run of the pull job that is executing, claimed by the worker. */
export async function started(
  product: Product,
  job: { readonly id: string; readonly slug: string },
  body: unknown = {},
  worker = "hand",
): Promise<TriggeredRun> {
  const made = await product.trigger(job.id, body);
  const { body: claimed } = await product.control("POST", "/v1/workers/claim", {
    worker_id: worker,
    job_slugs: [job.slug],
    limit: 1,
  });
  const run = { id: made.id, jobId: job.id, token: String(claimed.runs[0].run_token) };
  await product.executor("POST", run, "heartbeat", {});
  return run;
}
