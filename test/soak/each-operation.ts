import type { Product } from "../support/product.js";

/** What an executor writes, and reads back by the name behind it. */
const WRITES: readonly (readonly [string, unknown, string?])[] = [
  ["log", { message: "m", level: "info", data: { n: 1 } }, "events"],
  ["progress", { percent: 40.5, step: "s", eta_secs: 7, message: "m" }],
  ["stream", { chunk: "a chunk", stream_id: "s", seq: 0 }],
  ["heartbeat", undefined],
  ["annotate", { flat: "1" }],
  ["checkpoint", { state: { n: 1 } }, "checkpoints"],
  ["usage", { provider: "p", model: "m", prompt_tokens: 3, completion_tokens: 4 }, "usage/totals"],
  ["tool-call", { tool_name: "t", input: { q: [] }, duration_ms: 1 }],
  ["output", { key: "o", value: [1] }, "outputs"],
  ["state", { key: "k", value: { n: 1 } }],
  ["batch", { operations: [{ op: "log", body: { message: "of a batch" } }] }],
];

/** Calls each operation of the life of a run once, and those of operators around it. Answers what was not answered 2xx. */
export async function eachOperation(product: Product, jobId: string): Promise<string[]> {
  const wrong: string[] = [];
  const expectGood = (what: string, status: number): void => {
    if (status < 200 || status > 299) wrong.push(`${what}: ${status}`);
  };
  const run = await product.trigger(jobId, { payload: { n: 1 }, tags: { from: "soak" } });
  for (const [operation, body, read] of WRITES) {
    expectGood(operation, (await product.executor("POST", run, operation, body)).status);
    if (read === undefined) continue;
    expectGood(read, (await product.control("GET", `/v1/runs/${run.id}/${read}`)).status);
  }
  expectGood("state", (await product.executor("GET", run, "state/k")).status);
  expectGood("pause of the job", (await product.control("POST", `/v1/jobs/${jobId}/pause`)).status);
  expectGood("resume of the job", (await product.control("POST", `/v1/jobs/${jobId}/resume`)).status);
  const bulk = await product.control("POST", `/v1/jobs/${jobId}/trigger/bulk`, { items: [{}, {}] });
  expectGood("bulk trigger", bulk.status);
  const lists = [
    "/v1/runs",
    "/v1/jobs",
    `/v1/runs/${run.id}`,
    "/v1/stats",
    "/v1/webhooks/subscriptions",
    "/v1/workers",
  ];
  for (const path of lists) expectGood(path, (await product.control("GET", path)).status);
  expectGood("complete", (await product.executor("POST", run, "complete", { result: 1 })).status);
  const open = await product.control("GET", `/v1/runs?job_id=${jobId}&status=queued`);
  for (const { id } of open.body.data)
    expectGood("cancel", (await product.control("DELETE", `/v1/runs/${id}`)).status);
  return wrong;
}
