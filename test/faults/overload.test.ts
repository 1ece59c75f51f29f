import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../src/config.js";
import { LIMITS } from "../../src/domain/limits.js";
import { Appends } from "../../src/store/appends.js";
import { Crowd, type Importance } from "../../src/store/crowd.js";
import { FIRST_CELL } from "../../src/store/keys.js";
import { Scripts } from "../../src/store/scripts.js";
import {
  type HttpAnswer,
  INTERNAL_SECRET,
  Product,
  SIGNING_KEY,
  type TriggeredRun,
} from "../support/product.js";
import { type Server, startServer } from "./servers.js";

const BOUND = 100;

let server: Server;
let product: Product;
let run: TriggeredRun;
let ending: TriggeredRun;

beforeAll(async () => {
  server = await startServer();
  // A Redis that is held still is not taken for lost.
  const environment = { MAX_PENDING_COMMANDS: String(BOUND), REDIS_TIMEOUT: "60s" };
  product = await Product.start({ redis: server.redis, environment });
  const job = await product.createJob();
  [run, ending] = [await product.trigger(job.id), await product.trigger(job.id)];
  for (const one of [run, ending])
    expect((await product.executor("POST", one, "heartbeat")).status).toBe(200);
});
afterEach(goOn);
afterAll(async () => {
  await product.stop();
  await server.release();
});

function holdStill(): void {
  process.kill(server.redis.pid, "SIGSTOP");
}

function goOn(): void {
  process.kill(server.redis.pid, "SIGCONT");
}

/** Makes so many calls; resolves with those that are answered while Redis stands still, once so many are. */
async function refusedOf(
  count: number,
  refused: number | { atLeast: number },
  call: () => Promise<HttpAnswer>,
): Promise<{ refusals: HttpAnswer[]; all: Promise<HttpAnswer[]> }> {
  const refusals: HttpAnswer[] = [];
  const all = Array.from({ length: count }, async () => {
    const answer = await call();
    refusals.push(answer);
    return answer;
  });
  const seen = expect.poll(() => refusals.length, { timeout: 60_000 });
  await (typeof refused === "number" ? seen.toBe(refused) : seen.toBeGreaterThanOrEqual(refused.atLeast));
  return { refusals: [...refusals], all: Promise.all(all) };
}

function statuses(answers: readonly HttpAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

test("what is more than Redis takes is refused at once: records first, then other calls, ends and heartbeats last", {
  timeout: 120_000,
}, async () => {
  const post = (operation: string, body?: unknown) => () => product.executor("POST", run, operation, body);
  holdStill();
  const logs = await refusedOf(60, 10, post("log", { message: "m" }));
  const states = await refusedOf(60, 10, post("state", { key: "k", value: 1 }));
  const payloads = await refusedOf(40, 15, () => product.executor("GET", run, "payload"));
  const more = await refusedOf(5, 5, post("state", { key: "k", value: 2 }));
  const beats = await refusedOf(90, 0, post("heartbeat"));
  const ends = await refusedOf(30, 5, () => product.executor("POST", ending, "complete"));
  for (const { refusals } of [logs, states, payloads, more, ends]) {
    for (const { status, headers, body } of refusals) {
      expect([status, headers.get("retry-after"), body.error.code]).toEqual([
        503,
        "1",
        "service_unavailable",
      ]);
    }
  }
  goOn();
  expect(statuses(await logs.all)).toEqual({ 201: 50, 503: 10 });
  expect(statuses(await states.all)).toEqual({ 201: 50, 503: 10 });
  expect(statuses(await payloads.all)).toEqual({ 200: 25, 503: 15 });
  expect(statuses(await beats.all)).toEqual({ 200: 90 });
  expect(statuses(await ends.all)).toEqual({ 200: 1, 410: 24, 503: 5 });
  const metrics = await product.call("GET", "/metrics", {
    headers: { "X-Internal-Secret": INTERNAL_SECRET },
  });
  expect(metrics.text).toContain('refused_calls_total{command="append",importance="record"} 10');
  expect(metrics.text).toContain('refused_calls_total{command="group",importance="end"} 5');
});

test("a call of many runs counts as its runs", async () => {
  const { id } = await product.createJob();
  const items = new Array(20).fill({});
  const bulk = () => product.control("POST", `/v1/jobs/${id}/trigger/bulk`, { items });
  // The key is looked up anew by this call, and known for two seconds: while Redis stands still nobody could.
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  expect((await bulk()).status).toBe(201);
  holdStill();
  // Four have reached the 75 that calls may fill; one more may wait for its job to be looked up again.
  const bulks = await refusedOf(10, { atLeast: 5 }, bulk);
  const triggers = await refusedOf(3, 3, () => product.control("POST", `/v1/jobs/${id}/trigger`, {}));
  const beats = await refusedOf(3, 0, () => product.executor("POST", run, "heartbeat"));
  goOn();
  expect([4, 5]).toContain(statuses(await bulks.all)[201]);
  expect(statuses(await triggers.all)).toEqual({ 503: 3 });
  expect(statuses(await beats.all)).toEqual({ 200: 3 });
  expect(statuses([await bulk()])).toEqual({ 201: 1 });
});

test("a project that calls without end leaves room, and does not keep another one waiting", async () => {
  const redis = server.admin.duplicate();
  const scripts = new Scripts(redis, FIRST_CELL, readConfig({ JWT_SIGNING_KEY: SIGNING_KEY }), BOUND);
  await scripts.load();
  const order: string[] = [];
  const calls = (projectId: string, count: number) =>
    Array.from({ length: count }, () =>
      scripts.run("delete-job", { projectId, jobId: "none" }).then(
        ({ outcome }) => {
          order.push(projectId);
          return outcome;
        },
        (error: Error) => error.message,
      ),
    );
  holdStill();
  const noisy = calls("noisy", 200);
  const quiet = calls("quiet", 10);
  const late = calls("noisy", 10);
  goOn();
  const refused = "too many commands wait for Redis";
  const done = "not_found";
  expect((await Promise.all(noisy)).filter((outcome) => outcome === done)).toHaveLength(75);
  expect(await Promise.all(quiet)).toEqual(new Array(10).fill(done));
  expect(await Promise.all(late)).toEqual(new Array(10).fill(refused));
  // What was under way was: of the rest the quiet one went first.
  expect(order.slice(order.lastIndexOf("quiet")).length).toBeGreaterThan(20);
  redis.disconnect();
});

/** Those of so many that wait who are refused, while others are under way. */
function refusedBy(crowd: Crowd, waiting: number): Importance[] {
  crowd.pending = waiting + 192;
  crowd.waiting = waiting;
  return (["record", "call", "caller", "end"] as const).filter((one) => crowd.refuses(one));
}

/** So many leave, and so many stay. */
function leave(crowd: Crowd, count: number, stay: number, nowMs: number): void {
  crowd.waiting = count + stay;
  crowd.left(count, nowMs);
}

test("a queue that stands is no longer than what leaves in its time, and free again once it is gone", () => {
  const crowd = new Crowd("test", 500_000);
  const { standsMs, waitMs, least } = LIMITS.crowd;
  expect(refusedBy(crowd, 10 * least)).toEqual([]);
  leave(crowd, 1, 1, 0);
  // Twice the least leaves in the time that may be waited.
  const half = (least * standsMs) / waitMs;
  leave(crowd, half, 1, standsMs / 2);
  expect(refusedBy(crowd, 10 * least)).toEqual([]);
  leave(crowd, half, 1, standsMs);
  expect(refusedBy(crowd, least - 1)).toEqual([]);
  expect(refusedBy(crowd, least)).toEqual(["record"]);
  expect(refusedBy(crowd, 1.5 * least)).toEqual(["record", "call"]);
  expect(refusedBy(crowd, 20 * least)).toEqual(["record", "call"]);
  leave(crowd, 1, 0, 10 * standsMs);
  expect(refusedBy(crowd, 10 * least)).toEqual([]);
});

test("a burst after a rest does not stand yet, however little has left in the rest", () => {
  const crowd = new Crowd("test", 50_000);
  leave(crowd, 1, 0, 1_000);
  leave(crowd, 24, 4_976, 60_000);
  expect(refusedBy(crowd, 4_976)).toEqual([]);
  leave(crowd, 500, 4_476, 60_001);
  expect(refusedBy(crowd, 4_476)).toEqual([]);
});

test("clients that wait for each answer are not refused, however slow Redis is and however long", () => {
  const numbers = fc.array(fc.tuple(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 0, max: 60_000 })), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(fc.integer({ min: 65, max: 1_000 }), numbers, (clients, groups) => {
      const crowd = new Crowd("test", 50_000);
      let nowMs = 0;
      for (const [count, tookMs] of groups) {
        nowMs += tookMs;
        leave(crowd, count, clients - count, nowMs);
        // Each of them has had its answer, and calls again.
        expect(refusedBy(crowd, clients - 1)).toEqual([]);
      }
    }),
  );
});

test("bursts of 1,000 clients from one project, while Redis stands still in between, are all carried out", {
  timeout: 120_000,
}, async () => {
  const redis = server.admin.duplicate();
  const scripts = new Scripts(redis, FIRST_CELL, readConfig({ JWT_SIGNING_KEY: SIGNING_KEY }));
  const appends = new Appends(scripts, 50_000, () => undefined);
  await scripts.load();
  const member = `${run.id}:1`;
  const outcomes: string[] = [];
  const client = async (): Promise<void> => {
    for (let call = 0; call < 3; call++) {
      const { outcome } = await scripts.run("delete-job", { projectId: "busy", jobId: "none" });
      outcomes.push(outcome);
      const operation = { name: "log" as const, args: ["info", "m", ""] };
      await new Promise<void>((resolve) => {
        const deliver = (code: string): void => {
          outcomes.push(/^\d+-\d+$/.test(code) ? "logged" : code);
          resolve();
        };
        if (!appends.send({ member, operation, deliver })) deliver("refused");
      });
    }
  };
  const clients = Array.from({ length: 1_000 }, client);
  for (let pause = 0; pause < 3; pause++) {
    holdStill();
    // Longer than a queue has to stand to be bounded.
    await sleep(LIMITS.crowd.standsMs * 1.2);
    goOn();
    await redis.ping();
  }
  await Promise.all(clients);
  expect(outcomes.filter((outcome) => outcome === "not_found")).toHaveLength(3_000);
  expect(outcomes.filter((outcome) => outcome === "logged")).toHaveLength(3_000);
  redis.disconnect();
});
