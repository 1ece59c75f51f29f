import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExecutor } from "../../../src/client/index.js";
import { API_KEY, eventually, PROJECT, Product, type TriggeredRun } from "../../support/product.js";

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});
afterAll(() => product.stop());

async function begun(
  fields: Record<string, unknown> = {},
): Promise<{ slug: string; id: string; run: TriggeredRun }> {
  const { id, slug } = await product.createJob(fields);
  const run = await product.trigger(id);
  await product.executor("POST", run, "heartbeat");
  return { id, slug, run };
}

const claimOf = (slug: string, more: object = {}) => ({
  api_key: API_KEY,
  worker_id: "w",
  job_slugs: [slug],
  ...more,
});

describe.each(["complete", "fail"] as const)("%s with a claim", (operation) => {
  it("ends the run and answers the next one with a token that is good for it", async () => {
    const { id, slug, run } = await begun();
    const next = await product.trigger(id, { payload: { n: 2 } });
    const { status, body } = await product.executor("POST", run, operation, { claim: claimOf(slug) });
    expect([status, body.id, body.status]).toEqual([
      200,
      run.id,
      operation === "fail" ? "failed" : "completed",
    ]);
    const [claimed, ...others] = body.claimed.runs;
    expect(others).toEqual([]);
    expect(claimed).toMatchObject({ run_id: next.id, job_slug: slug, attempt: 1, payload: { n: 2 } });
    const second = { ...next, token: claimed.run_token };
    const last = await product.executor("POST", second, "complete", { claim: claimOf(slug, { max: 5 }) });
    expect([last.status, last.body.status, last.body.claimed]).toEqual([200, "completed", { runs: [] }]);
  });

  it("answers no claim where none was asked for", async () => {
    const { run } = await begun();
    expect((await product.executor("POST", run, operation)).body).not.toHaveProperty("claimed");
  });

  it("ends nothing for who may not claim, and claims nothing for a run that has ended", async () => {
    const { id, slug, run } = await begun();
    const waiting = await product.trigger(id);
    const weak = await product.control("POST", "/v1/api-keys", {
      project_id: PROJECT,
      name: "weak",
      scopes: ["runs:read"],
    });
    for (const api_key of ["strait_none", "no key at all", weak.body.key]) {
      const refused = await product.executor("POST", run, operation, { claim: claimOf(slug, { api_key }) });
      expect([refused.status, refused.body.error.code]).toEqual([403, "forbidden"]);
    }
    const unnamed = await product.executor("POST", run, operation, { claim: { api_key: API_KEY } });
    expect(unnamed.status).toBe(422);
    expect((await product.run(run.id)).status).toBe("executing");
    expect((await product.executor("POST", run, operation)).status).toBe(200);
    const again = await product.executor("POST", run, operation, { claim: claimOf(slug) });
    expect([again.status, again.body.claimed]).toEqual([410, undefined]);
    expect((await product.run(waiting.id)).status).toBe("queued");
  });
});

it("an executor of one place works off a queue with one claim, and the ends of its runs", async () => {
  const { id, slug } = await product.createJob();
  const runs = await Promise.all(Array.from({ length: 8 }, () => product.trigger(id)));
  const calls = { claim: 0, end: 0 };
  const executor = createExecutor({
    baseUrl: product.url(),
    apiKey: API_KEY,
    jobSlugs: [slug],
    handleSignals: false,
    fetch(input, init) {
      const request = new Request(input, init);
      if (request.url.endsWith("/claim")) calls.claim++;
      if (request.url.endsWith("/complete")) calls.end++;
      return fetch(request);
    },
    handler: async () => "done",
  });
  await eventually(
    () => Promise.all(runs.map((run) => product.run(run.id))),
    (all) => all.every(({ status }) => status === "completed"),
  );
  // The one that brought the first run; a second one waits for more by now, or is about to.
  expect(calls.end).toBe(8);
  expect(calls.claim).toBeLessThanOrEqual(2);
  await executor.stop();
});
