import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { readConfig } from "../../src/config.js";
import { createLog } from "../../src/log.js";
import { connectionOptions } from "../../src/store/connection.js";
import { DueRuns } from "../../src/store/due-runs.js";
import { Heartbeats } from "../../src/store/heartbeats.js";
import { FIRST_CELL, partitionKey } from "../../src/store/keys.js";
import type { RedisClock } from "../../src/store/redis-clock.js";
import { Scripts } from "../../src/store/scripts.js";
import { Sweeper } from "../../src/workers/sweeper.js";
import { Endpoint } from "../support/endpoint.js";
import { API_KEY, eventually, Product, SIGNING_KEY, type TriggeredRun } from "../support/product.js";
import { type DisposableRedis, startDisposableRedis } from "../support/redis.js";
import { runUnder, storedRun } from "../support/stored-run.js";

const LIVE = partitionKey("live");
const SWEEP = partitionKey("sweep");
const HOUR_MS = 3_600_000;
const SKEW = fileURLToPath(new URL("./clock-skew.mjs", import.meta.url));

describe("executors that live while Redis does not", () => {
  let product: Product;
  beforeEach(async () => {
    product = await Product.start({
      workers: 2,
      appendfsync: "always",
      environment: { HEARTBEAT_INTERVAL: "600ms", STALE_THRESHOLD: "4s", SWEEP_INTERVAL: "200ms" },
    });
  });
  afterEach(() => product.stop());

  async function beat(runs: readonly TriggeredRun[]): Promise<void> {
    await Promise.all(runs.map((run) => product.executor("POST", run, "heartbeat")));
  }

  it("keep their runs when it was away for longer than STALE_THRESHOLD", { timeout: 60_000 }, async () => {
    const job = await product.createJob({ max_attempts: 1 });
    const runs: TriggeredRun[] = [];
    for (let n = 0; n < 10; n++) runs.push(await product.trigger(job.id));
    await beat(runs);
    const silent = await product.trigger(job.id);
    await beat([silent]);
    await product.redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    await product.redis.restart();
    const redis = new Redis(connectionOptions(product.redis.url));
    const sweptAt = async () => Number(await redis.hget(SWEEP, "at"));
    const before = await sweptAt();
    // Executors come back after the sweep, which has seen nothing of them for longer than the threshold by then.
    await eventually(sweptAt, (at) => at > before);
    redis.disconnect();
    await beat(runs);
    const timer = setInterval(() => void beat(runs).catch(() => undefined), 500);
    // One that does not beat is still found.
    const ended = await eventually(
      () => product.run(silent.id),
      ({ status }) => status === "crashed",
    );
    clearInterval(timer);
    expect(ended.status).toBe("crashed");
    const statuses = await Promise.all(runs.map(async ({ id }) => (await product.run(id)).status));
    expect(statuses).toEqual(runs.map(() => "executing"));
  });
});

describe("clocks that are wrong", () => {
  let server: DisposableRedis;
  let redis: Redis;
  let scripts: Scripts;
  let sweeper: Sweeper;
  const nowMs = Date.UTC(2027, 0, 1);
  beforeEach(async () => {
    server = await startDisposableRedis();
    redis = new Redis(connectionOptions(server.url));
    const config = {
      ...readConfig({ JWT_SIGNING_KEY: SIGNING_KEY, REDIS_URL: server.url }),
      testClock: true,
    };
    scripts = new Scripts(redis, FIRST_CELL, config);
    sweeper = new Sweeper(new DueRuns(scripts), config, createLog("silent", false));
    await setTime(nowMs);
  });
  afterEach(async () => {
    redis.disconnect();
    await server.release();
  });

  const setTime = (ms: number) => redis.set(FIRST_CELL.testClock, `${ms}000`);
  const id = "01900000-0000-7000-8000-000000000000";
  const member = `${id}:1`;

  /** An executing run that was heard of now, as far as the sweep looks at it. */
  async function executing(): Promise<void> {
    const run = storedRun({
      ...{ status: "executing", attempt: 1, max_attempts: 1, job_id: "j", project_id: "p", priority: 0 },
      ...{
        execution_mode: "worker",
        created_at: nowMs,
        started_at: nowMs,
        timeout_secs: 86_400,
        history: "q0",
      },
    });
    await redis.hset(partitionKey("run", id), run);
    await redis.zadd(LIVE, `${nowMs}000`, member);
    await sweeper.sweep();
  }

  const status = async () => (await runUnder(redis, partitionKey("run", id)))["status"];

  async function beatBy(offMs: number): Promise<string> {
    const clock = { nowUs: () => `${nowMs + offMs}000` } as RedisClock;
    const parts = { redis, scripts, clock, maxPending: 10, report: () => undefined };
    return new Promise((resolve) => new Heartbeats(parts).send(member, resolve));
  }

  it("of a gateway that is behind makes no heartbeat older", async () => {
    await executing();
    expect(await beatBy(-61_000)).toBe("ok");
    expect(await redis.zscore(LIVE, member)).toBe(`${nowMs}000`);
  });

  it("of a gateway that is ahead keeps no dead executor alive", async () => {
    await executing();
    expect(await beatBy(3_600_000)).toBe("ok");
    await sweeper.sweep();
    expect(await redis.zscore(LIVE, member)).toBe(`${nowMs}000`);
  });

  it.each([
    ["forward", 3_600_000],
    ["back", -3_600_000],
  ])("of Redis that is set %s ends no live run, and a dead one after STALE_THRESHOLD", async (_, jumpMs) => {
    await executing();
    await setTime(nowMs + jumpMs);
    await sweeper.sweep();
    expect(await status()).toBe("executing");
    for (let ms = 0; ms <= 66_000; ms += 2_000) {
      await setTime(nowMs + jumpMs + ms);
      await sweeper.sweep();
      if (ms < 60_000) expect(await status()).toBe("executing");
    }
    expect(await status()).toBe("crashed");
  });
});

test.each([-HOUR_MS, HOUR_MS])(
  "a gateway whose clock is set %d ms off goes on with its tokens, and with those of others",
  async (stepMs) => {
    const environment = { NODE_OPTIONS: `--import=file://${SKEW}`, CLOCK_STEP_MS: String(stepMs) };
    const product = await Product.start({ gateways: 2, environment });
    try {
      const job = await product.createJob({ timeout_secs: 60 });
      const ask = (path: string, body: unknown) =>
        product.call("POST", path, { body, headers: { Authorization: `Bearer ${API_KEY}` }, gateway: 1 });
      const claim = (waitMs: number) =>
        ask("/v1/workers/claim", { worker_id: "w", job_slugs: [job.slug], wait_ms: waitMs });
      const tokens = new Map<string, string>();
      const claimOne = async () => {
        await product.trigger(job.id);
        const [run] = (await claim(0)).body.runs;
        tokens.set(run.run_id, run.run_token);
      };
      await claimOne();
      // It waits over the step and looks again in between: its time is over when it would have been.
      const waiting = claim(3_000);
      await new Promise((resolve) => setTimeout(resolve, 500));
      product.gateways[1]?.child.kill("SIGUSR2");
      expect((await waiting).body).toEqual({ runs: [] });
      await claimOne();
      const triggered = (await ask(`/v1/jobs/${job.id}/trigger`, {})).body;
      tokens.set(triggered.id, triggered.run_token);
      for (const [id, token] of tokens) {
        for (const gateway of [0, 1]) {
          const headers = { Authorization: `Bearer ${token}` };
          const answer = await product.call("POST", `/sdk/v1/runs/${id}/heartbeat`, { headers, gateway });
          expect([gateway, answer.status, answer.text]).toEqual([gateway, 200, '{"status":"ok"}']);
        }
      }
    } finally {
      await product.stop();
    }
  },
);

test.each([-90_000, 90_000])("a worker whose clock is %d ms off dispatches at once", async (skewMs) => {
  const endpoint = await Endpoint.start();
  const product = await Product.start();
  try {
    const url = endpoint.url((_, response) => response.end('"done"'));
    const job = await product.createJob({ endpoint_url: url, execution_mode: "http" });
    product.startWorker({ NODE_OPTIONS: `--import=file://${SKEW}`, CLOCK_SKEW_MS: String(skewMs) });
    const { id } = await product.trigger(job.id);
    const ended = await eventually(
      () => product.run(id),
      ({ status }) => status === "completed",
    );
    expect(ended.status).toBe("completed");
  } finally {
    endpoint.stop();
    await product.stop();
  }
});
