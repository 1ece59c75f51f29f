import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RunTokens } from "../../../src/auth/run-token.js";
import { LIMITS } from "../../../src/domain/limits.js";
import { connectionOptions } from "../../../src/store/connection.js";
import { Heartbeats } from "../../../src/store/heartbeats.js";
import { FIRST_CELL, partitionKey } from "../../../src/store/keys.js";
import type { RedisClock } from "../../../src/store/redis-clock.js";
import type { Scripts } from "../../../src/store/scripts.js";
import { Product, SIGNING_KEY, type TriggeredRun } from "../../support/product.js";

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

  it("are one call of Redis, for members of all lengths, once the tokens are known", async () => {
    const runs = await begun(3);
    // Members differ in length by their assignments, of which one is not ASCII.
    const tokens = new RunTokens({ signingKeys: [SIGNING_KEY] });
    const assigned = ["ä", "a", undefined].map((assignmentId, index) => {
      const runId = runs[index]?.id ?? "";
      return tokens.sign({ runId, attempt: 1, assignmentId }, Date.now() + 60_000);
    });
    const members = [`${runs[0]?.id}:1:ä`, `${runs[1]?.id}:1:a`, `${runs[2]?.id}:1`];
    await redis.zrem(live, ...runs.map(({ id }) => `${id}:1`));
    for (const member of members) await redis.zadd(live, 1, member);
    const text = `{ "tokens": [${assigned.map((token) => JSON.stringify(token)).join(", ")}] }`;
    for (const _ of [1, 2]) {
      for (const member of members) await redis.zadd(live, "XX", 1, member);
      const answer = await product.call("POST", "/sdk/v1/heartbeats", { body: text });
      expect(answer.body).toEqual({ not_ok: [] });
      for (const member of members) expect(Number(await redis.zscore(live, member))).toBeGreaterThan(1);
    }
    // Without the command that looks at each of them.
    const parts = {
      redis,
      scripts: { keys: FIRST_CELL } as Scripts,
      clock: { nowUs: () => "1000000" } as RedisClock,
      ...{ maxPending: 10, report: () => undefined },
    };
    for (const member of members) await redis.zadd(live, 1, member);
    expect(await new Heartbeats(parts).sendAll(members)).toBeUndefined();
    for (const member of members) expect(await redis.zscore(live, member)).toBe("1000000");
    expect(await new Heartbeats(parts).sendAll([...members, "none"])).toBe("internal_error");
    await redis.zrem(live, ...members);
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
