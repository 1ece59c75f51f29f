import { LIMITS } from "../../src/domain/limits.js";
import { HISTORY_CODES, isTerminal, SLOT_STATUSES } from "../../src/domain/run-status.js";
import type { CellSet, DataSet, Fields } from "./data-set.js";
import { difference } from "./difference.js";
import { familyProblems, openAway } from "./families.js";
import { homeProblems } from "./homes.js";
import { labelProblems } from "./labels.js";
import { lineProblems } from "./lines.js";

export { type DataSet, readDataSet } from "./data-set.js";

const RUN_PART = /^b:\{\w+\}:p:run:([0-9a-f-]{36}):/;
const HELD_KEY = /^b:\{\w+\}:p:held:([0-9a-f-]{36})$/;

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
    ...set.cells.flatMap((cell) => [
      ...guards(cell),
      ...nextSteps(cell),
      ...endings(cell),
      ...counts(cell),
      ...indexes(cell),
      ...lineProblems(cell),
      ...waits(cell),
      ...labelProblems(cell),
      ...leftovers(cell),
    ]),
    ...familyProblems(set),
    ...homeProblems(set),
  ];
}

/** `live` holds exactly the attempts that are executed and not asked to stop. */
function guards({ runs, live }: CellSet): string[] {
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
function nextSteps(set: CellSet): string[] {
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

function latestLook(set: CellSet, id: string, run: Fields): number | undefined {
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
export function isReady({ sorted, names }: CellSet, id: string, run: Fields): boolean {
  const key = names.catalog("ready", run["job_id"] ?? "", run["concurrency_key"] ?? "");
  return sorted.get(key)?.has(id) === true;
}

function endings({ runs }: CellSet): string[] {
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
function counts(set: CellSet): string[] {
  const { runs, hashes, names } = set;
  const truth = new Map<string, number>();
  const add = (name: string, by = 1) => truth.set(name, (truth.get(name) ?? 0) + by);
  for (const run of runs.values()) {
    const status = run["status"] ?? "";
    const job = run["job_id"] ?? "";
    if (!isTerminal(status)) add(`${names.catalog("job_counts", job)} active`);
    if (!SLOTS.has(status)) continue;
    add(`${names.catalog("job_counts", job)} slots`);
    const key = run["concurrency_key"];
    if (key !== undefined) add(`${names.catalog("job_slots", job)} ${key}`);
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
  for (const { parent, bytes } of openAway(set)) {
    add(`${parent} open_child_bytes`, bytes);
    for (
      let id: string | undefined = parent, level = 0;
      id !== undefined && level < LIMITS.ancestors;
      level++
    ) {
      if (runs.has(id)) add(`${id} open_descendants`);
      id = runs.get(id)?.["parent_run_id"];
    }
  }
  const kept = new Map<string, number>();
  for (const [key, fields] of hashes) {
    if (!/:(counts|slots)$/.test(key) || !key.startsWith(`${names.catalogPrefix}job:`)) continue;
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
function indexes(set: CellSet): string[] {
  const expected = new Map<string, Set<string>>();
  const add = (key: string, member: string) =>
    expected.set(key, (expected.get(key) ?? new Set()).add(member));
  for (const [id, run] of set.runs) {
    const status = run["status"] === "dequeued" ? "queued" : (run["status"] ?? "");
    add(set.names.catalog("runs_in", run["project_id"] ?? "", status), id);
    add(set.names.catalog("job_runs", run["job_id"] ?? ""), id);
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
  return problems;
}

/** A waiting run points at its open wait, and nothing else is waited for. */
function waits({ names, runs, triggers, hashes, sorted }: CellSet): string[] {
  const problems: string[] = [];
  const keys = new Map<string, Set<string>>();
  for (const [id, trigger] of triggers) {
    const run = runs.get(trigger["job_run_id"] ?? "");
    if (run === undefined) problems.push(`wait ${id} belongs to a run that does not exist`);
    if (trigger["status"] !== "waiting") continue;
    if (run?.["status"] !== "waiting" || run["trigger"] !== id)
      problems.push(`wait ${id} is open, its run is not`);
    const key = names.catalog("waiting_keys", trigger["project_id"] ?? "");
    keys.set(key, (keys.get(key) ?? new Set()).add(trigger["event_key"] ?? ""));
    const holder = hashes.get(names.catalog("event_keys", trigger["project_id"] ?? ""))?.[
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
function leftovers({ keys, runs }: CellSet): string[] {
  const problems: string[] = [];
  for (const key of keys) {
    const id = RUN_PART.exec(key)?.[1];
    if (id !== undefined && !runs.has(id)) problems.push(`${key} is left of a run that is gone`);
  }
  for (const [id, run] of runs) if (run["status"] === undefined) problems.push(`${id} is the ghost of a run`);
  return problems;
}
