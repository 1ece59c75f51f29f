/** What a peer keeps of its runs; the two implementations differ in how many Redis commands a call takes. */
export interface RunStore {
  /** Records a heartbeat, or says why not. */
  heartbeat(run: string, attempt: number): Promise<Guard>;
  /** Appends to one of the run's streams, capped to about `cap` entries, or says why not. */
  append(run: string, attempt: number, stream: string, cap: number, entry: readonly string[]): Promise<Guard>;
  /** Writes a new queued run. */
  create(run: string, job: string, payload: string): Promise<void>;
}

/** Whether a run token may act on its run. */
export type Guard = "ok" | "not_found" | "gone" | "stale";

const ACTIVE = new Set(["queued", "executing"]);

/** The guard every executor call begins with, from the run's `status` and `attempt` fields. */
export function guardOf(status: string | null, current: string | null, attempt: number): Guard {
  if (status === null) return "not_found";
  if (!ACTIVE.has(status)) return "gone";
  return Number(current) === attempt ? "ok" : "stale";
}
