import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Job } from "../../src/api/job.js";
import { newJob } from "../../src/api/job-changes.js";
import { runFields } from "../../src/api/run-fields.js";
import { newId } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import {
  type BegunAttempt,
  type CallOutcome,
  Dispatches,
  type EndpointVerdict,
} from "../../src/store/dispatches.js";
import { Jobs } from "../../src/store/jobs.js";
import { catalogKey, FIRST_CELL, partitionKey } from "../../src/store/keys.js";
import { Scripts } from "../../src/store/scripts.js";
import { runUnder, storedRun } from "../support/stored-run.js";
import { type OpenedScripts, openScripts } from "./opened.js";
import { SETTINGS } from "./settings.js";
import { triggerRun } from "./triggered-run.js";

const PROJECT = "p";
const OWN_SETTINGS = { ...SETTINGS, dlqMaxPerJob: 5 };

let redis: Redis;
let scripts: Scripts;
let close: OpenedScripts["close"];
let endpoints = 0;

beforeAll(async () => {
  ({ redis, scripts, close } = await openScripts(OWN_SETTINGS));
});
afterAll(() => close());

async function createJob(fields: Partial<Job> = {}): Promise<Job> {
  const input = {
    project_id: PROJECT,
    name: "j",
    slug: newId(),
    endpoint_url: `http://e/${endpoints++}`,
    ...fields,
  };
  const job = newJob(input, newId(), Date.now(), { maxAttempts: 100, timeoutSecs: 60 });
  await new Jobs(scripts, redis).create(job, "", undefined);
  return job;
}

const trigger = (job: Job, more: readonly string[] = []) =>
  triggerRun({ redis, scripts }, job, {
    fields: [...runFields(job, { payload: undefined, actor: "test" }), ...more],
  });

const key = (name: "run" | "metadata", id: string) => partitionKey(name, id);
const run = (id: string) => runUnder(redis, key("run", id));

/** What a dispatcher holds; other tests' runs may be among it. */
const taken = new Map<string, BegunAttempt>();
let claims = 0;

/** Runs that a dispatcher is handed out now. */
async function take(wanted: number, number = ++claims): Promise<readonly BegunAttempt[]> {
  const { begun } = await dispatches().claim({ taker: "taker", number, wanted, reserve: 0, held: [] });
  for (const one of begun) taken.set(one.runId, one);
  return begun;
}

const dispatches = (own = scripts) => new Dispatches(own);

/** A dispatcher takes all that it can, after a retry's time has come; whether the run was among it. */
async function begin(id: string): Promise<{ outcome: "begun" | "waits"; circuit: string; attempt: string }> {
  if (await redis.hdel(key("run", id), "next_retry_at")) {
    await scripts.run("advance", { id, random: 0, newRunId: newId() });
  }
  while ((await take(50)).length > 0);
  const one = taken.get(id);
  taken.delete(id);
  return one === undefined
    ? { outcome: "waits", circuit: "", attempt: "" }
    : { outcome: "begun", circuit: one.circuit, attempt: String(one.attempt) };
}

interface Failing {
  readonly verdict?: Verdict;
  readonly error?: string;
  readonly retryable?: boolean;
  readonly askedMs?: number;
  readonly random?: number;
}

/** The endpoint fails; the new status. */
async function fail(id: string, circuit: string, failing: Failing = {}): Promise<string> {
  const { verdict, error = "endpoint returned 500", retryable = true, askedMs = 0, random = 0.5 } = failing;
  const { attempt = "", dispatch = "" } = await run(id);
  const call = {
    outcome: "failed" as const,
    error,
    errorClass: "server",
    retryable,
    trace: "",
    askedMs,
    random,
  };
  await settle({ runId: id, attempt: Number(attempt), number: Number(dispatch), circuit }, verdict, call);
  return (await run(id))["status"] ?? "";
}

type Verdict = EndpointVerdict["verdict"];

function settle(
  attempt: { runId: string; attempt: number; number: number; circuit: string },
  verdict: Verdict,
  call: CallOutcome,
  own = scripts,
) {
  return dispatches(own).settle(attempt, { verdict, quick: 1 }, call);
}

async function succeed(id: string, circuit: string, verdict: Verdict): Promise<void> {
  const { attempt = "", dispatch = "" } = await run(id);
  const call = { outcome: "completed" as const, result: "", trace: "" };
  await settle({ runId: id, attempt: Number(attempt), number: Number(dispatch), circuit }, verdict, call);
}

describe("a claim of a dispatcher", () => {
  it("is answered the same when it is asked again, without what has ended, and nothing is begun twice", async () => {
    await take(50);
    const job = await createJob();
    const ids = [await trigger(job), await trigger(job)];
    const number = ++claims;
    const first = await take(2, number);
    expect(first.map(({ runId }) => runId)).toEqual(ids);
    const more = await trigger(job);
    expect(await take(2, number)).toEqual(first);
    expect((await take(2)).map(({ runId }) => runId)).toEqual([more]);
    expect(await take(2)).toEqual([]);
    await succeed(more, "", undefined);
    expect(await take(2, claims - 1)).toEqual([]);
  });
});

describe("the delay before the next attempt", () => {
  const strategies = ["exponential", "linear", "fixed", "custom"] as const;

  function secsOf(
    strategy: (typeof strategies)[number],
    delays: readonly number[],
    n: number,
    initial: number,
    most: number,
  ): number {
    const exponential = initial * 2 ** (n - 1);
    const chosen = {
      exponential,
      linear: initial * n,
      fixed: initial,
      custom: delays[Math.min(n, delays.length) - 1] ?? exponential,
    }[strategy];
    return Math.max(1, Math.min(chosen, most));
  }

  it("is the strategy's, spread by the random number, at least a second and at least what was asked for", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...strategies),
        fc.array(fc.integer({ min: 1, max: 3600 }), { maxLength: 4 }),
        fc.option(fc.constantFrom(...strategies), { nil: undefined }),
        fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
        fc.option(fc.integer({ min: 1, max: 3600 }), { nil: undefined }),
        fc.array(
          fc.record({
            random: fc.integer({ min: 0, max: 999_999 }).map((n) => n / 1e6),
            askedMs: fc.constantFrom(0, 1000, 5000, LIMITS.retryAfterMs),
          }),
          { minLength: 1, maxLength: 14 },
        ),
        async (strategy, delays, backoff, initial, most, failures) => {
          const job = await createJob({ retry_strategy: strategy, retry_delays_secs: delays });
          const id = await trigger(job, [
            ...(backoff === undefined ? [] : ["retry_backoff", backoff]),
            ...(initial === undefined ? [] : ["retry_initial_delay_secs", String(initial)]),
            ...(most === undefined ? [] : ["retry_max_delay_secs", String(most)]),
          ]);
          for (const [index, { random, askedMs }] of failures.entries()) {
            const { circuit } = await begin(id);
            const before = Date.now();
            expect(await fail(id, circuit, { random, askedMs, error: `e${index}` })).toBe("queued");
            const after = Date.now();
            const secs = secsOf(backoff ?? strategy, delays, index + 1, initial ?? 1, most ?? 3600);
            const delay = Math.max(askedMs, Math.floor(secs * 1000 * (0.8 + 0.4 * random) + 0.5));
            const { next_retry_at, attempt, error, error_class, started_at } = await run(id);
            expect(Number(next_retry_at)).toBeGreaterThanOrEqual(before + delay - 1);
            expect(Number(next_retry_at)).toBeLessThanOrEqual(after + delay + 1);
            expect({ attempt, error, error_class, started_at }).toEqual({
              attempt: String(index + 2),
              error: `e${index}`,
              error_class: "server",
              started_at: undefined,
            });
          }
          await begin(id);
          expect(await run(id)).not.toHaveProperty("next_retry_at");
        },
      ),
      { numRuns: 40 },
    );
  });

  it("raises the priority by the boost up to 10, and remembers the first", async () => {
    const id = await trigger(await createJob({ retry_priority_boost: 4 }));
    for (const priority of ["4", "8", "10", "10"]) {
      const { circuit } = await begin(id);
      await fail(id, circuit);
      expect(await run(id)).toMatchObject({ priority, base_priority: "0" });
    }
  });
});

describe("a poison pill", () => {
  it("ends the run at the same error so many times in a row; another error in between begins anew", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom("a", "b", `${"x".repeat(200)}1`, `${"x".repeat(200)}2`), {
          minLength: 1,
          maxLength: 12,
        }),
        async (threshold, errors) => {
          const id = await trigger(await createJob({ poison_pill_threshold: threshold }));
          let count = 0;
          let last: string | undefined;
          for (const error of errors) {
            const { circuit } = await begin(id);
            const status = await fail(id, circuit, { error });
            count = last === error.slice(0, 200) ? count + 1 : 1;
            last = error.slice(0, 200);
            expect(await redis.hget(key("metadata", id), "_error_hash_count")).toBe(String(count));
            expect(status).toBe(count >= threshold ? "dead_letter" : "queued");
            if (status !== "dead_letter") continue;
            const prefix = `poison pill detected (same error ${count} times)`;
            expect((await run(id))["error"]).toBe(`${prefix}: ${error}`);
            return;
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("counts nothing for a job without a threshold", async () => {
    const id = await trigger(await createJob());
    const { circuit } = await begin(id);
    await fail(id, circuit);
    expect(await redis.exists(key("metadata", id))).toBe(0);
  });
});

describe("the circuit breaker of an endpoint", () => {
  const state = (circuit: string) => redis.hgetall(catalogKey("circuit", circuit));

  async function failTimes(job: Job, times: number, verdict: Verdict = "bad"): Promise<string> {
    let name = "";
    for (let index = 0; index < times; index++) {
      const id = await trigger(job);
      const { outcome, circuit } = await begin(id);
      expect(outcome).toBe("begun");
      name = circuit;
      await fail(id, circuit, { verdict });
    }
    return name;
  }

  /** The time is over for which it is open. */
  async function reopen(circuit: string): Promise<void> {
    await redis.hset(catalogKey("circuit", circuit), "open_until", "1");
    for (const job of await redis.zrange(catalogKey("wakes"), 0, -1))
      await redis.zadd(catalogKey("wakes"), 1, job);
  }

  async function beginEach(ids: readonly string[]): Promise<string[]> {
    const outcomes: string[] = [];
    for (const id of ids) outcomes.push((await begin(id)).outcome);
    return outcomes;
  }

  it("costs a healthy endpoint no key", async () => {
    const id = await trigger(await createJob());
    const { circuit } = await begin(id);
    await succeed(id, circuit, "good");
    expect(await state(circuit)).toEqual({});
  });

  it("opens at five failures in a row; a run that waits is left as it is, and ends when that lasts too long", async () => {
    const job = await createJob();
    const circuit = await failTimes(job, 4);
    const good = await trigger(job);
    await begin(good);
    await succeed(good, circuit, "good");
    await failTimes(job, 5);
    const [probe, id] = [await trigger(job), await trigger(job)];
    const before = await run(id);
    expect((await begin(id)).outcome).toBe("waits");
    expect(await run(id)).toEqual(before);
    // As if it had waited for longer than so many openings of the circuit.
    const longMs = OWN_SETTINGS.maxSnoozeCount * OWN_SETTINGS.circuitOpenMs;
    const old = String(Date.now() - longMs - 1);
    await redis.hset(catalogKey("circuit", circuit), "bad_since", old);
    await redis.hset(key("run", id), storedRun({ ...(await run(id)), created_at: old }));
    await redis.zadd(catalogKey("ready", job.id, ""), String(10e13 + Number(old)), id);
    await redis.zadd(catalogKey("ready", job.id, ""), String(10e13 + Number(old) - 1), probe);
    await reopen(circuit);
    expect((await begin(probe)).outcome).toBe("begun");
    expect(await redis.zscore(partitionKey("due"), id)).not.toBeNull();
    await scripts.run("advance", { id, random: 0, newRunId: newId() });
    expect(await run(id)).toMatchObject({ status: "system_failed", error_class: "transient", attempt: "1" });
    await fail(probe, circuit, { verdict: "bad" });
    expect(await redis.hgetall(catalogKey("job_counts", job.id))).not.toHaveProperty("slots");
  });

  it("lets one probe go when the time is over; its success lets all go, its failure none", async () => {
    const job = await createJob();
    const circuit = await failTimes(job, 5);
    const ids = await Promise.all(Array.from({ length: 8 }, () => trigger(job)));
    for (const works of [false, true]) {
      await reopen(circuit);
      const outcomes = await beginEach(ids);
      expect(outcomes.filter((outcome) => outcome === "begun")).toHaveLength(1);
      const probe = ids.splice(outcomes.indexOf("begun"), 1);
      if (works) await succeed(probe[0] ?? "", circuit, "good");
      else await fail(probe[0] ?? "", circuit, { verdict: "bad" });
    }
    for (const id of ids) {
      const { outcome } = await begin(id);
      expect(outcome).toBe("begun");
      const { error_class, next_retry_at } = await run(id);
      expect({ error_class, next_retry_at }).toEqual({ error_class: undefined, next_retry_at: undefined });
    }
  });

  it("is one for all jobs of a project with the URL, and says nothing of other URLs", async () => {
    const job = await createJob();
    await failTimes(job, 5);
    const same = await createJob({ endpoint_url: job.endpoint_url ?? "" });
    expect((await begin(await trigger(same))).outcome).toBe("waits");
    expect((await begin(await trigger(await createJob()))).outcome).toBe("begun");
  });

  it("gives an endpoint that times out a share of its slots, then a call at a time, and all when it is well", async () => {
    const job = await createJob({ max_concurrency: 8 });
    let circuit = "";
    const free = async (): Promise<number> => {
      const ids = await Promise.all(Array.from({ length: 10 }, () => trigger(job)));
      const outcomes = await beginEach(ids);
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome === "begun") await succeed(ids[index] ?? "", circuit, undefined);
      }
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome === "waits") await scripts.run("cancel", { runId: ids[index] ?? "", grace: 0 });
      }
      return outcomes.filter((outcome) => outcome === "begun").length;
    };
    expect(await free()).toBe(8);
    const shares: number[] = [];
    for (let late = 0; late < 16; late++) {
      const id = await trigger(job);
      if (circuit !== "") await reopen(circuit);
      const begun = await begin(id);
      circuit = begun.circuit;
      await fail(id, circuit, { verdict: "late" });
      await redis.hset(catalogKey("circuit", circuit), "failures", "0");
      await reopen(circuit);
      shares.push(await free());
    }
    expect(shares[0]).toBe(8);
    expect(shares.some((share) => share > 1 && share < 8)).toBe(true);
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((left, right) => right - left)).toEqual(shares);
    for (let good = 0; (await redis.exists(catalogKey("circuit", circuit))) === 1; good++) {
      expect(good).toBeLessThan(100);
      await reopen(circuit);
      const id = await trigger(job);
      expect((await begin(id)).outcome).toBe("begun");
      await succeed(id, circuit, "good");
    }
    expect(await free()).toBe(8);
  });
});

describe("the list of dead letters", () => {
  const listed = (job: Job) => redis.zrange(catalogKey("job_dead_letters", job.id), 0, -1);

  async function die(job: Job, own = scripts): Promise<string> {
    const id = await trigger(job);
    const { circuit } = await begin(id);
    const { attempt = "", dispatch = "" } = await run(id);
    const call = {
      ...{ outcome: "failed" as const, error: "gone", errorClass: "client", trace: "" },
      ...{ retryable: false, askedMs: 0, random: 0.5 },
    };
    const held = { runId: id, attempt: Number(attempt), number: Number(dispatch), circuit };
    await settle(held, undefined, call, own);
    return id;
  }

  it("lets the oldest leave, which stay dead letters", async () => {
    const job = await createJob();
    const ids: string[] = [];
    for (let index = 0; index < OWN_SETTINGS.dlqMaxPerJob + 2; index++) ids.push(await die(job));
    expect(new Set(await listed(job))).toEqual(new Set(ids.slice(2)));
    for (const id of ids) expect(await run(id)).toMatchObject({ status: "dead_letter" });
    const ofProject = await redis.zrange(catalogKey("dead_letters", PROJECT), 0, -1);
    expect(ofProject.filter((member) => member.endsWith(job.id))).toHaveLength(OWN_SETTINGS.dlqMaxPerJob);
  });

  it("masks what is older than 30 days when the next one comes", async () => {
    const job = await createJob();
    const old = await die(job);
    const long = Date.now() - LIMITS.deadLetterShownMs - 1;
    await redis.zadd(catalogKey("job_dead_letters", job.id), long, old);
    const next = await die(job);
    expect(await listed(job)).toEqual([next]);
  });

  it("refuses the next one with the policy reject: the run is system_failed", async () => {
    const rejecting = new Scripts(redis, FIRST_CELL, { ...SETTINGS, dlqRejects: 1, dlqMaxPerJob: 2 });
    const job = await createJob();
    const ids = [await die(job, rejecting), await die(job, rejecting), await die(job, rejecting)];
    expect(await Promise.all(ids.map(async (id) => (await run(id))["status"]))).toEqual([
      "dead_letter",
      "dead_letter",
      "system_failed",
    ]);
    expect(await run(ids[2] ?? "")).toMatchObject({ error: "gone", error_class: "dlq_overflow" });
    expect(await listed(job)).toHaveLength(2);
  });

  it("is bounded for the project too, over all its jobs", async () => {
    const bounded = new Scripts(redis, FIRST_CELL, { ...SETTINGS, dlqMaxPerProject: 3 });
    const jobs = await Promise.all([createJob(), createJob()]);
    const ids: string[] = [];
    for (let index = 0; index < 6; index++) ids.push(await die(jobs[index % 2] as Job, bounded));
    const left = await redis.zrange(catalogKey("dead_letters", PROJECT), 0, -1);
    expect(left.map((member) => member.slice(0, 36)).sort()).toEqual(ids.slice(3).sort());
    expect((await Promise.all(jobs.map(listed))).flat().sort()).toEqual(ids.slice(3).sort());
  });
});
