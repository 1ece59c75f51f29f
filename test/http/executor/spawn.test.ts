import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectionOptions } from "../../../src/store/connection.js";
import { type Caller, createJob, newCaller } from "../../support/callers.js";
import { Monitor } from "../../support/monitor.js";
import { PROJECT, Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let redis: Redis;
let monitor: Monitor;
let other: Caller;

beforeAll(async () => {
  product = await Product.start();
  redis = new Redis(connectionOptions(product.redis.url));
  monitor = Monitor.open(product.redis.url, redis);
  other = await newCaller(product);
});
afterAll(async () => {
  monitor.close();
  redis.disconnect();
  await product.stop();
});

const spawn = (run: TriggeredRun, body: object) => product.executor("POST", run, "spawn", body);

async function parent(): Promise<TriggeredRun> {
  const run = await product.trigger((await product.createJob()).id);
  await product.executor("POST", run, "heartbeat");
  return run;
}

/** What the gateway sends to Redis meanwhile, but for its clock and its look at Redis's health. */
async function sentDuring(act: () => Promise<unknown>): Promise<string[]> {
  const heard = await monitor.during(act);
  return heard.filter(({ name, byLua }) => !byLua && /^(fcall|h|get|z|x)/.test(name)).map(({ name }) => name);
}

describe("spawn", () => {
  it.each(["job_slug", "job_id"])("is one round trip once the job was seen, by %s", async (name) => {
    const child = await product.createJob();
    const named = { [name]: name === "job_id" ? child.id : child.slug };
    expect((await spawn(await parent(), named)).status).toBe(201);
    const run = await parent();
    expect(
      await sentDuring(async () => {
        const { status, body } = await spawn(run, { ...named, idempotency_key: "k", payload: { a: 1 } });
        expect([status, body.job_id, body.parent_run_id]).toEqual([201, child.id, run.id]);
      }),
    ).toEqual(["fcall"]);
  });

  it("makes the child for the job as it is, however it was seen before", async () => {
    const child = await product.createJob({ timeout_secs: 100 });
    const run = await parent();
    await spawn(run, { job_slug: child.slug });
    await product.control("PATCH", `/v1/jobs/${child.id}`, { timeout_secs: 200 });
    expect((await spawn(run, { job_slug: child.slug })).body.job_version).toBe(child.version + 1);
    await product.control("DELETE", `/v1/jobs/${child.id}`);
    const moved = await product.createJob({ slug: `${child.slug}-2` });
    await product.control("PATCH", `/v1/jobs/${moved.id}`, { slug: `${child.slug}-3` });
    const again = await product.createJob({ slug: moved.slug });
    expect((await spawn(run, { job_slug: moved.slug })).body.job_id).toBe(again.id);
    expect((await spawn(run, { job_slug: "no-such" })).status).toBe(404);
    expect((await spawn(run, { job_id: crypto.randomUUID() })).status).toBe(404);
  });

  it("means the slug of the parent's project, whoever else uses it", async () => {
    const own = await product.createJob({ tags: { of: "us" } });
    const theirs = await createJob(other, { slug: own.slug, tags: { of: "them" } });
    for (let round = 0; round < 2; round++) {
      const child = (await spawn(await parent(), { job_slug: own.slug })).body;
      expect([child.job_id, child.tags]).toEqual([own.id, { of: "us" }]);
      const foreign = { project_id: other.projectId, target_api_key: other.key, job_slug: own.slug };
      const { body } = await spawn(await parent(), foreign);
      expect([body.job_id, body.project_id]).toEqual([theirs.id, other.projectId]);
    }
  });

  it("makes no child in another project without a good key of that project that may trigger", async () => {
    const theirs = await createJob(other);
    const manage = (scopes: string[]) =>
      other.call("POST", "/v1/api-keys", { project_id: other.projectId, name: "n", scopes });
    const reader = (await manage(["jobs:read"])).body;
    const revoked = (await manage(["jobs:trigger"])).body;
    const good = (await manage(["jobs:trigger"])).body;
    await other.call("DELETE", `/v1/api-keys/${revoked.id}`);
    const third = await newCaller(product);
    const run = await parent();
    const named = { project_id: other.projectId, job_id: theirs.id };
    for (const target_api_key of [undefined, "strait_x", reader.key, revoked.key, third.key]) {
      const { status, body } = await spawn(run, { ...named, target_api_key });
      expect([status, body.error.message]).toEqual([
        403,
        "target_api_key may not trigger jobs of that project",
      ]);
    }
    expect((await spawn(run, { job_id: theirs.id })).status).toBe(404);
    expect((await spawn(run, { ...named, target_api_key: good.key })).status).toBe(201);
    const { data } = (await other.call("GET", `/v1/runs?job_id=${theirs.id}`)).body;
    expect(data).toHaveLength(1);
    expect((await spawn(run, { project_id: PROJECT, job_slug: "no-such" })).status).toBe(404);
  });
});
