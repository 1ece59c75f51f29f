import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newId, newIdBeside } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import { METRICS } from "../../src/metrics/metrics.js";
import { Appends } from "../../src/store/appends.js";
import { connectionOptions } from "../../src/store/connection.js";
import { catalogKey, FIRST_CELL, partitionKey } from "../../src/store/keys.js";
import { Runs } from "../../src/store/runs.js";
import { Scripts } from "../../src/store/scripts.js";
import { SETTINGS } from "../store/settings.js";
import { Monitor } from "../support/monitor.js";
import { type DisposableRedis, startDisposableRedis } from "../support/redis.js";
import { runUnder, setRun, storedRun } from "../support/stored-run.js";

const ROOT = "01900000-0000-7000-8000-000000000000";
const OUTBOX = partitionKey("outbox");

let server: DisposableRedis;
let redis: Redis;
let scripts: Scripts;
let runs: Runs;

beforeEach(async () => {
  server = await startDisposableRedis();
  redis = new Redis(connectionOptions(server.url));
  scripts = new Scripts(redis, FIRST_CELL, SETTINGS);
  runs = new Runs(scripts, redis);
  await scripts.load();
});
afterEach(async () => {
  redis.disconnect();
  await server.release();
});

const keyOf = (name: "run" | "children", id: string) => partitionKey(name, id);

const statusOf = async (id: string) => (await runUnder(redis, keyOf("run", id)))["status"];

/** Runs below `parent`, as far as a cascade looks at them. */
async function children(parent: string, count: number, fields: Record<string, string>): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newIdBeside(ROOT)).sort();
  const written = redis.pipeline();
  for (const id of ids) {
    const run = storedRun({
      ...{ attempt: 1, max_attempts: 1, job_id: "j", project_id: "p", priority: 0, timeout_secs: 60 },
      ...{ execution_mode: "worker", created_at: 1, history: "q0", parent_run_id: parent, ...fields },
    });
    written.hset(keyOf("run", id), run);
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
  expect(await statusOf(open)).toBe("canceled");
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
  const statuses = await Promise.all(wide.map((id) => statusOf(id)));
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
  for (const id of asked) expect(await statusOf(id)).toBe("canceled");
  expect(await redis.xlen(OUTBOX)).toBeGreaterThan(15);
});

test("large logs that come at once leave in calls that others need not wait for", async () => {
  const value = "x".repeat(LIMITS.appendBytes / 4);
  const sizes: number[] = [];
  const counted = new Proxy(scripts, {
    get: (target, name) =>
      name === "runAlone"
        ? (...[command, args]: Parameters<Scripts["runAlone"]>) => {
            sizes.push(JSON.stringify(args).length);
            return target.runAlone(command, args);
          }
        : Reflect.get(target, name),
  });
  const appends = new Appends(counted, 1000, () => undefined);
  await Promise.all(
    Array.from({ length: 60 }, () => {
      const operation = { name: "log", args: ["info", "m", value] };
      return new Promise((deliver) => appends.send({ member: `${ROOT}:1`, operation, deliver }));
    }),
  );
  expect(sizes.length).toBeGreaterThan(60 / 5);
  for (const size of sizes) expect(size).toBeLessThan(LIMITS.appendBytes * 1.3);
});

test("a run that has waited thousands of times leaves in short steps, with all its waits", async () => {
  await root(0);
  const run = keyOf("run", ROOT);
  await setRun(redis, run, { status: "completed", finished_at: 1 });
  const [due, waits] = [partitionKey("due"), partitionKey("waits", ROOT)];
  await redis.zadd(due, 1, ROOT);
  const written = redis.pipeline();
  const ids = Array.from({ length: 3_000 }, () => newIdBeside(ROOT));
  for (const id of ids) {
    const fields = {
      id,
      event_key: id,
      status: "received",
      requested_at: 1,
      received_at: 2,
      project_id: "p",
    };
    written.hset(partitionKey("trigger", id), fields).sadd(waits, id);
    written.hset(catalogKey("event_keys", "p"), id, id);
  }
  await written.exec();
  const advance = () => scripts.run("advance", { id: ROOT, random: 0, newRunId: newIdBeside(ROOT) });
  const steps: Cost[] = [];
  let outcome = "";
  while (outcome !== "purged" && steps.length < 100) {
    steps.push(
      await costOf(async () => {
        ({ outcome } = await advance());
      }),
    );
    // What is left is due at once.
    if (outcome === "early") expect(Number(await redis.zscore(due, ROOT))).toBeLessThanOrEqual(Date.now());
  }
  expectShort(steps);
  expect(steps.length).toBeGreaterThanOrEqual(
    3_000 / (LIMITS.callSteps / LIMITS.waitSteps + LIMITS.purgePage),
  );
  expect(await redis.keys("*trigger:*")).toEqual([]);
  expect([await redis.exists(run, waits, due), await redis.hlen(catalogKey("event_keys", "p"))]).toEqual([
    0, 0,
  ]);
});

test("a run waits so many times, and is told to be continued as another", async () => {
  await root(0);
  const run = keyOf("run", ROOT);
  await setRun(redis, run, { status: "executing", started_at: Date.now() });
  const waits = partitionKey("waits", ROOT);
  await redis.sadd(waits, ...Array.from({ length: LIMITS.runWaits - 1 }, (_, n) => String(n)));
  const asked = (eventKey: string) => {
    const wait = { eventKey, timeoutSecs: 60, triggerId: newIdBeside(ROOT) };
    return scripts.run("wait-for-event", { runId: ROOT, attempt: 1, ...wait });
  };
  expect((await asked("k")).outcome).toBe("waiting");
  // A repeat is no other wait.
  expect((await asked("k")).outcome).toBe("waiting");
  await setRun(redis, run, { status: "executing" });
  expect((await asked("l")).outcome).toBe("too_many_waits");
  expect(await redis.scard(waits)).toBe(LIMITS.runWaits);
});

test("a write to a memory of many values reads none of them but its own", async () => {
  await root(0);
  await setRun(redis, keyOf("run", ROOT), { status: "executing", started_at: Date.now() });
  const [memory, sizes] = [catalogKey("job_memory", "j"), catalogKey("job_memory_sizes", "j")];
  const write = async (key: string, size: number, ttlSecs = 0) => {
    const value = JSON.stringify("x".repeat(size - 2));
    const entry = { key, value, size, ttlSecs, newId: newId() };
    return (await scripts.run("write-memory", { runId: ROOT, attempt: 1, ...entry })).outcome;
  };
  for (let n = 0; n < 9; n++) expect(await write(`k${n}`, LIMITS.memoryValueBytes)).toBe("ok");
  const monitor = Monitor.open(server.url, redis);
  const heard = await monitor.during(async () => {
    expect(await write("k0", LIMITS.memoryValueBytes)).toBe("ok");
  });
  monitor.close();
  const used = heard
    .filter(({ name, line }) => name !== "hset" && line.includes(`"${memory}"`))
    .map(({ name, line }) => `${name} ${/" "(\w+)"$/.exec(line)?.[1] ?? ""}`);
  expect(used.sort()).toEqual(["hget k0", "hlen "]);
  // The quota is as exact as before, also of memory that was written without sizes.
  await redis.del(sizes);
  expect(await write("l", LIMITS.memoryValueBytes)).toBe("ok");
  expect(await write("m", LIMITS.memoryValueBytes)).toBe("quota_exceeded");
  expect(await write("l", 100)).toBe("ok");
  expect(await write("m", 100, 60)).toBe("ok");
  expect(await redis.hlen(sizes)).toBe(11);
  expect(await redis.hget(sizes, "m")).toMatch(/^100 [1-9]\d+$/);
});

test("a long wait that is over soon leaves nothing in BullMQ, and is found by the sweep when it is not", async () => {
  await root(0);
  const run = keyOf("run", ROOT);
  const wait = async (timeoutSecs: number) => {
    await setRun(redis, run, { status: "executing", started_at: Date.now() });
    const asked = { eventKey: newId(), timeoutSecs, triggerId: newIdBeside(ROOT) };
    return scripts.run("wait-for-event", { runId: ROOT, attempt: 1, ...asked });
  };
  const longest = LIMITS.timerMs / 1000;
  const far = await wait(longest + 60);
  expect(await redis.xlen(OUTBOX)).toBe(0);
  const due = await redis.zscore(partitionKey("due"), ROOT);
  expect(Number(due)).toBe("expiresAt" in far ? far.expiresAt : 0);
  await setRun(redis, run, { status: "executing" });
  await wait(longest);
  expect(await redis.xlen(OUTBOX)).toBe(1);
});

test("a call that holds Redis for long is counted and told by its commands", async () => {
  const heard: unknown[] = [];
  const watched = new Scripts(redis, FIRST_CELL, { ...SETTINGS, slowScriptUs: 0 });
  watched.onSlow = (commands, ms) => heard.push([commands, ms > 0]);
  const read = () => watched.run("read-runs", { ids: [ROOT], bytes: 0 });
  await Promise.all([read(), read(), watched.run("due", { most: 1 })]);
  expect(heard).toEqual([[{ "read-runs": 2, due: 1 }, true]]);
  expect(METRICS.slowScripts.samples()).toContainEqual([["several"], 1]);
  await runs.get("p", ROOT);
  expect(heard).toHaveLength(1);
});

test("how long Redis was held is asked of each call but those of a few short commands alone", async () => {
  const heard: unknown[] = [];
  const watched = new Scripts(redis, FIRST_CELL, { ...SETTINGS, slowScriptUs: 0 });
  watched.onSlow = (commands) => heard.push(commands);
  const beat = (members = 1) =>
    watched.run("heartbeat", { members: Array.from({ length: members }, () => `${newId()}:1`) });
  const together = (count: number) => Promise.all(Array.from({ length: count }, () => beat()));
  await together(8);
  expect(heard).toEqual([]);
  await together(9);
  await beat(150);
  await Promise.all([beat(), watched.run("due", { most: 1 })]);
  expect(heard).toEqual([{ heartbeat: 9 }, { heartbeat: 1 }, { heartbeat: 1, due: 1 }]);
});
