import type { Redis } from "ioredis";
import { originParts } from "../../src/api/run-origin.js";
import { LIMITS } from "../../src/domain/limits.js";
import { HISTORY_CODES, isTerminal, SLOT_STATUSES } from "../../src/domain/run-status.js";
import { CATALOG_PREFIX, catalogKey, partitionKey, QUEUE_PREFIX } from "../../src/store/keys.js";
import { labelProblems } from "./labels.js";

export type Fields = Readonly<Record<string, string>>;
type Scores = ReadonlyMap<string, number>;

/** What Redis holds of runs, read at one moment when nobody writes. */
export interface DataSet {
  readonly nowMs: number;
  readonly runs: ReadonlyMap<string, Fields>;
  readonly triggers: ReadonlyMap<string, Fields>;
  readonly live: Scores;
  readonly due: Scores;
  readonly outbox: readonly Fields[];
  readonly hashes: ReadonlyMap<string, Fields>;
  readonly sorted: ReadonlyMap<string, Scores>;
  readonly sets: ReadonlyMap<string, readonly string[]>;
  /** Every key of the product. */
  readonly keys: readonly string[];
}

const RUN_KEY = /^b:\{c0\}:p:run:([0-9a-f-]{36})$/;
const RUN_PART = /^b:\{c0\}:p:run:([0-9a-f-]{36}):/;
const TRIGGER_KEY = /^b:\{c0\}:p:trigger:([0-9a-f-]{36})$/;
const HELD_KEY = /^b:\{c0\}:p:held:([0-9a-f-]{36})$/;
const READY_KEY = /^b:\{c0\}:c:job:([0-9a-f-]{36}):ready:(.*)$/s;

/** All keys of the product but BullMQ's, with type and value; of streams only the outbox's entries. */
const READ_ALL = `local found = {}
for _, key in ipairs(redis.call('KEYS', 'b:{*')) do
  if string.sub(key, 1, ${QUEUE_PREFIX.length}) ~= '${QUEUE_PREFIX}' then
    local kind, value = redis.call('TYPE', key).ok, ''
    if kind == 'hash' then value = redis.call('HGETALL', key)
    elseif kind == 'zset' then value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    elseif kind == 'set' then value = redis.call('SMEMBERS', key)
    elseif kind == 'stream' and string.sub(key, -7) == ':outbox' then value = redis.call('XRANGE', key, '-', '+')
    end
    found[#found + 1] = { key, kind, value }
  end
end
return { redis.call('TIME')[1], found }`;

/** Reads everything at one moment; for small data sets of tests. `nowMs` is Redis's time by default. */
export async function readDataSet(redis: Redis, nowMs?: number): Promise<DataSet> {
  const [secs, found] = (await redis.eval(READ_ALL, 0)) as [string, [string, string, unknown][]];
  const set = {
    nowMs: nowMs ?? Number(secs) * 1000,
    runs: new Map<string, Fields>(),
    triggers: new Map<string, Fields>(),
    live: new Map<string, number>(),
    due: new Map<string, number>(),
    outbox: [] as Fields[],
    hashes: new Map<string, Fields>(),
    sorted: new Map<string, Map<string, number>>(),
    sets: new Map<string, readonly string[]>(),
    keys: found.map(([key]) => key),
  };
  for (const [key, kind, value] of found) {
    if (kind === "hash") {
      const fields = pairs(value as string[]);
      set.hashes.set(key, fields);
      const run = RUN_KEY.exec(key)?.[1];
      if (run !== undefined) {
        set.runs.set(run, { ...fields, ...Object.fromEntries(originParts(fields["origin"] ?? "")) });
      }
      const trigger = TRIGGER_KEY.exec(key)?.[1];
      if (trigger !== undefined) set.triggers.set(trigger, fields);
    } else if (kind === "zset") set.sorted.set(key, scores(value as string[]));
    else if (kind === "set") set.sets.set(key, value as string[]);
    else if (kind === "stream" && key.endsWith(":outbox")) {
      for (const [, fields] of value as [string, string[]][]) set.outbox.push(pairs(fields));
    }
  }
  for (const [member, score] of set.sorted.get(partitionKey("live")) ?? []) set.live.set(member, score);
  for (const [member, score] of set.sorted.get(partitionKey("due")) ?? []) set.due.set(member, score);
  return set;
}

function scores(list: readonly string[]): Map<string, number> {
  const map = new Map<string, number>();
  for (let index = 0; index < list.length; index += 2) map.set(list[index] ?? "", Number(list[index + 1]));
  return map;
}

function pairs(list: readonly string[]): Fields {
  const fields: Record<string, string> = {};
  for (let index = 0; index < list.length; index += 2) fields[list[index] ?? ""] = list[index + 1] ?? "";
  return fields;
}

const CODE_STATUS = new Map(Object.entries(HISTORY_CODES).map(([status, code]) => [code, status]));
const SLOTS: ReadonlySet<string> = new Set(SLOT_STATUSES);

/** The statuses of a run's history, oldest first. */
export function historyOf(run: Fields): string[] {
  return [...(run["history"] ?? "").matchAll(/([a-z])\d+/g)].map(
    ([, code = ""]) => CODE_STATUS.get(code) ?? code,
  );
}

/** How often the run ended; a dead letter that went on afterwards has not. */
export function terminalTransitions(run: Fields): number {
  const history = historyOf(run);
  return history.filter(
    (status, index) => isTerminal(status) && (status !== "dead_letter" || index === history.length - 1),
  ).length;
}

/** Everything that is not as it has to be whenever no command is running; empty when all is well. */
export function problemsOf(set: DataSet): string[] {
  return [
    ...guards(set),
    ...nextSteps(set),
    ...endings(set),
    ...counts(set),
    ...indexes(set),
    ...waits(set),
    ...labelProblems(set),
    ...leftovers(set),
  ];
}

/** `live` holds exactly the attempts that are executed and not asked to stop. */
function guards({ runs, live }: DataSet): string[] {
  const expected = new Set<string>();
  for (const [id, run] of runs) {
    if (run["status"] !== "executing" || run["cancel_at"] !== undefined) continue;
    const assignment = run["assignment"];
    expected.add(
      assignment === undefined ? `${id}:${run["attempt"]}` : `${id}:${run["attempt"]}:${assignment}`,
    );
  }
  return difference("live", expected, new Set(live.keys()));
}

/** Every run that has not ended will be looked at by the time at which something has to happen to it. */
function nextSteps(set: DataSet): string[] {
  const problems: string[] = [];
  for (const [id, run] of set.runs) {
    const due = set.due.get(id);
    const by = latestLook(set, id, run);
    if (by !== undefined && (due === undefined || due > by)) {
      problems.push(`${id} is ${run["status"]} and due ${due ?? "never"}, must be by ${by}`);
    }
  }
  const held = new Set([...set.hashes.keys()].map((key) => HELD_KEY.exec(key)?.[1]));
  for (const id of set.due.keys()) {
    if (!set.runs.has(id) && !held.has(id)) problems.push(`due holds ${id}, which does not exist`);
  }
  return problems;
}

function latestLook(set: DataSet, id: string, run: Fields): number | undefined {
  const at = (name: string): number => Number(run[name] ?? Number.POSITIVE_INFINITY);
  const grace = LIMITS.timerGraceMs;
  const asked = at("cancel_at");
  switch (run["status"]) {
    case "delayed":
      return at("scheduled_at") + grace;
    case "queued": {
      const expiry = run["began"] === undefined ? at("expires_at") : Number.POSITIVE_INFINITY;
      const retry = Number(run["next_retry_at"] ?? 0) + grace;
      const by = Math.min(expiry, asked, isReady(set, id, run) ? Number.POSITIVE_INFINITY : retry);
      return by === Number.POSITIVE_INFINITY ? undefined : by;
    }
    case "dequeued":
      return set.nowMs + LIMITS.dequeuedMs;
    case "executing":
      return Math.min(asked, at("started_at") + at("timeout_secs") * 1000 + grace);
    case "waiting":
      return Math.min(asked, Number(set.triggers.get(run["trigger"] ?? "")?.["expires_at"] ?? 0) + grace);
    case "paused":
    case "replay_staged":
      return undefined;
    default:
      return Number.POSITIVE_INFINITY;
  }
}

/** Whether the run waits to be handed out. */
export function isReady({ sorted }: DataSet, id: string, run: Fields): boolean {
  const key = catalogKey("ready", run["job_id"] ?? "", run["concurrency_key"] ?? "");
  return sorted.get(key)?.has(id) === true;
}

function endings({ runs }: DataSet): string[] {
  const problems: string[] = [];
  for (const [id, run] of runs) {
    const ended = terminalTransitions(run);
    const expected = isTerminal(run["status"] ?? "") ? 1 : 0;
    if (ended !== expected) problems.push(`${id} is ${run["status"]} and ended ${ended} times`);
    if (expected === 1 && run["finished_at"] === undefined) problems.push(`${id} ended without finished_at`);
  }
  return problems;
}

/** Counters against what is counted. */
function counts({ runs, hashes }: DataSet): string[] {
  const truth = new Map<string, number>();
  const add = (name: string, by = 1) => truth.set(name, (truth.get(name) ?? 0) + by);
  for (const run of runs.values()) {
    const status = run["status"] ?? "";
    const job = run["job_id"] ?? "";
    if (!isTerminal(status)) add(`${catalogKey("job_counts", job)} active`);
    if (!SLOTS.has(status)) continue;
    add(`${catalogKey("job_counts", job)} slots`);
    const key = run["concurrency_key"];
    if (key !== undefined) add(`${catalogKey("job_slots", job)} ${key}`);
  }
  for (const run of runs.values()) {
    if (isTerminal(run["status"] ?? "")) continue;
    const parent = run["parent_run_id"] ?? "";
    if (runs.has(parent)) add(`${parent} open_child_bytes`, Number(run["spawned_bytes"] ?? 0));
    for (let id = run["parent_run_id"], level = 0; id !== undefined && level < LIMITS.ancestors; level++) {
      if (runs.has(id)) add(`${id} open_descendants`);
      id = runs.get(id)?.["parent_run_id"];
    }
  }
  const kept = new Map<string, number>();
  for (const [key, fields] of hashes) {
    if (!/:(counts|slots)$/.test(key) || !key.startsWith(`${CATALOG_PREFIX}job:`)) continue;
    for (const field of Object.keys(fields)) {
      if (key.endsWith(":counts") && field !== "active" && field !== "slots") continue;
      kept.set(`${key} ${field}`, Number(fields[field]));
    }
  }
  for (const [id, run] of runs) {
    const open = Number(run["open_descendants"] ?? 0);
    if (open !== 0) kept.set(`${id} open_descendants`, open);
    const bytes = Number(run["open_child_bytes"] ?? 0);
    if (bytes !== 0) kept.set(`${id} open_child_bytes`, bytes);
  }
  const problems: string[] = [];
  for (const name of new Set([...truth.keys(), ...kept.keys()])) {
    const [expected, found] = [truth.get(name) ?? 0, kept.get(name) ?? 0];
    if (expected !== found) problems.push(`${name} is ${found}, must be ${expected}`);
  }
  return problems;
}

/** Indexes against what is indexed. */
function indexes(set: DataSet): string[] {
  const expected = new Map<string, Set<string>>();
  const add = (key: string, member: string) =>
    expected.set(key, (expected.get(key) ?? new Set()).add(member));
  for (const [id, run] of set.runs) {
    const status = run["status"] === "dequeued" ? "queued" : (run["status"] ?? "");
    add(catalogKey("runs_in", run["project_id"] ?? "", status), id);
    add(catalogKey("job_runs", run["job_id"] ?? ""), id);
  }
  const problems: string[] = [];
  for (const key of set.sorted.keys()) {
    if (/:project:.*:runs:[a-z_]+$/.test(key) || /:job:[^:]+:runs$/.test(key)) {
      if (!expected.has(key)) expected.set(key, new Set());
    }
  }
  for (const [key, members] of expected) {
    problems.push(...difference(key, members, new Set(set.sorted.get(key)?.keys())));
  }
  return [...problems, ...lines(set)];
}

/** What waits to be handed out: lanes and seats are where the runs, limits and gates say. */
function lines(set: DataSet): string[] {
  const problems: string[] = [];
  const waiting = new Map<string, Map<string, number>>();
  for (const [key, members] of set.sorted) {
    const [, job, lane] = READY_KEY.exec(key) ?? [];
    if (job === undefined || lane === undefined) continue;
    for (const id of members.keys()) {
      const run = set.runs.get(id);
      const good =
        run?.["status"] === "queued" && run["job_id"] === job && (run["concurrency_key"] ?? "") === lane;
      if (!good) problems.push(`${key} holds ${id}, which is ${run?.["status"] ?? "not there"}`);
    }
    const first = Math.min(...members.values());
    waiting.set(job, (waiting.get(job) ?? new Map()).set(lane, Math.floor(first / LIMITS.priorityLevel)));
  }
  const seats = new Map<string, Map<string, number>>();
  for (const [key, members] of set.sorted) {
    const [, project, mode] = /^b:\{c0\}:c:project:(.*):turn:(http|worker)$/.exec(key) ?? [];
    if (project === undefined || mode === undefined) continue;
    seats.set(key, new Map(members));
    if (mode === "http" && !set.sorted.get(catalogKey("turns"))?.has(project))
      problems.push(`${project} has seats and no turn`);
  }
  for (const project of set.sorted.get(catalogKey("turns"))?.keys() ?? []) {
    if (!seats.has(catalogKey("turn", project, "http"))) problems.push(`${project} has a turn and no seat`);
  }
  for (const [job, lanesOf] of waiting) {
    const fields = set.hashes.get(catalogKey("job", job)) ?? {};
    const slots = set.hashes.get(catalogKey("job_slots", job)) ?? {};
    const perKey = Number(fields["max_concurrency_per_key"] ?? 0);
    const lanes = set.sorted.get(catalogKey("lanes", job)) ?? new Map<string, number>();
    const blocked = set.sorted.get(catalogKey("blocked", job)) ?? new Map<string, number>();
    const isKeyed = [...lanesOf.keys()].some((lane) => lane !== "") || lanes.size + blocked.size > 0;
    let next: number | undefined;
    for (const [lane, level] of lanesOf) {
      const isFull = perKey > 0 && lane !== "" && Number(slots[lane] ?? 0) >= perKey;
      if (!isFull) next = Math.min(next ?? level, level);
      if (!isKeyed) continue;
      const at = lanes.get(lane);
      if (blocked.has(lane) !== isFull || (at === undefined) !== isFull)
        problems.push(`lane ${lane} of ${job} is blocked: ${blocked.has(lane)}, must be: ${isFull}`);
      if (at !== undefined && Math.floor(at / LIMITS.fairLevel) !== level)
        problems.push(`lane ${lane} of ${job} is at ${at}, must be on level ${level}`);
    }
    for (const lane of [...lanes.keys(), ...blocked.keys()])
      if (!lanesOf.has(lane)) problems.push(`lane ${lane} of ${job} has no run`);
    const turn = catalogKey("turn", fields["project_id"] ?? "", fields["execution_mode"] ?? "");
    const seat = seats.get(turn)?.get(job);
    seats.get(turn)?.delete(job);
    const most = Number(fields["max_concurrency"] ?? 0);
    const busy = Number(set.hashes.get(catalogKey("job_counts", job))?.["slots"] ?? 0);
    const open = fields["enabled"] === "1" && fields["paused"] !== "1" && (most === 0 || busy < most);
    // Windows and circuits are open in what is compared so.
    const level = open ? next : undefined;
    const found = seat === undefined ? undefined : Math.floor(seat / LIMITS.fairLevel);
    if (level !== found) problems.push(`${job} has a seat on level ${found}, must be on ${level}`);
  }
  for (const [key, left] of seats)
    for (const job of left.keys()) problems.push(`${key} has a seat of ${job}, which has no run`);
  return problems;
}

/** A waiting run points at its open wait, and nothing else is waited for. */
function waits({ runs, triggers, hashes, sorted }: DataSet): string[] {
  const problems: string[] = [];
  const keys = new Map<string, Set<string>>();
  for (const [id, trigger] of triggers) {
    const run = runs.get(trigger["job_run_id"] ?? "");
    if (run === undefined) problems.push(`wait ${id} belongs to a run that does not exist`);
    if (trigger["status"] !== "waiting") continue;
    if (run?.["status"] !== "waiting" || run["trigger"] !== id)
      problems.push(`wait ${id} is open, its run is not`);
    const key = catalogKey("waiting_keys", trigger["project_id"] ?? "");
    keys.set(key, (keys.get(key) ?? new Set()).add(trigger["event_key"] ?? ""));
    const holder = hashes.get(catalogKey("event_keys", trigger["project_id"] ?? ""))?.[
      trigger["event_key"] ?? ""
    ];
    if (holder !== id) problems.push(`wait ${id} is not found by its key`);
  }
  for (const [id, run] of runs) {
    if (run["status"] === "waiting" && triggers.get(run["trigger"] ?? "")?.["status"] !== "waiting") {
      problems.push(`${id} waits for nothing`);
    }
    if (run["status"] !== "waiting" && run["trigger"] !== undefined)
      problems.push(`${id} still names its wait`);
  }
  for (const key of sorted.keys())
    if (key.endsWith(":waiting-keys") && !keys.has(key)) keys.set(key, new Set());
  for (const [key, members] of keys)
    problems.push(...difference(key, members, new Set(sorted.get(key)?.keys())));
  return problems;
}

/** Keys of runs that are not there. */
function leftovers({ keys, runs }: DataSet): string[] {
  const problems: string[] = [];
  for (const key of keys) {
    const id = RUN_PART.exec(key)?.[1];
    if (id !== undefined && !runs.has(id)) problems.push(`${key} is left of a run that is gone`);
  }
  for (const [id, run] of runs) if (run["status"] === undefined) problems.push(`${id} is the ghost of a run`);
  return problems;
}

function difference(name: string, expected: ReadonlySet<string>, found: ReadonlySet<string>): string[] {
  return [
    ...[...expected].filter((one) => !found.has(one)).map((one) => `${name} lacks ${one}`),
    ...[...found].filter((one) => !expected.has(one)).map((one) => `${name} has ${one} too much`),
  ];
}
