import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { isTerminal } from "../../src/domain/run-status.js";
import { partitionKey, QUEUE_PREFIX } from "../../src/store/keys.js";
import { type DataSet, problemsOf, readDataSet, terminalTransitions } from "../support/consistency.js";
import type { Noted } from "./processes.js";

/** One row of the table that the crash test prints. */
export interface Check {
  readonly what: string;
  readonly looked: number;
  readonly wrong: readonly string[];
}

/** Queues by whether their jobs are about runs. */
const QUEUES = { timers: true, webhooks: true, cron: false };

async function readable(redis: Redis, set: DataSet, noted: Noted): Promise<boolean> {
  const run = set.runs.get(noted.run);
  switch (noted.kind) {
    case "trigger":
      return run !== undefined;
    case "log": {
      const events = await redis.xrange(partitionKey("events", noted.run), "-", "+");
      return events.some(([, fields]) => fields.some((field) => field.includes(`"${noted.value}"`)));
    }
    case "chunk": {
      const chunks = await redis.xrange(partitionKey("chunks", noted.run), "-", "+");
      return chunks.filter(([, fields]) => fields.includes(JSON.stringify(noted.value))).length === 1;
    }
    case "state": {
      const kept = set.hashes.get(partitionKey("state", noted.run))?.["stage"];
      return kept?.endsWith(JSON.stringify(noted.value)) === true;
    }
    case "spawn":
      return set.runs.get(noted.value)?.["parent_run_id"] === noted.run;
    case "wait":
    case "sent":
      return [...set.triggers.values()].some(
        ({ event_key, job_run_id }) => event_key === noted.value && job_run_id === noted.run,
      );
    case "completed":
      return run?.["status"] === "completed" && run["result"] === JSON.stringify(noted.value);
    case "canceled":
      return run?.["status"] === "canceled";
    default:
      return true;
  }
}

/** What was acknowledged and is not there. A write within `toleratedMs` before a kill of Redis may be gone. */
async function acknowledged(
  redis: Redis,
  set: DataSet,
  journal: readonly Noted[],
  kills: readonly number[],
  toleratedMs: number,
): Promise<Check[]> {
  const missing: Noted[] = [];
  for (const noted of journal) if (!(await readable(redis, set, noted))) missing.push(noted);
  const tolerated = missing.filter(({ atMs }) =>
    kills.some((kill) => atMs <= kill + 100 && atMs > kill - toleratedMs),
  );
  const lost = missing.filter((noted) => !tolerated.includes(noted));
  const say = ({ kind, run, value, atMs }: Noted): string =>
    `${kind} ${run} ${value} acknowledged at ${atMs}`;
  const rows: Check[] = [
    { what: "acknowledged writes that cannot be read", looked: journal.length, wrong: lost.map(say) },
  ];
  if (toleratedMs > 0) {
    const what = `gone from the last ${toleratedMs} ms before a kill of Redis (allowed: ${tolerated.length})`;
    rows.push({ what, looked: journal.length, wrong: [] });
  }
  return rows;
}

function runsOf(set: DataSet): Check[] {
  const runs = [...set.runs];
  const open = runs.filter(([, run]) => !isTerminal(run["status"] ?? ""));
  const twice = runs.filter(([, run]) => terminalTransitions(run) > 1);
  const awaits = [...set.triggers].filter(([, { event_key = "" }]) => event_key.startsWith("spawn-await:"));
  const asleep = awaits.filter(([, { status, job_run_id = "" }]) => {
    const parent = set.runs.get(job_run_id)?.["status"];
    return status !== "received" && parent !== "canceled";
  });
  const say = ([id, run]: readonly [string, Readonly<Record<string, string>>]): string =>
    `${id} ${run["status"]} attempt ${run["attempt"]}`;
  return [
    { what: "runs that did not end", looked: runs.length, wrong: open.map(say) },
    { what: "runs that ended more than once", looked: runs.length, wrong: twice.map(say) },
    { what: "parents that were not woken", looked: awaits.length, wrong: asleep.map(say) },
  ];
}

/** Every ended run was told of at least once, each time under the same delivery id. */
function webhooksOf(set: DataSet, journal: readonly Noted[]): Check {
  const ids = new Map<string, Set<string>>();
  for (const { kind, run, value } of journal) {
    if (kind === "webhook") ids.set(run, (ids.get(run) ?? new Set()).add(value));
  }
  const wrong = [...set.runs.keys()]
    .filter((id) => ids.get(id)?.size !== 1)
    .map((id) => `${id}: ${ids.get(id)?.size ?? 0} delivery ids`);
  return { what: "runs without exactly one webhook", looked: set.runs.size, wrong };
}

async function queuesOf(redis: Redis, set: DataSet): Promise<Check[]> {
  const outbox = partitionKey("outbox");
  const left = await redis.xrange(outbox, "-", "+");
  const rows: Check[] = [
    {
      what: "entries left in the outbox",
      looked: left.length,
      wrong: left.map(([id, fields]) => `${id} ${fields.join(" ")}`),
    },
  ];
  const wrong: string[] = [];
  let looked = 0;
  for (const [name, ofRuns] of Object.entries(QUEUES)) {
    const queue = new Queue(name, { connection: redis, prefix: QUEUE_PREFIX });
    for (const state of ["failed", "active", "waiting", "prioritized", "delayed"] as const) {
      for (const job of await queue.getJobs([state])) {
        looked++;
        const run = set.runs.get(job?.data?.run ?? "");
        // The scheduler keeps one sweep ahead, and a timer outlives the wait it was made for.
        const good = !ofRuns ? state !== "failed" : state === "delayed" && run !== undefined;
        if (!good) wrong.push(`${name} ${state} ${job?.id} ${job?.failedReason ?? ""}`);
      }
    }
    await queue.close();
  }
  rows.push({ what: "BullMQ jobs that failed, are stuck or have no run", looked, wrong });
  return rows;
}

/** Executors that called all the time and were told that their run had gone on without them, other than by a cancel. */
function takenFromTheLiving(set: DataSet, journal: readonly Noted[]): Check {
  const refused = journal.filter(({ kind }) => kind === "refused");
  const wrong = refused.filter(({ run }) => set.runs.get(run)?.["status"] !== "canceled");
  return {
    what: "runs ended or taken while their executor was alive",
    looked: set.runs.size,
    wrong: wrong.map(({ run, value, atMs }) => `${run} ${value} at ${atMs}`),
  };
}

/** Executors of which nothing came through for STALE_THRESHOLD: how often that was is told, and nothing is wrong with it. */
function takenFromTheSilent(journal: readonly Noted[]): Check {
  const looked = journal.filter(({ kind }) => kind === "silent").length;
  return { what: "runs taken after nothing had come through for STALE_THRESHOLD", looked, wrong: [] };
}

/** Everything has ended and nothing is left to hand over or to do. */
export async function isQuiet(redis: Redis): Promise<boolean> {
  const set = await readDataSet(redis);
  const open = [...set.runs.values()].some(({ status = "" }) => !isTerminal(status));
  const busy = await Promise.all([
    redis.xlen(partitionKey("outbox")),
    ...["timers", "webhooks"].flatMap((queue) => [
      redis.llen(`${QUEUE_PREFIX}:${queue}:wait`),
      redis.llen(`${QUEUE_PREFIX}:${queue}:active`),
    ]),
    // A delivery that failed is tried again later.
    redis.zcard(`${QUEUE_PREFIX}:webhooks:delayed`),
  ]);
  return !open && busy.every((count) => count === 0);
}

/** Everything that must hold after the killing, when nothing is left to do. */
export async function checkAll(
  redis: Redis,
  journal: readonly Noted[],
  options: {
    readonly redisKills: readonly number[];
    readonly toleratedMs: number;
  },
): Promise<Check[]> {
  const set = await readDataSet(redis);
  const inconsistent = {
    what: "counters, indexes and guards that disagree with the runs",
    looked: set.keys.length,
  };
  const hung = journal.filter(({ kind }) => kind === "hung");
  const say = ({ run, value, atMs }: Noted): string => `${value} ${run} given up at ${atMs}`;
  return [
    ...(await acknowledged(redis, set, journal, options.redisKills, options.toleratedMs)),
    { what: "calls that were never answered", looked: journal.length, wrong: hung.map(say) },
    ...runsOf(set),
    takenFromTheLiving(set, journal),
    takenFromTheSilent(journal),
    webhooksOf(set, journal),
    ...(await queuesOf(redis, set)),
    { ...inconsistent, wrong: problemsOf(set) },
  ];
}
