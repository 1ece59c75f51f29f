import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newIdBeside } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import { Appends } from "../../src/store/appends.js";
import { connectionOptions } from "../../src/store/connection.js";
import { partitionKey, partitionPrefix } from "../../src/store/keys.js";
import { Runs } from "../../src/store/runs.js";
import { Scripts } from "../../src/store/scripts.js";
import { SETTINGS } from "../store/settings.js";
import { type DisposableRedis, startDisposableRedis } from "../support/redis.js";

const ROOT = "01900000-0000-7000-8000-000000000000";
const OUTBOX = partitionKey(partitionPrefix(0), "outbox");

let server: DisposableRedis;
let redis: Redis;
let scripts: Scripts;
let runs: Runs;

beforeEach(async () => {
  server = await startDisposableRedis();
  redis = new Redis(connectionOptions(server.url));
  scripts = new Scripts(redis, 1, SETTINGS);
  runs = new Runs(scripts, redis, 1);
  await scripts.load();
});
afterEach(async () => {
  redis.disconnect();
  await server.release();
});

const keyOf = (name: "run" | "children", id: string) => partitionKey(partitionPrefix(0), name, id);

/** Runs below `parent`, as far as a cascade looks at them. */
async function children(parent: string, count: number, fields: Record<string, string>): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newIdBeside(ROOT)).sort();
  const written = redis.pipeline();
  for (const id of ids) {
    written.hset(keyOf("run", id), {
      ...{ id, attempt: 1, max_attempts: 1, job_id: "j", project_id: "p", priority: 0, timeout_secs: 60 },
      ...{ execution_mode: "worker", created_at: 1, history: "q0", parent_run_id: parent, ...fields },
    });
    written.zadd(keyOf("children", parent), 0, id);
  }
  await written.exec();
  return ids;
}

async function root(openDescendants: number): Promise<void> {
  const [id = ""] = await children("none", 1, {
    status: "queued",
    open_descendants: String(openDescendants),
  });
  await redis.rename(keyOf("run", id), keyOf("run", ROOT));
  await redis.hset(keyOf("run", ROOT), "id", ROOT);
  await redis.hdel(keyOf("run", ROOT), "parent_run_id");
}

interface Cost {
  /** Calls of Redis that scripts and this test have made. */
  readonly calls: number;
  readonly scripts: number;
}

async function costOf(done: () => Promise<unknown>): Promise<Cost> {
  await redis.config("RESETSTAT");
  await done();
  const stats = await redis.info("commandstats");
  let [calls, fcalls] = [0, 0];
  for (const [, name = "", count] of stats.matchAll(/cmdstat_(\S+?):calls=(\d+)/g)) {
    if (name === "fcall") fcalls += Number(count);
    else calls += Number(count);
  }
  return { calls, scripts: fcalls };
}

/** Cancels the root, and goes on as workers do; what each step has cost, and the most entries that waited. */
async function cancelAll(): Promise<{ steps: Cost[]; mostWaiting: number }> {
  const steps = [await costOf(() => runs.cancel("p", ROOT, 0, ""))];
  let mostWaiting = 0;
  for (;;) {
    const entries = await redis.xrange(OUTBOX, "-", "+");
    mostWaiting = Math.max(mostWaiting, entries.length);
    const [entry] = entries;
    if (entry === undefined) return { steps, mostWaiting };
    await redis.xdel(OUTBOX, entry[0]);
    const [, , , run = "", , number = ""] = entry[1];
    steps.push(await costOf(() => runs.cancelDescendants(run, number)));
  }
}

const MOST_CALLS = LIMITS.callSteps * 4;

function expectShort(steps: readonly Cost[]): void {
  for (const { calls, scripts: count } of steps) {
    expect(count).toBe(1);
    expect(calls).toBeLessThan(MOST_CALLS);
  }
}

test("a cancel among thousands of ended children takes many short steps to the open one", async () => {
  await root(1);
  await children(ROOT, 5_000, { status: "completed" });
  const [open = ""] = await children(ROOT, 1, { status: "queued" });
  const { steps, mostWaiting } = await cancelAll();
  expectShort(steps);
  expect(mostWaiting).toBe(1);
  expect(steps.length).toBeGreaterThan(5_000 / LIMITS.callSteps);
  expect(await redis.hget(keyOf("run", open), "status")).toBe("canceled");
});

test("a cancel looks at no child when none is open", async () => {
  await root(0);
  await children(ROOT, 5_000, { status: "completed" });
  const { steps, mostWaiting } = await cancelAll();
  expect([steps.length, mostWaiting]).toEqual([1, 0]);
  expect(steps[0]?.calls).toBeLessThan(50);
});

test("a wide level below many ancestors is canceled in short steps", async () => {
  const [depth, width] = [19, 300];
  await root(depth + width);
  let parent = ROOT;
  for (let level = 0; level < depth; level++) {
    const below = String(depth - level - 1 + width);
    [parent = ""] = await children(parent, 1, { status: "queued", open_descendants: below });
  }
  const wide = await children(parent, width, { status: "queued" });
  const { steps } = await cancelAll();
  expectShort(steps);
  const statuses = await Promise.all(wide.map((id) => redis.hget(keyOf("run", id), "status")));
  expect(new Set(statuses)).toEqual(new Set(["canceled"]));
  expect(await redis.hget(keyOf("run", ROOT), "open_descendants")).toBe("0");
});

test("cancels that leave in one call share what it may do", async () => {
  const asked: string[] = [];
  for (let n = 0; n < 20; n++) {
    const [id = ""] = await children("none", 1, { status: "queued", open_descendants: "100" });
    await redis.hdel(keyOf("run", id), "parent_run_id");
    await children(id, 100, { status: "queued" });
    asked.push(id);
  }
  const cost = await costOf(() => Promise.all(asked.map((id) => runs.cancel("p", id, 0, ""))));
  // Each of them is ended at once, and that costs what it costs.
  expect(cost.calls / cost.scripts).toBeLessThan(MOST_CALLS + asked.length * 50);
  for (const id of asked) expect(await redis.hget(keyOf("run", id), "status")).toBe("canceled");
  expect(await redis.xlen(OUTBOX)).toBeGreaterThan(15);
});

test("large logs that come at once leave in calls that others need not wait for", async () => {
  const value = "x".repeat(LIMITS.appendBytes / 4);
  const sizes: number[] = [];
  const counted = new Proxy(scripts, {
    get: (target, name) =>
      name === "runAlone"
        ? (...[command, partition, args]: Parameters<Scripts["runAlone"]>) => {
            sizes.push(JSON.stringify(args).length);
            return target.runAlone(command, partition, args);
          }
        : Reflect.get(target, name),
  });
  const appends = new Appends(counted, 1, 1000, () => undefined);
  await Promise.all(
    Array.from({ length: 60 }, () => {
      const operation = { name: "log", args: ["info", "m", value] };
      return new Promise((deliver) => appends.send(0, { member: `${ROOT}:1`, operation, deliver }));
    }),
  );
  expect(sizes.length).toBeGreaterThan(60 / 5);
  for (const size of sizes) expect(size).toBeLessThan(LIMITS.appendBytes * 1.3);
});
