import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../src/api/job.js";
import { newJob } from "../../src/api/job-changes.js";
import { newId } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import { Claims } from "../../src/store/claims.js";
import { Dispatches } from "../../src/store/dispatches.js";
import { Jobs } from "../../src/store/jobs.js";
import { catalogKey, FIRST_CELL, partitionKey } from "../../src/store/keys.js";
import { Projects } from "../../src/store/projects.js";
import type { Scripts } from "../../src/store/scripts.js";
import { problemsOf, readDataSet } from "../support/consistency.js";
import { runUnder } from "../support/stored-run.js";
import { type OpenedScripts, openScripts } from "./opened.js";
import { SETTINGS } from "./settings.js";
import { triggerRun } from "./triggered-run.js";

/** More than one, so that lines have runs of several. */
const OWN_SETTINGS = { ...SETTINGS, testClock: true };
const START_MS = 2_000_000_000_000;

let redis: Redis;
let scripts: Scripts;
let close: OpenedScripts["close"];
let claims: Claims;
let dispatches: Dispatches;
let nowMs = START_MS;
let number = 0;

beforeAll(async () => {
  ({ redis, scripts, close } = await openScripts(OWN_SETTINGS, { kind: "slots" }));
  claims = new Claims(scripts);
  dispatches = new Dispatches(scripts);
});
afterAll(() => close());
beforeEach(async () => {
  await redis.flushall();
  await setTime(START_MS);
});

async function setTime(ms: number): Promise<void> {
  nowMs = ms;
  // The last digits say whose turn the starvation guard is: none here, where fewer than nine are asked for.
  await redis.set(FIRST_CELL.testClock, `${ms}008`);
}

async function createJob(project: string, fields: Partial<Job> = {}): Promise<Job> {
  const input = { project_id: project, name: "j", slug: newId(), ...fields };
  const job = newJob(input, newId(), nowMs, { maxAttempts: 3, timeoutSecs: 60 });
  await new Jobs(scripts, redis).create(job, "", undefined);
  return job;
}

const http = (project: string, fields: Partial<Job> = {}) =>
  createJob(project, { endpoint_url: `http://e/${newId()}`, ...fields });

const trigger = (job: Job, { priority = 0, key = "" }: { priority?: number; key?: string } = {}) =>
  triggerRun({ redis, scripts }, job, { priority, concurrencyKey: key, ttlMs: 36_000_000 });

const triggerMany = (job: Job, count: number, more: { priority?: number; key?: string } = {}) =>
  Promise.all(Array.from({ length: count }, () => trigger(job, more)));

async function claim(
  project: string,
  max: number,
  by: "all" | "jobs" | "queues" = "all",
  filter: string[] = [],
) {
  return (await claims.claim({ projectId: project, workerId: "w", by, filter, max })).runs;
}

async function take(
  wanted: number,
  reserve = 0,
  held: { jobId: string; projectId: string; count: number }[] = [],
) {
  const { begun } = await dispatches.claim({ taker: "t", number: ++number, wanted, reserve, held });
  return begun;
}

async function complete(runId: string): Promise<void> {
  const { attempt, assignment } = await runUnder(redis, partitionKey("run", runId));
  const reply = await scripts.run("complete-run", {
    ...{ runId, attempt: Number(attempt), assignmentId: assignment },
  });
  expect(reply.outcome).toBe("ok");
}

const consistent = async () => expect(problemsOf(await readDataSet(redis, nowMs))).toEqual([]);

/** Jain's index: 1 when all are equal. */
function jain(counts: readonly number[]): number {
  const sum = counts.reduce((all, one) => all + one, 0);
  return sum ** 2 / (counts.length * counts.reduce((all, one) => all + one ** 2, 0));
}

describe("turns", () => {
  it("give the keys of a job, the jobs of a project and the projects the same, whatever their backlogs are", async () => {
    const [keyed, jobs] = [await createJob("keys"), [] as Job[]];
    const keys = Array.from({ length: 30 }, (_, key) => `k${key}`);
    for (const [index, key] of keys.entries()) await triggerMany(keyed, 10 + 3 * index, { key });
    for (let index = 0; index < 20; index++) {
      jobs.push(await createJob("jobs"), await http(`project-${index}`));
      for (const job of jobs.slice(-2)) await triggerMany(job, 10 + 5 * index);
    }
    const keyOf = async (id: string) => (await redis.hget(partitionKey("run", id), "concurrency_key")) ?? "";
    const counted = new Map<string, number>();
    const count = (name: string) => counted.set(name, (counted.get(name) ?? 0) + 1);
    for (const max of [1, 7, 2, 8, 5, 7, 6, 8, 8, 8]) {
      for (const { runId } of await claim("keys", max)) count(await keyOf(runId));
      for (const { jobId } of await claim("jobs", max)) count(jobId);
      for (const { job } of await take(max)) count(job.id);
    }
    const of = (names: readonly string[]) => names.map((name) => counted.get(name) ?? 0);
    const pull = jobs.filter(({ project_id }) => project_id === "jobs").map(({ id }) => id);
    const called = jobs.filter(({ project_id }) => project_id !== "jobs").map(({ id }) => id);
    for (const names of [keys, pull, called]) {
      expect(jain(of(names))).toBeGreaterThan(0.95);
      expect(Math.max(...of(names)) - Math.min(...of(names))).toBeLessThanOrEqual(1);
    }
    await consistent();
  });

  it("are shared by weight, over keys, jobs and projects, whose changes count from the next one on", async () => {
    const WEIGHTS = [3, 1, 0.5];
    const keys = ["heavy", "", "light"];
    const keyed = await createJob("keys", { concurrency_key_weights: { heavy: 3, light: 0.5 } });
    for (const key of keys) await triggerMany(keyed, 60, { key });
    const [pulled, called] = [[] as Job[], [] as Job[]];
    for (const [index, fair_weight] of WEIGHTS.entries()) {
      const id = `weighted-${index}`;
      await new Projects(redis, scripts).create({
        id,
        name: id,
        createdAtMs: nowMs,
        fairWeight: fair_weight,
      });
      pulled.push(await createJob("jobs", { fair_weight }));
      called.push(await http(id));
    }
    for (const job of [...pulled, ...called]) await triggerMany(job, 60);
    const counted = new Map<string, number>();
    const count = (name: string) => counted.set(name, (counted.get(name) ?? 0) + 1);
    const handOut = async () => {
      counted.clear();
      // Never so many of all shares that somebody has none left.
      for (const max of [8, 1, 4, 8, 8, 1, 7, 8]) {
        for (const { runId } of await claim("keys", max))
          count((await redis.hget(partitionKey("run", runId), "concurrency_key")) ?? "");
        for (const { jobId } of await claim("jobs", max)) count(jobId);
        for (const { job } of await take(max)) count(job.id);
      }
      return [keys, pulled.map(({ id }) => id), called.map(({ id }) => id)].map((names) =>
        names.map((name) => counted.get(name) ?? 0),
      );
    };
    // 45 hand-outs of 4.5 shares: each has its own, or a turn more or less.
    for (const shares of await handOut())
      for (const [index, own] of shares.entries())
        expect(Math.abs(own - 10 * (WEIGHTS[index] ?? 0))).toBeLessThanOrEqual(1);
    const { concurrency_key_weights: _, ...plain } = keyed;
    await new Jobs(scripts, redis).update({ ...plain, version: 2 }, undefined);
    for (const job of pulled) {
      const { fair_weight: _, ...unweighted } = job;
      await new Jobs(scripts, redis).update({ ...unweighted, version: 2 }, undefined);
    }
    for (const { project_id } of called) await new Projects(redis, scripts).weigh(project_id, 1);
    // The turn that each is in was of its weight of before.
    for (const shares of await handOut())
      for (const own of shares) expect(Math.abs(own - 15)).toBeLessThanOrEqual(2);
    await consistent();
  });

  it("let a quiet one go next, however much the others have waiting, and whoever was served how often", async () => {
    const noisy = await http("noisy");
    await triggerMany(noisy, 300);
    const sibling = await http("noisy");
    const quiet = await http("quiet");
    for (let round = 0; round < 10; round++) {
      await take(8);
      const [own, next] = [await trigger(quiet), await trigger(sibling)];
      const ids = (await take(4)).map(({ runId }) => runId);
      expect(ids).toContain(own);
      expect(ids).toContain(next);
    }
    // Who comes with many takes turns from its first one on.
    const fresh = await http("noisy");
    await triggerMany(fresh, 8);
    const mixed = await take(8);
    expect(mixed.filter(({ job }) => job.id === fresh.id)).toHaveLength(4);
  });

  it("are not gained by leaving: who comes back each time has its turn, and no more", async () => {
    const [steady, coming] = [await http("p"), await http("p")];
    await triggerMany(steady, 60);
    const keyed = await createJob("q");
    await triggerMany(keyed, 60, { key: "steady" });
    const counted = { steady: 0, coming: 0 };
    for (let round = 0; round < 40; round++) {
      if ((await redis.zcard(catalogKey("ready", coming.id, ""))) === 0) await trigger(coming);
      if ((await redis.zcard(catalogKey("ready", keyed.id, "coming"))) === 0)
        await trigger(keyed, { key: "coming" });
      const [called] = await take(1);
      counted[called?.job.id === steady.id ? "steady" : "coming"]++;
      const before = await redis.zcard(catalogKey("ready", keyed.id, "steady"));
      await claim("q", 1);
      counted[(await redis.zcard(catalogKey("ready", keyed.id, "steady"))) < before ? "steady" : "coming"]++;
    }
    expect(Math.abs(counted.steady - counted.coming)).toBeLessThanOrEqual(4);
  });

  it("that claims could not take are made up for, but not more than some of them", async () => {
    const [first, second, passed] = [await createJob("p"), await createJob("p"), await createJob("p")];
    for (const job of [first, second, passed]) await triggerMany(job, 60);
    // Each has had 40 turns; the third, which was not asked for, none.
    for (let taken = 0; taken < 80; taken += 8) await claim("p", 8, "jobs", [first.id, second.id]);
    const lag = LIMITS.fairLag / LIMITS.fairTurn;
    const jobs: string[] = [];
    for (let taken = 0; taken < 40; taken += 8) for (const run of await claim("p", 8)) jobs.push(run.jobId);
    const other = jobs.findIndex((id) => id !== passed.id);
    expect(other).toBeGreaterThanOrEqual(lag - 2);
    expect(other).toBeLessThanOrEqual(lag + 2);
  });

  it("come again when a limit lets go, and leave nothing behind", async () => {
    const job = await createJob("p", { max_concurrency_per_key: 1 });
    for (const key of ["a", "b"]) await triggerMany(job, 4, { key });
    const order: string[] = [];
    for (let round = 0; round < 4; round++) {
      const runs = await claim("p", 8);
      expect(runs).toHaveLength(2);
      order.push(...runs.map(({ runId }) => runId));
      for (const { runId } of runs) await complete(runId);
      await consistent();
    }
    expect(new Set(order).size).toBe(8);
    expect(await claim("p", 8)).toEqual([]);
    // Nothing of it is left.
    expect(await redis.exists(catalogKey("clocks"), catalogKey("lanes_idle", job.id))).toBe(0);
  });

  it("are of a priority: whatever waits at a higher one goes first, over keys and jobs", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            job: fc.nat(2),
            priority: fc.nat(10),
            key: fc.constantFrom("", "", "a", "b"),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom("all", "jobs", "queues", "http"),
        async (asked, max, by) => {
          await redis.flushall();
          await setTime(START_MS);
          const make = by === "http" ? http : createJob;
          const jobs = [await make("p"), await make("p"), await make("p")];
          const waiting: { id: string; priority: number; lane: string }[] = [];
          for (const { job, priority, key } of asked) {
            await setTime(nowMs + 1);
            const id = await trigger(jobs[job] as Job, { priority, key });
            waiting.push({ id, priority, lane: `${job} ${key}` });
          }
          const filter = by === "jobs" ? jobs.map(({ id }) => id) : by === "queues" ? ["default"] : [];
          while (waiting.length > 0) {
            const runs = by === "http" ? await take(max) : await claim("p", max, by, filter);
            expect(runs.length).toBe(Math.min(max, waiting.length));
            for (const { runId } of runs) {
              const at = waiting.findIndex(({ id }) => id === runId);
              const [one] = waiting.splice(at, 1);
              expect(Math.max(0, ...waiting.map(({ priority }) => priority))).toBeLessThanOrEqual(
                one?.priority ?? -1,
              );
              const before = waiting.slice(0, at);
              expect(
                before.filter(({ lane, priority }) => lane === one?.lane && priority === one.priority),
              ).toEqual([]);
            }
          }
          await consistent();
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("the starvation guard", () => {
  it("lets one in sixteen be a run that has waited for five minutes, and no other", async () => {
    const job = await createJob("p");
    const old = await triggerMany(job, 20);
    await setTime(nowMs + LIMITS.agingAfterMs - 1);
    await triggerMany(job, 320, { priority: 9 });
    /** Of 160 claims, at moments whose digits say ten times that it is the guard's turn, from each level on. */
    const found = async (): Promise<number> => {
      let count = 0;
      for (let at = 0; at < 160; at++) {
        await redis.set(FIRST_CELL.testClock, `${nowMs}${String(at).padStart(3, "0")}`);
        count += (await claim("p", 1)).filter(({ runId }) => old.includes(runId)).length;
      }
      return count;
    };
    await setTime(Math.floor(nowMs / 10) * 10);
    expect(await found()).toBe(0);
    await setTime(nowMs + 10);
    // From the level of the others on, the first is one of them.
    expect(await found()).toBe(9);
  });
});

describe("places in reserve", () => {
  it("go to jobs that hold few, and the last of them to projects that do", async () => {
    const full = await http("p");
    const [few, other] = [[] as Job[], await http("q")];
    for (let n = 0; n < 6; n++) few.push(await http("p"));
    for (const job of [full, ...few, other]) await triggerMany(job, 40);
    const begun = await take(24, 24, [{ jobId: full.id, projectId: "p", count: 100 }]);
    const of = (job: Job) => begun.filter(({ job: { id } }) => id === job.id).length;
    expect(of(full)).toBe(0);
    for (const job of few.slice(0, 3)) expect(of(job)).toBeGreaterThan(0);
    // Half of the reserve is out of reach for a project that has so many.
    expect(few.reduce((sum, job) => sum + of(job), 0)).toBeLessThanOrEqual(12);
    expect(of(other)).toBeGreaterThan(3);
    expect(begun.length).toBeLessThanOrEqual(24);
    await consistent();
  });
});

describe("a gate", () => {
  it("that time opens is in `wakes`, and opens for whoever asks then", async () => {
    const job = await http("p");
    const key = catalogKey("job", job.id);
    await redis.hset(key, "window_from", nowMs + 1000, "window_until", nowMs + 2000);
    await redis.hdel(key, "line");
    const id = await trigger(job);
    expect(await take(1)).toEqual([]);
    expect(await redis.zscore(catalogKey("wakes"), job.id)).toBe(String(nowMs + 1000));
    await setTime(nowMs + 1000);
    expect((await take(1)).map(({ runId }) => runId)).toEqual([id]);
  });

  it("that a change opens lets keys go that it held back, some at a time", async () => {
    const job = await createJob("p", { max_concurrency_per_key: 1 });
    const keys = LIMITS.unblockedStep + 20;
    for (let key = 0; key < keys; key++) for (let n = 0; n < 2; n++) await trigger(job, { key: `k${key}` });
    for (let left = keys; left > 0; left -= 100)
      expect((await claim("p", 100)).length).toBe(Math.min(100, left));
    expect(await claim("p", 100)).toEqual([]);
    const { max_concurrency_per_key: _, ...unlimited } = job;
    await new Jobs(scripts, redis).update({ ...unlimited, version: 2 }, undefined);
    let got = 0;
    for (let runs = await claim("p", 100); runs.length > 0; runs = await claim("p", 100)) got += runs.length;
    expect(got).toBe(keys);
  });
});
