import type { Run } from "../../api/objects.js";
import { hasEnded, statusWord } from "../../ui/words.js";
import type { Change } from "./feed.js";

export interface Span {
  readonly name: string;
  readonly status: string;
  readonly fromMs: number;
  /** Undefined while it lasts. */
  readonly toMs: number | undefined;
}

const NAMES: Readonly<Record<string, string>> = {
  delayed: "Delayed",
  queued: "In the queue",
  dequeued: "Claimed",
  waiting: "Waiting",
  paused: "Paused",
  replay_staged: "To be replayed",
};

/** The life of a run in order: each status it was in, attempts by their number. */
export function spansOf(run: Run, changes: readonly Change[]): Span[] {
  const spans: Span[] = [];
  let attempt = 1;
  let status = changes[0]?.from ?? run.status;
  let fromMs = Date.parse(run.created_at);
  const add = (toMs: number | undefined): void => {
    const executing = status === "executing";
    const name = executing ? `Attempt ${attempt}` : (NAMES[status] ?? statusWord(status));
    spans.push({ name, status, fromMs, toMs });
  };
  for (const change of changes) {
    add(change.atMs);
    if (status === "executing" && change.to === "queued") attempt = Math.min(attempt + 1, run.attempt);
    if (status === "dead_letter") attempt = 1;
    status = change.to;
    fromMs = change.atMs;
  }
  if (!hasEnded(status)) add(undefined);
  return spans;
}
