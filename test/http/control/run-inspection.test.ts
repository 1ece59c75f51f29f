import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newCaller, type Shown } from "../../support/callers.js";
import { Endpoint } from "../../support/endpoint.js";
import { Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let endpoint: Endpoint;
let job: Shown;

beforeAll(async () => {
  endpoint = await Endpoint.start();
  product = await Product.start();
  job = await product.createJob();
});
afterAll(async () => {
  endpoint.stop();
  await product.stop();
});

const read = (run: { id: string }, what: string) => product.control("GET", `/v1/runs/${run.id}/${what}`);

describe("looking at runs", () => {
  it("the lineage is the whole chain from every of its runs, page by page", async () => {
    const chain: TriggeredRun[] = [await product.trigger(job.id)];
    for (let depth = 0; depth < 3; depth++) {
      const last = chain.at(-1) as TriggeredRun;
      const next = await product.executor("POST", last, "continue", {});
      const claimed = await product.control("POST", "/v1/workers/claim", { worker_id: "w", max: 10 });
      const own = claimed.body.runs.find((run: Shown) => run.run_id === next.body.id);
      chain.push({ id: next.body.id, token: own.run_token, jobId: job.id });
    }
    const ids = chain.map(({ id }) => id);
    for (const run of chain) {
      const { body } = await read(run, "lineage");
      expect(body.data.map(({ id }: Shown) => id)).toEqual(ids);
    }
    const first = await read(chain[2] as TriggeredRun, "lineage?limit=3");
    expect(first.body).toMatchObject({ has_more: true, next_cursor: ids[2] });
    const rest = await read(chain[2] as TriggeredRun, `lineage?limit=3&cursor=${ids[2]}`);
    expect(rest.body.data.map(({ id }: Shown) => id)).toEqual(ids.slice(3));
    expect(rest.body.has_more).toBe(false);
  });

  it("the debug bundle holds all of a run, the dependency status its none", async () => {
    const run = await product.trigger(job.id, { payload: { n: 1 } });
    await product.executor("POST", run, "log", { message: "m" });
    await product.executor("POST", run, "checkpoint", { state: [1] });
    await product.executor("POST", run, "output", { output_key: "k", value: 2 });
    await product.executor("POST", run, "resources", { memory_mb: 5 });
    const { body } = await read(run, "debug-bundle");
    expect(body).toMatchObject({
      run: { id: run.id, payload: { n: 1 } },
      checkpoints: [{ state: [1] }],
      outputs: [{ output_key: "k", value: 2 }],
      resource_snapshots: [{ memory_mb: 5 }],
      truncated: false,
    });
    expect(body.events.map(({ type }: Shown) => type)).toContain("log");
    expect((await read(run, "dependency-status")).body).toEqual({
      run_id: run.id,
      job_id: job.id,
      status: "executing",
      dependencies: [],
      dependencies_satisfied: true,
    });
    const foreign = await newCaller(product);
    for (const what of ["debug-bundle", "dependency-status", "lineage"]) {
      expect((await foreign.call("GET", `/v1/runs/${run.id}/${what}`)).status).toBe(404);
    }
  });

  it("the statistics count the project's runs", async () => {
    const before = (await product.control("GET", "/v1/stats")).body;
    await product.trigger(job.id);
    await product.trigger(job.id, { scheduled_at: new Date(Date.now() + 60_000).toISOString() });
    const run = await product.trigger(job.id);
    await product.executor("POST", run, "heartbeat");
    const { body } = await product.control("GET", "/v1/stats");
    const { queued = 0, executing = 0, delayed = 0 } = before.by_status;
    expect(body).toMatchObject({
      queued: before.queued + 1,
      executing: before.executing + 1,
      delayed: before.delayed + 1,
      by_status: { queued: queued + 1, executing: executing + 1, delayed: delayed + 1 },
    });
  });

  it("the health of a job counts how its runs ended", async () => {
    const own = await product.createJob();
    const ends = ["complete", "complete", "complete", "fail"];
    for (const end of ends) {
      const run = await product.trigger(own.id);
      await product.executor("POST", run, end);
    }
    await product.trigger(own.id);
    const { body } = await product.control("GET", `/v1/jobs/${own.id}/health?window=1h`);
    expect(body).toMatchObject({
      job_id: own.id,
      window: "1h",
      total_runs: 4,
      completed_runs: 3,
      failed_runs: 1,
      open_runs: 1,
      success_rate: 75,
      health_score: 75,
      truncated: false,
    });
    expect((await product.control("GET", `/v1/jobs/${own.id}/health?window=2h`)).status).toBe(400);
  });
});

describe("the endpoint of a job", () => {
  it("is changed, with a new secret shown once, and verified with a signature", async () => {
    const good = endpoint.url((_, response) => response.writeHead(204).end());
    const bad = endpoint.url((_, response) => response.writeHead(503).end());
    const own = await product.createJob({ endpoint_url: bad });
    const verify = () => product.control("POST", `/v1/jobs/${own.id}/endpoint/verify`);
    expect((await verify()).body).toMatchObject({ success: false, status_code: 503 });
    const set = (body: unknown) => product.control("POST", `/v1/jobs/${own.id}/endpoint`, body);
    const plain = await set({ endpoint_url: good });
    expect(plain.body).toMatchObject({ job: { endpoint_url: good, version: 2 } });
    expect(plain.body).not.toHaveProperty("signing_secret");
    const rotated = await set({ endpoint_url: good, rotate_signing_secret: true });
    const secret = rotated.body.signing_secret;
    expect(secret).toMatch(/^esec_[0-9a-f]{64}$/);
    expect((await product.control("GET", `/v1/jobs/${own.id}`)).text).not.toContain(secret);
    expect((await verify()).body).toMatchObject({ success: true, status_code: 204 });
    const call = endpoint.calls(good).at(-1);
    expect(call?.body).toBe('{"type":"endpoint.test"}');
    expect(call?.headers["x-strait-signature"]).toMatch(/^v1=[0-9a-f]{64}$/);
    for (const [body, status] of [
      [{}, 422],
      [{ endpoint_url: "ftp://x" }, 400],
    ] as const) {
      expect((await set(body)).status).toBe(status);
    }
    const pull = await product.createJob();
    expect((await product.control("POST", `/v1/jobs/${pull.id}/endpoint/verify`)).status).toBe(400);
  });
});

describe("many jobs in one call", () => {
  it("are created one by one, and switched off and on", async () => {
    const name = () => ({ project_id: "default", name: "b", slug: `b-${crypto.randomUUID()}` });
    const twice = name();
    const created = await product.control("POST", "/v1/jobs/batch", {
      jobs: [
        twice,
        twice,
        { ...name(), endpoint_url: "ftp://x" },
        { ...name(), project_id: "other" },
        name(),
      ],
    });
    expect(created.status).toBe(201);
    expect(created.body.created).toHaveLength(2);
    expect(created.body.errors.map(({ index }: Shown) => index)).toEqual([1, 2, 3]);
    expect((await product.control("POST", "/v1/jobs/batch", { jobs: [twice] })).status).toBe(400);
    for (const jobs of [[], [{ name: "x" }]]) {
      expect((await product.control("POST", "/v1/jobs/batch", { jobs })).status).toBe(422);
    }
    const ids = created.body.created.map(({ id }: Shown) => id);
    for (const [action, enabled] of [
      ["disable", false],
      ["enable", true],
    ] as const) {
      const answer = await product.control("POST", `/v1/jobs/batch-${action}`, { ids: [...ids, "x"] });
      expect(answer.body).toEqual({ updated: 2 });
      for (const id of ids) {
        expect((await product.control("GET", `/v1/jobs/${id}`)).body.enabled).toBe(enabled);
      }
    }
  });
});
