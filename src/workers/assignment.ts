import { createHash } from "node:crypto";

/** Workers that a cell has at least, where there are as many: one alone would be missed when it dies. */
const LEAST_WORKERS = 2;
/** Cells that a worker has on the average, so that none is idle when there are more workers than cells. */
const CELLS_A_WORKER = 2;

/**
 * Whether a worker serves a cell, of so many, when these workers are there, itself among them or not. Each process
 * works it out by itself, by rendezvous hashing: who comes or goes changes only what is its own. Two that know of
 * different workers for a moment serve a cell both, or leave it to the others; both are harmless. One cell has all.
 */
export function serves(worker: string, cell: number, cells: number, workers: readonly string[]): boolean {
  const others = new Set(workers);
  others.delete(worker);
  const most = Math.max(LEAST_WORKERS, Math.ceil((CELLS_A_WORKER * (others.size + 1)) / cells));
  const own = rank(worker, cell);
  let before = 0;
  for (const other of others) {
    const theirs = rank(other, cell);
    if (theirs > own || (theirs === own && other > worker)) before++;
  }
  return before < most;
}

function rank(worker: string, cell: number): string {
  return createHash("sha1").update(`${cell} ${worker}`).digest("hex");
}
