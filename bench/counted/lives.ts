import type { Job } from "../../src/api/job.js";
import { runFields } from "../../src/api/run-fields.js";
import { readConfig } from "../../src/config.js";
import { isFailure } from "../../src/domain/failures.js";
import { newId } from "../../src/domain/ids.js";
import { Cell } from "../../src/store/cell.js";
import type { ClaimedRun } from "../../src/store/claims.js";
import type { BegunAttempt } from "../../src/store/dispatches.js";
import { RedisClock } from "../../src/store/redis-clock.js";
import { createStore, type Store } from "../../src/store/store.js";
import { triggeredJob } from "../../src/store/triggers.js";
import { CountedRedis } from "./redis.js";

/** What lives are counted of. */
export interface Lives {
  readonly mode: "pull" | "http";
  /** Commands of one call of Redis. */
  readonly group: number;
  readonly jobs: number;
}

const PROJECT = "bench";
const WORKER = "bench";
/** JSON of 200 bytes. */
const PAYLOAD: string = JSON.stringify({ text: "x".repeat(189) });
const RESULT = '{"ok":true}';

type Mark = (step: string) => Promise<void>;

/** Gives commands in groups: those of one group leave in one call. */
async function grouped<Item, Result>(
  group: number,
  items: readonly Item[],
  give: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const all: Result[] = [];
  for (let at = 0; at < items.length; at += group) {
    all.push(...(await Promise.all(items.slice(at, at + group).map(give))));
  }
  return all;
}

async function makeJobs(store: Store, { mode, jobs }: Lives): Promise<Job[]> {
  const made: Job[] = [];
  for (let index = 0; index < jobs; index += 1) {
    const now = Date.now();
    const job = {
      ...{ id: newId(), project_id: PROJECT, name: "bench", slug: newId(), queue: "default", version: 1 },
      ...{
        enabled: true,
        paused: false,
        max_attempts: 3,
        timeout_secs: 300,
        created_at: now,
        updated_at: now,
      },
      ...{ retry_strategy: "exponential", retry_priority_boost: 1 },
      ...(mode === "http"
        ? { execution_mode: "http", endpoint_url: "http://127.0.0.1:9/run" }
        : { execution_mode: "worker" }),
    } as unknown as Job;
    const created = await store.jobs.create(job, "", undefined);
    if (isFailure(created)) throw new Error(`no job: ${created.failure}`);
    made.push(job);
  }
  return made;
}

async function trigger({ triggers }: Store, job: Job): Promise<void> {
  const triggered = await triggers.trigger(triggeredJob(job), {
    ...{ runId: newId(), idempotencyKey: "", scheduledAtMs: undefined, ttlMs: 3_600_000, priority: 0 },
    ...{ concurrencyKey: "", payloadDigest: "", metadata: [] },
    fields: runFields(job, { payload: PAYLOAD, actor: "api-key:bench" }),
  });
  if (triggered === "job_changed" || isFailure(triggered)) throw new Error("a trigger was refused");
}

async function pullLives(store: Store, jobs: readonly Job[], group: number, mark: Mark): Promise<void> {
  const claim = (job: Job) =>
    store.claims.claim({ projectId: PROJECT, workerId: WORKER, by: "jobs", filter: [job.id], max: 1 });
  const claimed = (await grouped(group, jobs, claim)).flatMap(({ runs }) => runs);
  if (claimed.length !== jobs.length) throw new Error(`${claimed.length} of ${jobs.length} were claimed`);
  await mark("claim");
  const beat = ({ runId, attempt, assignmentId }: ClaimedRun): Promise<string> =>
    new Promise((resolve) => store.heartbeats.send(`${runId}:${attempt}:${assignmentId}`, resolve));
  const codes = await grouped(group, claimed, beat);
  if (codes.some((code) => code !== "ok")) throw new Error("a heartbeat was refused");
  await mark("heartbeat");
  const ended = await grouped(group, claimed, (run) => store.executor.complete(run, RESULT, ""));
  if (ended.some((one) => !("run" in one))) throw new Error("an end was refused");
  await mark("complete");
}

async function httpLives(store: Store, runs: number, group: number, mark: Mark): Promise<void> {
  const begun: BegunAttempt[] = [];
  for (let number = 1; begun.length < runs; number += 1) {
    const claim = { taker: newId(), number, wanted: group, reserve: 0, held: [] };
    begun.push(...(await store.dispatches.claim(claim)).begun);
  }
  await mark("claim");
  await grouped(group, begun, (attempt) =>
    store.dispatches.settle(
      attempt,
      { verdict: "good", quick: 1 },
      { outcome: "completed", result: RESULT, trace: "" },
    ),
  );
  await mark("settle");
}

/** Instructions a run of each step from trigger to end, in order. */
export async function countLives(row: Lives, lives: number): Promise<Map<string, number>> {
  const redis = await CountedRedis.start();
  try {
    const config = readConfig({ STRAIT_ENV: "development", REDIS_URL: "redis://127.0.0.1" });
    const store = createStore(
      { redis: redis.client, clock: new RedisClock(redis.client) },
      new Cell(0, 1),
      config,
      (error) => {
        throw error;
      },
    );
    // Under callgrind each call is one that has held Redis for long, and noting it would be counted too.
    store.scripts.onSlow = () => undefined;
    const jobs = await makeJobs(store, row);
    const live = async (runs: number, mark: Mark): Promise<void> => {
      const ofRuns = Array.from({ length: runs }, (_, index) => jobs[index % jobs.length] as Job);
      await grouped(row.group, ofRuns, (job) => trigger(store, job));
      await mark("trigger");
      if (row.mode === "pull") await pullLives(store, ofRuns, row.group, mark);
      else await httpLives(store, runs, row.group, mark);
    };
    await live(row.group * row.jobs, () => Promise.resolve());
    await redis.begin();
    const steps = new Map<string, number>();
    await live(lives, async (step) => {
      steps.set(step, (await redis.taken()) / lives);
    });
    return steps;
  } finally {
    await redis.stop();
  }
}
