import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Job } from "../../src/api/job.js";
import { newJob } from "../../src/api/job-changes.js";
import { newId } from "../../src/domain/ids.js";
import { ClaimWaiters } from "../../src/http/control/runs/claim-waiters.js";
import { type ClaimedRun, type ClaimRequest, Claims, readyJobOf } from "../../src/store/claims.js";
import { Jobs } from "../../src/store/jobs.js";
import { catalogKey } from "../../src/store/keys.js";
import type { Scripts } from "../../src/store/scripts.js";
import { type OpenedScripts, openScripts } from "../store/opened.js";
import { SETTINGS } from "../store/settings.js";
import { triggerRun } from "../store/triggered-run.js";
import { eventually } from "../support/product.js";

const LONG_MS = 3_600_000;
/** A name with what separates the parts of a message. */
const PROJECTS = ["one", "one", "the other"];
/** By project and queue: few, so that claims are after the same ones. */
const JOBS = [
  ["one", "default"],
  ["one", "default"],
  ["one", "slow"],
  ["the other", "default"],
] as const;
const LATE_MS = 5;
/** Nobody is told anything after it. */
const STUCK_MS = 20_000;
const GATEWAYS = 2;
const CLAIMER = { gone: () => false, whenGone: () => undefined };

let redis: Redis;
let scripts: Scripts;
let close: OpenedScripts["close"];
let subscriber: Redis;
/** Of gateways, which never look by themselves here: what is not told is not found. */
let gateways: readonly ClaimWaiters[];
/** Claims that Redis was asked for. */
let asked = 0;
/** Claims that Redis has answered, and jobs that gateways were told of. */
let answered = 0;
let told = 0;
/** What answers wait for. */
let held: Promise<void> | undefined;
/** How late an answer of Redis may be, so that what it tells meanwhile overtakes it. */
let lateMs = 0;

beforeAll(async () => {
  ({ redis, scripts, close } = await openScripts(SETTINGS, { kind: "slots" }));
  subscriber = redis.duplicate();
  subscriber.on("smessage", (_: string, message: string) => {
    told += 1;
    for (const waiters of gateways) waiters.wake(readyJobOf(message));
  });
  await subscriber.ssubscribe(catalogKey("ready_channel"));
});
afterAll(async () => {
  subscriber.disconnect();
  await close();
});
beforeEach(async () => {
  await begin();
});

async function begin(mostLateMs = 0): Promise<void> {
  lateMs = mostLateMs;
  for (const waiters of gateways ?? []) waiters.close();
  await redis.flushall();
  asked = 0;
  answered = 0;
  told = 0;
  held = undefined;
  const claims = new Claims(scripts);
  const counted = {
    async claim(request: ClaimRequest) {
      asked += 1;
      const claimed = await claims.claim(request);
      answered += 1;
      await held;
      if (lateMs > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * lateMs));
      return claimed;
    },
  };
  gateways = Array.from({ length: GATEWAYS }, () => new ClaimWaiters(counted, LONG_MS));
}

async function createJob(project: string, queue: string): Promise<Job> {
  const input = { project_id: project, name: "j", slug: newId(), queue_name: queue };
  const job = newJob(input, newId(), Date.now(), { maxAttempts: 3, timeoutSecs: 60 });
  await new Jobs(scripts, redis).create(job, "", undefined);
  return job;
}

const trigger = (job: Job, priority = 0) => triggerRun({ redis, scripts }, job, { priority });

type Filter = Pick<ClaimRequest, "by" | "filter">;

interface Waiting extends Filter {
  readonly projectId: string;
  got: readonly ClaimedRun[] | undefined;
}

function wait(gateway: number, projectId: string, max: number, filter: Filter): Waiting {
  const waiting: Waiting = { projectId, ...filter, got: undefined };
  const request = { projectId, workerId: newId(), max, ...filter };
  gateways[gateway]?.claim(request, LONG_MS, CLAIMER).then((runs) => {
    waiting.got = runs;
  });
  return waiting;
}

function mayTake({ projectId, by, filter }: Waiting, job: Job): boolean {
  if (projectId !== job.project_id) return false;
  return by === "all" || filter.includes(by === "jobs" ? job.id : job.queue);
}

const waitingCount = () => gateways.reduce((sum, { count }) => sum + count, 0);
const allWait = (count: number) =>
  eventually(
    async () => waitingCount(),
    (now) => now === count,
  );

describe("claims that wait", () => {
  it("are looked for one by one: a run costs each gateway one look", async () => {
    const [project = ""] = PROJECTS;
    const job = await createJob(project, "default");
    const filter: Filter = { by: "jobs", filter: [job.id] };
    const claims = Array.from({ length: 40 }, (_, at) => wait(at % GATEWAYS, project, 1, filter));
    expect(await allWait(40)).toBe(40);
    expect(asked).toBe(40);
    for (let run = 1; run <= 5; run += 1) {
      await trigger(job);
      expect(await allWait(40 - run)).toBe(40 - run);
    }
    expect(asked).toBe(40 + 5 * GATEWAYS);
    expect(claims.filter(({ got }) => got?.length === 1)).toHaveLength(5);
  });

  it("get all of many runs that are ready at once", async () => {
    const [project = ""] = PROJECTS;
    const job = await createJob(project, "default");
    const claims = Array.from({ length: 60 }, () => wait(0, project, 1, { by: "all", filter: [] }));
    expect(await allWait(60)).toBe(60);
    await Promise.all(Array.from({ length: 60 }, () => trigger(job)));
    expect(await allWait(0)).toBe(0);
    await eventually(
      async () => claims.every(({ got }) => got?.length === 1),
      (all) => all,
    );
    expect(claims.map(({ got }) => got?.length)).toEqual(claims.map(() => 1));
  });

  it("call the next when what they got is of another job than they were called for", async () => {
    const [project = ""] = PROJECTS;
    const [called, preferred] = [await createJob(project, "default"), await createJob(project, "default")];
    const both = wait(0, project, 1, { by: "jobs", filter: [called.id, preferred.id] });
    const one = wait(0, project, 1, { by: "jobs", filter: [called.id] });
    expect(await allWait(2)).toBe(2);
    await Promise.all([trigger(called), trigger(preferred, 5)]);
    await eventually(
      async () => one.got,
      (got) => got !== undefined,
      STUCK_MS,
    );
    expect([both, one].map(({ got }) => got?.map(({ jobId }) => jobId))).toEqual([
      [preferred.id],
      [called.id],
    ]);
  });

  it("make up for all that they were told while Redis was asked too early", async () => {
    const [project = ""] = PROJECTS;
    const jobs = [await createJob(project, "default"), await createJob(project, "default")];
    let release: () => void = () => undefined;
    held = new Promise((resolve) => {
      release = resolve;
    });
    const claims = jobs.map(() => wait(0, project, 1, { by: "all", filter: [] }));
    expect(
      await eventually(
        async () => answered,
        (count) => count === 2,
      ),
    ).toBe(2);
    await Promise.all(jobs.map((job, at) => trigger(job, at)));
    expect(
      await eventually(
        async () => told,
        (count) => count === 2,
      ),
    ).toBe(2);
    release();
    await eventually(
      async () => claims.filter(({ got }) => got?.length === 1),
      ({ length }) => length === 2,
      STUCK_MS,
    );
    expect(claims.map(({ got }) => got?.length)).toEqual([1, 1]);
  });

  it.each([
    ["their project leaves", (waiters: ClaimWaiters, project: string) => waiters.release(project)],
    ["the gateway stops", (waiters: ClaimWaiters) => waiters.close()],
  ])("are let go when %s, also while Redis is asked for them", async (_, end) => {
    const [project = ""] = PROJECTS;
    const waits = wait(0, project, 1, { by: "all", filter: [] });
    expect(await allWait(1)).toBe(1);
    let letGo: () => void = () => undefined;
    held = new Promise((resolve) => {
      letGo = resolve;
    });
    const asks = wait(0, project, 1, { by: "all", filter: [] });
    expect(
      await eventually(
        async () => answered,
        (count) => count === 2,
      ),
    ).toBe(2);
    end(gateways[0] as ClaimWaiters, project);
    letGo();
    await eventually(
      async () => asks.got,
      (got) => got !== undefined,
      STUCK_MS,
    );
    expect([waits.got, asks.got]).toEqual([[], []]);
  });

  it("never wait while a run is ready that they may take, whatever they wait for and whenever they came", async () => {
    const trigger_ = fc.record({
      kind: fc.constant("trigger" as const),
      job: fc.nat({ max: JOBS.length - 1 }),
    });
    const wait_ = fc.record({
      ...{ kind: fc.constant("wait" as const), gateway: fc.constantFrom(0, 0, 0, 1) },
      ...{ project: fc.constantFrom(...PROJECTS), max: fc.constantFrom(1, 1, 1, 2) },
      by: fc.constantFrom("jobs" as const, "jobs" as const, "queues" as const, "all" as const),
      filter: fc.uniqueArray(fc.nat({ max: JOBS.length - 1 }), { minLength: 1, maxLength: 3 }),
    });
    const pause = fc.record({ kind: fc.constant("pause" as const) });
    const actions = fc.array(fc.oneof(trigger_, trigger_, wait_, wait_, pause), {
      minLength: 10,
      maxLength: 80,
    });
    await fc.assert(
      fc.asyncProperty(actions, async (steps) => {
        await begin(LATE_MS);
        const jobs: Job[] = [];
        for (const [project, queue] of JOBS) jobs.push(await createJob(project, queue));
        const triggered: Promise<string>[] = [];
        const ready: Job[] = [];
        const claims: Waiting[] = [];
        for (const step of steps) {
          if (step.kind === "pause") await new Promise((resolve) => setTimeout(resolve, 1));
          else if (step.kind === "trigger") {
            const job = jobs[step.job] as Job;
            ready.push(job);
            triggered.push(trigger(job));
          } else {
            const asks = step.filter
              .map((at) => jobs[at] as Job)
              .filter((job) => job.project_id === step.project);
            const filter = {
              jobs: asks.map(({ id }) => id),
              queues: asks.map(({ queue }) => queue),
              all: [],
            };
            const request = { by: step.by, filter: [...new Set(filter[step.by])] };
            claims.push(wait(step.gateway, step.project, step.max, request));
          }
        }
        await Promise.all(triggered);
        const idle = () => {
          const left = [...ready];
          for (const { runId, jobId } of claims.flatMap(({ got }) => got ?? [])) {
            const at = left.findIndex(({ id }) => id === jobId);
            if (at < 0) throw new Error(`${runId} was handed out twice`);
            left.splice(at, 1);
          }
          const waiting = claims.filter(({ got }) => got === undefined);
          return waiting.filter((claim) => left.some((job) => mayTake(claim, job))).length;
        };
        expect(
          await eventually(
            async () => idle(),
            (count) => count === 0,
            STUCK_MS,
          ),
        ).toBe(0);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});
