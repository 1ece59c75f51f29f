import { HISTORY_CODES, isTerminal, type RunStatus } from "../domain/run-status.js";

/** A change of a run's status, as its history tells it. */
export interface StateChange {
  readonly from: RunStatus;
  readonly to: RunStatus;
  readonly atMs: number;
  /** Its number among all changes of the run, from 1; the creation is 0. Those that have left keep theirs. */
  readonly index: number;
}

const STATUS_BY_CODE = new Map(
  Object.entries(HISTORY_CODES).map(([status, code]) => [code, status as RunStatus]),
);

/** The changes a history holds (`lua/lib/run.lua`), in order; the creation itself is none. */
export function stateChanges(history: string, createdAtMs: number): StateChange[] {
  const entries = [...history.matchAll(/([a-z])(\d+)/g)];
  const left = Number(/^\d+/.exec(history)?.[0] ?? 0);
  const changes: StateChange[] = [];
  for (const [index, [, code = "", after = "0"]] of entries.entries()) {
    const from = STATUS_BY_CODE.get(entries[index - 1]?.[1] ?? "");
    const to = STATUS_BY_CODE.get(code);
    if (from !== undefined && to !== undefined)
      changes.push({ from, to, atMs: createdAtMs + Number(after), index: left + index });
  }
  return changes;
}

/** Whether a change comes before a stream entry: in one millisecond an end is the last word, a beginning the first. */
export function comesBefore(change: StateChange, entryTimeMs: number): boolean {
  return isTerminal(change.to) ? change.atMs < entryTimeMs : change.atMs <= entryTimeMs;
}
