import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/domain/limits.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { partitionKey } from "../../../src/store/keys.js";
import { Product, type TriggeredRun } from "../../support/product.js";

let product: Product;
let redis: Redis;

beforeAll(async () => {
  product = await Product.start();
  redis = new Redis(connectionOptions(product.redis.url));
});
afterAll(async () => {
  redis.disconnect();
  await product.stop();
});

const beat = (tokens: readonly string[]) => product.call("POST", "/sdk/v1/heartbeats", { body: { tokens } });

async function begun(count: number): Promise<TriggeredRun[]> {
  const job = await product.createJob({ max_attempts: 2 });
  const runs: TriggeredRun[] = [];
  for (let n = 0; n < count; n++) {
    runs.push(await product.trigger(job.id));
    await product.executor("POST", runs[n] as TriggeredRun, "heartbeat");
  }
  return runs;
}

const live = partitionKey("live");

describe("heartbeats of many runs in one call", () => {
  it("move the last sign of life of each, and answer nothing of those that are well", async () => {
    const runs = await begun(3);
    for (const { id } of runs) await redis.zadd(live, "XX", 1, `${id}:1`);
    const answer = await beat(runs.map(({ token }) => token));
    expect([answer.status, answer.body]).toEqual([200, { not_ok: [] }]);
    for (const { id } of runs) expect(Number(await redis.zscore(live, `${id}:1`))).toBeGreaterThan(1);
  });

  it("say by its index what is not well, as a heartbeat of its own would have", async () => {
    const [well, canceled, asked, restarted, paused] = (await begun(5)) as [
      TriggeredRun,
      TriggeredRun,
      TriggeredRun,
      TriggeredRun,
      TriggeredRun,
    ];
    await product.control("DELETE", `/v1/runs/${canceled.id}`);
    await product.control("DELETE", `/v1/runs/${asked.id}?grace_secs=60&reason=late`);
    await product.control("POST", `/v1/runs/${restarted.id}/restart`);
    await product.control("POST", `/v1/runs/${paused.id}/pause`);
    const fresh = await product.trigger((await product.createJob()).id);
    const http = await product.trigger((await product.createJob({ endpoint_url: "http://127.0.0.1:1/" })).id);
    const tokens = [canceled, well, asked, restarted, paused, fresh, http].map(({ token }) => token);
    const { status, body } = await beat([...tokens, "none", well.token, `${well.token}x`]);
    expect(status).toBe(200);
    expect(body.not_ok).toEqual([
      { index: 0, status: "gone", run_status: "canceled" },
      { index: 2, status: "cancel_requested", reason: expect.any(String) },
      { index: 3, status: "assignment_lost" },
      { index: 4, status: "not_active" },
      { index: 6, status: "not_executing" },
      { index: 7, status: "invalid_token" },
      { index: 9, status: "invalid_token" },
    ]);
    // One that nobody had begun has begun, as with a heartbeat of its own.
    expect(await product.run(fresh.id)).toMatchObject({ status: "executing" });
  });

  it("are bounded, and ask for tokens", async () => {
    const [one] = (await begun(1)) as [TriggeredRun];
    const many = Array.from({ length: LIMITS.fleetHeartbeats }, () => one.token);
    expect((await beat(many)).body).toEqual({ not_ok: [] });
    expect((await beat([...many, one.token])).status).toBe(422);
    expect((await beat([])).status).toBe(422);
    expect((await beat(["x".repeat(LIMITS.runTokenLength + 1)])).status).toBe(422);
    expect((await product.call("POST", "/sdk/v1/heartbeats", { body: {} })).status).toBe(422);
    const accept = { Accept: "text/html" };
    const refused = await product.call("POST", "/sdk/v1/heartbeats", {
      body: { tokens: [one.token] },
      headers: accept,
    });
    expect(refused.status).toBe(406);
  });
});
