/**
 * The state machine of a run as one table (control-api section 0.1). The script loader turns it into the
 * Lua tables that guard every transition, and docs/state-machine.md is generated from it.
 */
export const TRANSITIONS = {
  delayed: ["queued", "canceled", "expired"],
  queued: ["dequeued", "executing", "delayed", "canceled", "expired"],
  dequeued: ["executing", "queued", "canceled", "system_failed"],
  executing: [
    "completed",
    "failed",
    "timed_out",
    "crashed",
    "canceled",
    "waiting",
    "queued",
    "system_failed",
    "dead_letter",
    "paused",
  ],
  waiting: ["queued", "executing", "completed", "failed", "canceled", "timed_out"],
  paused: ["queued", "canceled"],
  replay_staged: ["queued", "canceled"],
  dead_letter: ["queued", "replay_staged"],
  completed: [],
  failed: [],
  timed_out: [],
  crashed: [],
  system_failed: [],
  canceled: [],
  expired: [],
} as const satisfies Record<string, readonly string[]>;

export type RunStatus = keyof typeof TRANSITIONS;

/** One letter a status, for the history that a run keeps of itself. */
export const HISTORY_CODES: Readonly<Record<RunStatus, string>> = {
  delayed: "l",
  queued: "q",
  dequeued: "d",
  executing: "x",
  waiting: "w",
  paused: "p",
  replay_staged: "r",
  dead_letter: "b",
  completed: "c",
  failed: "f",
  timed_out: "t",
  crashed: "k",
  system_failed: "s",
  canceled: "n",
  expired: "e",
};

export const RUN_STATUSES = Object.keys(TRANSITIONS) as readonly RunStatus[];

/** Statuses after which nothing of the run changes any more (executors are answered 410). */
export const TERMINAL_STATUSES = [
  "completed",
  "failed",
  "timed_out",
  "crashed",
  "system_failed",
  "canceled",
  "expired",
  "dead_letter",
] as const satisfies readonly RunStatus[];

/** The event each end is told as, to subscriptions and to followers in the same words (control-api 7.7). */
export const ENDING_EVENTS = {
  completed: "run.completed",
  failed: "run.failed",
  crashed: "run.failed",
  system_failed: "run.failed",
  dead_letter: "run.failed",
  timed_out: "run.timed_out",
  canceled: "run.canceled",
  expired: "run.canceled",
} as const satisfies Record<(typeof TERMINAL_STATUSES)[number], string>;

/** Statuses that hold one of the job's concurrency slots (control-api 0.1). */
export const SLOT_STATUSES = ["dequeued", "executing"] as const satisfies readonly RunStatus[];

const terminal: ReadonlySet<string> = new Set(TERMINAL_STATUSES);

export function isTerminal(status: string): boolean {
  return terminal.has(status);
}

export function isRunStatus(text: string): text is RunStatus {
  return Object.hasOwn(TRANSITIONS, text);
}
