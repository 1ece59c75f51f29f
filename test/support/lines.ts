import { LIMITS } from "../../src/domain/limits.js";
import type { CellSet } from "./data-set.js";

const READY_KEY = /^b:\{\w+\}:c:job:([0-9a-f-]{36}):ready:(.*)$/s;

/** What waits to be handed out: lanes and seats are where the runs, limits and gates say. */
export function lineProblems(set: CellSet): string[] {
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
    const [, project, mode] = /^b:\{\w+\}:c:project:(.*):turn:(http|worker)$/.exec(key) ?? [];
    if (project === undefined || mode === undefined) continue;
    seats.set(key, new Map(members));
    if (mode === "http" && !set.sorted.get(set.names.catalog("turns"))?.has(project))
      problems.push(`${project} has seats and no turn`);
  }
  for (const project of set.sorted.get(set.names.catalog("turns"))?.keys() ?? []) {
    if (!seats.has(set.names.catalog("turn", project, "http")))
      problems.push(`${project} has a turn and no seat`);
  }
  for (const [job, lanesOf] of waiting) {
    const fields = set.hashes.get(set.names.catalog("job", job)) ?? {};
    const slots = set.hashes.get(set.names.catalog("job_slots", job)) ?? {};
    const perKey = Number(fields["max_concurrency_per_key"] ?? 0);
    const lanes = set.sorted.get(set.names.catalog("lanes", job)) ?? new Map<string, number>();
    const blocked = set.sorted.get(set.names.catalog("blocked", job)) ?? new Map<string, number>();
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
    const turn = set.names.catalog("turn", fields["project_id"] ?? "", fields["execution_mode"] ?? "");
    const seat = seats.get(turn)?.get(job);
    seats.get(turn)?.delete(job);
    const most = Number(fields["max_concurrency"] ?? 0);
    const busy = Number(set.hashes.get(set.names.catalog("job_counts", job))?.["slots"] ?? 0);
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
