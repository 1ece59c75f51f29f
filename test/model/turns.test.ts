import fc from "fast-check";
import { expect, it } from "vitest";
import type { Job } from "../../src/api/job.js";
import { LIMITS } from "../../src/domain/limits.js";
import { openScripts } from "../store/opened.js";
import { SETTINGS } from "../store/settings.js";
import { Backlog } from "./backlog.js";

/** Set by `npm run test:model`. */
const { MODEL_RUNS, MODEL_SEED, MODEL_PATH } = process.env;
const RUNS = MODEL_RUNS === undefined ? 20 : Math.ceil(Number(MODEL_RUNS) / 2);

const MOST_MS = 60_000 + RUNS * 5_000;

/** Claimers of the first project ask for everything, those of the second for what they like; the others are called. */
const JOBS: readonly (readonly [string, Partial<Job>])[] = [
  ["all", { concurrency_key_weights: { a: 3, b: 0.5 } }],
  ["all", { fair_weight: 0.01 }],
  ["all", { fair_weight: 0.5, max_concurrency: 3 }],
  ["all", { max_concurrency_per_key: 1 }],
  ["some", { queue: "one" }],
  ["some", { queue: "two", fair_weight: 3 }],
  ["some", { queue: "one", rate_limit_max: 8, rate_limit_window_secs: 60 }],
  ["first", {}],
  ["first", { fair_weight: 0.5 }],
  ["second", { max_concurrency: 3 }],
  ["third", {}],
  ["third", { max_concurrency_per_key: 1 }],
];
const KEYS = ["", "a", "b", "c"] as const;
const SOME = [4, 5, 6];

const job = fc.nat({ max: JOBS.length - 1 });
const few = fc.integer({ min: 1, max: 6 });
const many = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(6, 15, 16, 17, 40));
/** Mostly one: turns are taken by those of one priority. */
const priority = fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 9);
const key = fc.constantFrom(...KEYS);
const weight = fc.constantFrom(0.01, 0.5, 1, 3, 100);
const limit = fc.constantFrom(0, 1, 3);
const does = <Name extends string>(name: Name) => fc.constant(name);

const STEP = {
  fill: fc.record({
    does: does("fill"),
    jobs: fc.uniqueArray(job, { minLength: 2 }),
    few,
    priority,
    keyed: fc.boolean(),
  }),
  trigger: fc.record({ does: does("trigger"), job, few, key, priority }),
  comeAndGo: fc.record({
    ...{ does: does("comeAndGo"), job, key, rounds: fc.integer({ min: 2, max: 6 }) },
    ...{ priority: fc.constantFrom(0, 1), most: fc.constantFrom(1, 2) },
  }),
  age: fc.record({ does: does("age"), job: fc.constantFrom(...SOME), digits: fc.nat({ max: 999 }) }),
  claim: fc.record({ does: does("claim"), project: fc.constantFrom("all", "all", "some"), many }),
  claimJobs: fc.record({ does: does("claimJobs"), jobs: fc.subarray(SOME, { minLength: 1 }), many }),
  claimQueues: fc.record({
    does: does("claimQueues"),
    queues: fc.subarray(["one", "two"], { minLength: 1 }),
    many,
  }),
  dispatch: fc.record({
    does: does("dispatch"),
    many,
    reserve: fc.constantFrom(false, false, false, false, true),
  }),
  complete: fc.record({ does: does("complete"), from: fc.nat({ max: 9 }), many }),
  cancel: fc.record({ does: does("cancel"), at: fc.nat({ max: 1000 }) }),
  pause: fc.record({ does: does("pause"), job }),
  limit: fc.record({ does: does("limit"), job, most: limit, perKey: limit }),
  weigh: fc.record({ does: does("weigh"), job, weight, keys: fc.dictionary(key, weight) }),
  weighProject: fc.record({ does: does("weighProject"), job, weight }),
  window: fc.record({
    does: does("window"),
    job,
    from: fc.integer({ min: -2, max: 2 }),
    secs: fc.constantFrom(1, 90, 3600),
  }),
  time: fc.record({
    does: does("time"),
    ms: fc.constantFrom(0, 1, 7, 1000, 61_000, 310_000),
    digits: fc.nat({ max: 999 }),
  }),
  sweep: fc.record({ does: does("sweep") }),
};
type Step = {
  [Name in keyof typeof STEP]: (typeof STEP)[Name] extends fc.Arbitrary<infer One> ? One : never;
}[keyof typeof STEP];

const often = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const steps = fc.array(
  fc.oneof(
    often(3, STEP.fill),
    often(4, STEP.trigger),
    often(3, STEP.comeAndGo),
    often(1, STEP.age),
    often(5, STEP.claim),
    often(2, STEP.claimJobs),
    often(2, STEP.claimQueues),
    often(6, STEP.dispatch),
    often(6, STEP.complete),
    often(1, STEP.cancel),
    often(1, STEP.pause),
    often(1, STEP.limit),
    often(2, STEP.weigh),
    often(1, STEP.weighProject),
    often(1, STEP.window),
    often(5, STEP.time),
    often(1, STEP.sweep),
  ),
  { maxLength: 50, size: "max" },
);

async function follow(backlog: Backlog, step: Step): Promise<void> {
  switch (step.does) {
    case "fill":
      for (const at of step.jobs)
        for (const key of step.keyed ? KEYS : ([""] as const))
          await backlog.trigger(backlog.job(at), step.few, key, step.priority);
      return;
    case "trigger":
      return backlog.trigger(backlog.job(step.job), step.few, step.key, step.priority);
    case "comeAndGo": {
      const one = backlog.job(step.job);
      for (let round = 0; round < step.rounds; round++) {
        await backlog.trigger(one, 1, step.key, step.priority);
        if (one.http) await backlog.dispatch(step.most, false);
        else await backlog.claim(one.project.id, step.most, "all", []);
      }
      return;
    }
    case "age": {
      const one = backlog.job(step.job);
      await backlog.trigger(one, 1, "", 0);
      await backlog.setTime(backlog.nowMs + LIMITS.agingAfterMs, step.digits);
      await backlog.trigger(one, 2, "", 9);
      // One of sixteen is the guard's.
      return backlog.claim("some", 16, "jobs", [one.id]);
    }
    case "claim":
      return backlog.claim(step.project, step.many, "all", []);
    case "claimJobs":
      return backlog.claim(
        "some",
        step.many,
        "jobs",
        step.jobs.map((at) => backlog.job(at).id),
      );
    case "claimQueues":
      return backlog.claim("some", step.many, "queues", step.queues);
    case "dispatch":
      return backlog.dispatch(step.many, step.reserve);
    case "complete":
      return backlog.complete(backlog.taken.slice(step.from, step.from + step.many));
    case "cancel": {
      const run = backlog.waiting[step.at % Math.max(1, backlog.waiting.length)];
      return run === undefined ? undefined : backlog.cancel(run);
    }
    case "pause": {
      const one = backlog.job(step.job);
      return backlog.change(one, { paused: !one.paused });
    }
    case "limit":
      return backlog.change(backlog.job(step.job), {
        max_concurrency: step.most,
        max_concurrency_per_key: step.perKey,
      });
    case "weigh":
      return backlog.change(backlog.job(step.job), {
        fair_weight: step.weight,
        concurrency_key_weights: step.keys,
      });
    case "weighProject":
      return backlog.weighProject(backlog.job(step.job), step.weight);
    case "window": {
      const from = backlog.nowMs + step.from * 1000;
      return backlog.setWindow(backlog.job(step.job), from, from + step.secs * 1000);
    }
    case "time":
      return backlog.setTime(backlog.nowMs + step.ms, step.digits);
    case "sweep":
      return backlog.sweep();
  }
}

it(`hands out in order and in fair turns, within every limit, in ${RUNS} random sequences`, {
  timeout: MOST_MS + 60_000,
}, async () => {
  const { redis, scripts, close } = await openScripts({ ...SETTINGS, testClock: true }, { kind: "slots" });
  const result = await fc.check(
    fc.asyncProperty(steps, async (sequence) => {
      await redis.flushall();
      const backlog = new Backlog(redis, scripts);
      await backlog.setTime(backlog.nowMs, 8);
      for (const [project, fields] of JOBS) {
        const http = project === "all" || project === "some" ? {} : { endpoint_url: "http://e/" };
        await backlog.addJob(project, { ...fields, ...http });
      }
      for (const step of sequence) await follow(backlog, step);
      await backlog.drain();
    }),
    {
      numRuns: RUNS,
      // What fails is shrunk until then, and said.
      interruptAfterTimeLimit: MOST_MS,
      markInterruptAsFailure: true,
      ...(MODEL_SEED === undefined ? {} : { seed: Number(MODEL_SEED) }),
      ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
    },
  );
  await close();
  const again = `npm run test:model -- --turns --seed=${result.seed} --path=${result.counterexamplePath}`;
  const report = [fc.defaultReportMessage(result), String(result.errorInstance), again];
  expect(result.failed ? report.join("\n\n") : "").toBe("");
});
