import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { Cells } from "../../src/domain/cells.js";
import { isTerminal } from "../../src/domain/run-status.js";
import { allCells, type Cell } from "../../src/store/cell.js";
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

/** One for each cell. */
type Connections = readonly Redis[];

interface CellData {
  readonly cell: Cell;
  readonly redis: Redis;
}

function cellsOf(connections: Connections): Cells<CellData> {
  return allCells(connections.length).map((cell) => ({ cell, redis: connections[cell.number] as Redis }));
}

async function readable(cells: Cells<CellData>, set: DataSet, noted: Noted): Promise<boolean> {
  const { redis, cell } = cells.ofId(noted.run);
  const run = set.runs.get(noted.run);
  switch (noted.kind) {
    case "trigger":
      return run !== undefined;
    case "log": {
      const events = await redis.xrange(cell.keys.partition("events", noted.run), "-", "+");
      return events.some(([, fields]) => fields.some((field) => field.includes(`"${noted.value}"`)));
    }
    case "chunk": {
      const chunks = await redis.xrange(cell.keys.partition("chunks", noted.run), "-", "+");
      return chunks.filter(([, fields]) => fields.includes(JSON.stringify(noted.value))).length === 1;
    }
    case "state": {
      const kept = set.hashes.get(cell.keys.partition("state", noted.run))?.["stage"];
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
  connections: Connections,
  set: DataSet,
  journal: readonly Noted[],
  kills: readonly number[],
  toleratedMs: number,
): Promise<Check[]> {
  const missing: Noted[] = [];
  const cells = cellsOf(connections);
  for (const noted of journal) if (!(await readable(cells, set, noted))) missing.push(noted);
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

async function queuesOf({ redis, cell }: CellData, set: DataSet): Promise<Check[]> {
  const outbox = cell.keys.partition("outbox");
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
    const queue = new Queue(name, { connection: redis, prefix: cell.keys.queuePrefix });
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

/** One row of what two cells have. */
function added(row: Check, more: Check | undefined): Check {
  if (more === undefined) return row;
  return { ...row, looked: row.looked + more.looked, wrong: [...row.wrong, ...more.wrong] };
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
export async function isQuiet(connections: Connections): Promise<boolean> {
  const set = await readDataSet(connections);
  const open = [...set.runs.values()].some(({ status = "" }) => !isTerminal(status));
  const busy = cellsOf(connections).all.flatMap(({ redis, cell: { keys } }) => [
    redis.xlen(keys.partition("outbox")),
    redis.zcard(keys.partition("errands")),
    ...["timers", "webhooks"].flatMap((queue) => [
      redis.llen(`${keys.queuePrefix}:${queue}:wait`),
      redis.llen(`${keys.queuePrefix}:${queue}:active`),
    ]),
    // A delivery that failed is tried again later.
    redis.zcard(`${keys.queuePrefix}:webhooks:delayed`),
  ]);
  return !open && (await Promise.all(busy)).every((count) => count === 0);
}

/** Everything that must hold after the killing, when nothing is left to do. */
export async function checkAll(
  connections: Connections,
  journal: readonly Noted[],
  options: {
    readonly redisKills: readonly number[];
    readonly toleratedMs: number;
  },
): Promise<Check[]> {
  const set = await readDataSet(connections);
  const queues = await Promise.all(cellsOf(connections).all.map((cell) => queuesOf(cell, set)));
  const inconsistent = {
    what: "counters, indexes and guards that disagree with the runs",
    looked: set.keys.length,
  };
  const hung = journal.filter(({ kind }) => kind === "hung");
  const say = ({ run, value, atMs }: Noted): string => `${value} ${run} given up at ${atMs}`;
  return [
    ...(await acknowledged(connections, set, journal, options.redisKills, options.toleratedMs)),
    { what: "calls that were never answered", looked: journal.length, wrong: hung.map(say) },
    ...runsOf(set),
    takenFromTheLiving(set, journal),
    takenFromTheSilent(journal),
    webhooksOf(set, journal),
    ...queues.reduce((all, own) => all.map((row, index) => added(row, own[index]))),
    { ...inconsistent, wrong: problemsOf(set) },
  ];
}
