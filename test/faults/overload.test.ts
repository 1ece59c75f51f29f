import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../src/config.js";
import { Crowd } from "../../src/store/crowd.js";
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

/** Makes so many calls; resolves with those that are answered while Redis stands still, once `refused` of them are. */
async function refusedOf(
  count: number,
  refused: number,
  call: () => Promise<HttpAnswer>,
): Promise<{ refusals: HttpAnswer[]; all: Promise<HttpAnswer[]> }> {
  const refusals: HttpAnswer[] = [];
  const all = Array.from({ length: count }, async () => {
    const answer = await call();
    refusals.push(answer);
    return answer;
  });
  await expect.poll(() => refusals.length, { timeout: 60_000 }).toBe(refused);
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

test("a project that calls without end leaves room, and does not keep another one waiting", async () => {
  const redis = server.admin.duplicate();
  const scripts = new Scripts(redis, readConfig({ JWT_SIGNING_KEY: SIGNING_KEY }), BOUND);
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

test("a queue that stands is no longer than what leaves in its time, and free again once it is gone", () => {
  const crowd = new Crowd("test", 50_000);
  crowd.pending = 20_000;
  crowd.left(0, 0, 0);
  expect(crowd.refuses("record")).toBe(false);
  // 10,000 a second leave: 2,000 may wait.
  crowd.left(1_000, 1, 100);
  crowd.pending = 999;
  expect(crowd.refuses("record")).toBe(false);
  crowd.pending = 1_000;
  expect([crowd.refuses("record"), crowd.refuses("call")]).toEqual([true, false]);
  crowd.pending = 1_500;
  expect([crowd.refuses("call"), crowd.refuses("caller")]).toEqual([true, false]);
  crowd.pending = 2_000;
  expect([crowd.refuses("caller"), crowd.refuses("end")]).toEqual([true, false]);
  // However slow Redis is, so few do not hurt.
  crowd.left(1, 1, 200);
  crowd.pending = 499;
  expect(crowd.refuses("record")).toBe(false);
  crowd.pending = 500;
  expect(crowd.refuses("record")).toBe(true);
  crowd.left(1, 0, 210);
  expect(crowd.refuses("record")).toBe(false);
});
