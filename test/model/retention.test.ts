import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { partitionKey } from "../../src/store/keys.js";
import { problemsOf, readDataSet } from "../support/consistency.js";
import { PROJECT } from "../support/product.js";
import { RETENTION, World } from "./world.js";

/** All of them with `npm run test:model`. */
const RUNS = process.env["MODEL_RUNS"] === undefined ? 1_000 : 10_000;
/** Runs that one pass of the sweep may look at: what bounds how long Redis is busy with it. */
const MOST_A_PASS = 8_000;
const AT_ONCE = 50;

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

/** Calls `work` for 0 to count - 1, some at once. */
async function each(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await work(next++);
    }),
  );
}

async function good(answer: Promise<{ status: number; body: unknown }>, status: number) {
  const given = await answer;
  if (given.status !== status) throw new Error(`answered ${given.status} ${JSON.stringify(given.body)}`);
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
  return given.body as any;
}

async function createJob(fields: Record<string, unknown>): Promise<{ id: string; slug: string }> {
  const slug = `job-${crypto.randomUUID()}`;
  return good(world.control("POST", "/v1/jobs", { project_id: PROJECT, name: slug, slug, ...fields }), 201);
}

/** Everything a run can keep. */
const OPERATIONS = [
  { op: "log", body: { message: "m", data: { a: [] } } },
  { op: "progress", body: { percent: 5 } },
  { op: "stream", body: { chunk: "c", seq: 0 } },
  { op: "usage", body: { provider: "p", model: "m", total_tokens: 3, cost_microusd: 1 } },
  { op: "tool-call", body: { tool_name: "t", input: {} } },
  { op: "checkpoint", body: { state: { at: 1 } } },
  { op: "state", body: { key: "k", value: 1 } },
  { op: "annotate", body: { a: "b" } },
  { op: "resources", body: { cpu_percent: 3 } },
];

/** One finished run, and what hangs on it, of a kind that depends on its number. Answers how many runs it made. */
async function finish(index: number, jobs: { pull: string; slug: string; limited: string }): Promise<number> {
  const kind = index % 20;
  const job = kind % 3 === 0 ? jobs.limited : jobs.pull;
  const body = { payload: { index }, concurrency_key: `key-${index % 7}`, tags: { n: String(index) } };
  const { id, run_token } = await good(world.trigger(job, kind % 4 === 0 ? `key-${index}` : "", body), 201);
  const call = (operation: string, given: unknown) =>
    world.call("POST", `/sdk/v1/runs/${id}/${operation}`, run_token, given);
  if (kind === 19) {
    await good(world.control("DELETE", `/v1/runs/${id}`), 200);
    return 1;
  }
  if (kind < 2) await good(call("batch", { operations: OPERATIONS }), 200);
  if (kind < 1) await good(call("output", { key: "o", value: { a: 1 } }), 201);
  let made = 1;
  if (kind === 5) {
    await good(call("continue", {}), 201);
    made++;
  }
  if (kind === 6 || kind === 7) {
    const awaiting = kind === 7 ? { await_completion: true } : {};
    await good(call("spawn", { job_slug: jobs.slug, idempotency_key: "c", ...awaiting }), 201);
    made++;
    if (kind === 7) return made;
  }
  if (kind === 8 || kind === 9) {
    await good(call("wait-for-event", { event_key: `event-${index}`, timeout_secs: 60 }), 200);
    if (kind === 8) return made;
    await good(world.control("POST", `/v1/events/event-${index}/send`, { payload: index }), 200);
  }
  await good(call(kind === 10 ? "fail" : "complete", kind === 10 ? { error: "e" } : { result: index }), 200);
  return made;
}

/** Claims and completes until nothing is ready. */
async function claimAll(): Promise<void> {
  for (;;) {
    const claim = { worker_id: "w", max: 100 };
    const { runs } = await good(world.control("POST", "/v1/workers/claim", claim), 200);
    if (runs.length === 0) return;
    await each(runs.length, async (index) => {
      const { run_id, run_token } = runs[index];
      await good(world.call("POST", `/sdk/v1/runs/${run_id}/complete`, run_token, {}), 200);
    });
  }
}

describe("retention", () => {
  it(`leaves not one key of ${RUNS} finished runs, in bounded steps`, { timeout: 600_000 }, async () => {
    await world.begin();
    const pull = await createJob({ timeout_secs: 30, max_attempts: 1 });
    const limited = await createJob({ timeout_secs: 30, max_attempts: 1, max_concurrency_per_key: 5 });
    const http = await createJob({ endpoint_url: "http://127.0.0.1:1/", max_attempts: 1 });
    // What the first relay and the first sweep make, and what stays for ever.
    await world.sweep();
    await world.redis.xgroup("CREATE", partitionKey("outbox"), "relay", "0", "MKSTREAM");
    const before = new Set((await world.read()).keys);

    let made = 0;
    await each(RUNS * 0.95, async (index) => {
      made += await finish(index, { pull: pull.id, slug: pull.slug, limited: limited.id });
    });
    for (let index = 0; made < RUNS; index++, made++) {
      await good(world.trigger(http.id, "", { payload: index }), 201);
    }
    // Dispatches of every outcome end the http runs; children, waits and continuations run into their ends.
    await world.relay(false);
    while ((await world.dispatch(50)).length > 0) {
      for (const [at, call] of [...world.open].entries()) {
        const status = at % 2 === 0 ? 200 : 400;
        const timing = { connectMs: 0, ttfbMs: 0, transferMs: 0, dispatchMs: 0 };
        await call.answer({ kind: "answered", status, body: Buffer.from("1"), truncated: false, timing });
      }
    }
    // Those that waited for an event do in vain; children, and then their parents, are claimed.
    await world.setTime(world.nowMs + 100_000);
    await world.sweep();
    await claimAll();
    const ended = await world.read();
    expect(problemsOf(ended)).toEqual([]);
    expect(ended.runs.size).toBeGreaterThanOrEqual(RUNS);
    expect([...ended.runs.values()].filter((run) => run["finished_at"] === undefined)).toEqual([]);

    await world.setTime(world.nowMs + RETENTION.shortMs + RETENTION.longMs);
    for (let left = ended.due.size; left > 0; ) {
      await world.sweep();
      const now = await world.redis.zcard(partitionKey("due"));
      expect(left - now).toBeLessThanOrEqual(MOST_A_PASS);
      expect(now).toBeLessThan(left);
      left = now;
    }
    await world.relay(false);
    const kept = (await readDataSet(world.redis, world.nowMs)).keys.filter((key) => !before.has(key));
    // Idempotency keys and circuits go by themselves, by Redis's own clock.
    const ttls = await Promise.all(kept.map((key) => world.redis.pttl(key)));
    expect(kept.filter((_, index) => (ttls[index] ?? -1) < 0)).toEqual([]);
  });
});
