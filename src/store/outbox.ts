import type { QUEUE_NAMES } from "./keys.js";

interface Kind {
  /** The BullMQ queue that its entries go to. */
  readonly queue: keyof typeof QUEUE_NAMES;
  /** What an entry carries beside {@link COMMON}. */
  readonly more: readonly string[];
  /** Handed over again under the same id when it was lost: a job that is kept as failed would be in the way. */
  readonly repaired: boolean;
}

/** Of every entry: what it is about, what makes it unique for that, and when it is to be done, in ms. */
const COMMON = ["run", "number", "at"] as const;

/**
 * What may stand in the outbox. Lua appends with `outbox_<kind>({ run = …, … })`, and the loader refuses an unknown kind
 * and a field that is missing or too much. `run` is the run, or of `deliver` the delivery, of `held` the held trigger,
 * of `schedule` the job; `number` the id of a wait, a time, or what else tells entries of one kind apart.
 */
export const OUTBOX = {
  /** Starts a delayed run, or its next attempt. */
  start: { queue: "timers", more: [], repaired: false },
  /** Lets go what a debounce or a batch holds back. */
  held: { queue: "timers", more: [], repaired: false },
  /** Ends a wait whose time has run out. */
  "wait-timeout": { queue: "timers", more: [], repaired: false },
  /** Goes on with a cascade of cancels that was too large for one step. */
  "cancel-children": { queue: "timers", more: [], repaired: false },
  /** Tells those who wait for the end of a run. */
  ended: { queue: "timers", more: ["status", "attempt", "job", "project"], repaired: true },
  /** Does in another cell what follows from a run in this one: makes or cancels a child, tells a parent of an end. */
  errand: { queue: "timers", more: [], repaired: true },
  /** Brings the BullMQ scheduler of a job in step with the job. */
  schedule: { queue: "timers", more: [], repaired: false },
  /** Makes a delivery of a webhook. */
  deliver: { queue: "webhooks", more: [], repaired: true },
} as const satisfies Record<string, Kind>;

export type OutboxKind = keyof typeof OUTBOX;
export type OutboxQueue = (typeof OUTBOX)[OutboxKind]["queue"];
/** Kinds that go to the queue. */
export type KindOf<Queue extends OutboxQueue> = {
  [Name in OutboxKind]: (typeof OUTBOX)[Name]["queue"] extends Queue ? Name : never;
}[OutboxKind];

/** What an entry becomes in BullMQ: its fields, without the time. */
export interface OutboxJob {
  readonly kind: OutboxKind;
  readonly run: string;
  readonly number: string;
}

export interface OutboxEntry {
  readonly job: OutboxJob;
  readonly atMs: number;
}

/** Names of the fields that entries of the kind have, in the order in which they are written. */
export function outboxFields(kind: OutboxKind): readonly string[] {
  return [...COMMON, ...OUTBOX[kind].more];
}

export function isOutboxKind(kind: string): kind is OutboxKind {
  return Object.hasOwn(OUTBOX, kind);
}

/** An entry from the fields of a Redis Stream; undefined for one of a kind or form that this version does not know. */
export function outboxEntry(fields: readonly string[]): OutboxEntry | undefined {
  const given = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    given.set(fields[index] ?? "", fields[index + 1] ?? "");
  }
  const kind = given.get("kind") ?? "";
  if (!isOutboxKind(kind)) return undefined;
  const data: Record<string, string> = {};
  for (const name of outboxFields(kind)) {
    const value = given.get(name);
    if (value === undefined) return undefined;
    data[name] = value;
  }
  const { run = "", number = "", at, ...more } = data;
  return { job: { ...more, kind, run, number }, atMs: Number(at) };
}
