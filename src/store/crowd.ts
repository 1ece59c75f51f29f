import { LIMITS } from "../domain/limits.js";
import type { Cell } from "../metrics/instruments.js";
import { METRICS } from "../metrics/metrics.js";
import type { CommandName } from "./commands.js";

/**
 * How long a call may still come when more come than Redis takes: `record` (what runs write of themselves) is refused
 * first, then `call`; `caller` (who calls, and whether not too often) and `end` (what ends runs and keeps them alive)
 * only when there is no room for anything, and they go ahead.
 */
export type Importance = "record" | "call" | "caller" | "end";

const CALLERS: ReadonlySet<CommandName> = new Set<CommandName>(["authenticate", "rate-limit"]);
const RECORDS: ReadonlySet<CommandName> = new Set<CommandName>(["append", "apply", "write-memory"]);
/** What ends runs and calls, keeps runs alive, or is the work of workers, who repeat it. */
const ENDS: ReadonlySet<CommandName> = new Set<CommandName>([
  "complete-run",
  "fail-run",
  "cancel",
  "release-runs",
  "keep-reply",
  "release-reply",
  "heartbeat",
  "touch-worker",
  "forget-worker",
  "claim-dispatches",
  "settle",
  "advance",
  "reap",
  "due",
  "set-aside",
  "drop-consumers",
  "chain",
  "arrive",
  "end-away",
  "close-errand",
  "trigger-cron",
  "windows-due",
  "set-window",
  "create-delivery",
  "enter-delivery",
  "settle-delivery",
  "overdue-follow",
  "repair-follow",
]);

/** How much the command matters. */
export function importanceOf(command: CommandName): Importance {
  if (RECORDS.has(command)) return "record";
  if (ENDS.has(command)) return "end";
  return CALLERS.has(command) ? "caller" : "call";
}

const { record: RECORD, call: CALL } = LIMITS.crowd;

/** Calls of one project that wait or are under way, by weight. */
export interface Share {
  readonly projectId: string;
  weight: number;
}

/**
 * Who may still come to wait for Redis: MAX_PENDING_COMMANDS at most, and once calls have found no room in what left for
 * LIMITS.crowd.standsMs, no more than leave within LIMITS.crowd.waitMs, however fast Redis is at the time. Projects have equal shares of
 * that for their calls, and one that has little of its share goes ahead: a queue is waited for by who has made it. What
 * counts is the weight of calls, so that a queue of dear ones is as short in time as one of cheap ones.
 */
export class Crowd {
  /** Weight of the calls that wait, or that are under way. */
  pending = 0;
  /** Weight of the calls that have not left for Redis. */
  waiting = 0;
  /** Of that, what has not begun: see `LargeCalls`. */
  aside = 0;
  /** Told when calls have left for Redis. */
  onLeft: (() => void) | undefined;
  readonly #most: number;
  readonly #shares = new Map<string, Share>();
  readonly #refused: Readonly<Record<Importance, Cell>>;
  /** How much may wait; no bound unless the queue has stood for long. */
  #standing = Number.POSITIVE_INFINITY;
  #left = 0;
  /** Since when `#left` is counted; undefined while all leave at once, as the time of a rest says nothing of the rate. */
  #sinceMs: number | undefined = undefined;

  /** `command` is the name of the kind of calls in the metrics. */
  constructor(command: string, most: number) {
    this.#most = most;
    this.#refused = {
      record: METRICS.refusedCalls.cell(command, "record"),
      call: METRICS.refusedCalls.cell(command, "call"),
      caller: METRICS.refusedCalls.cell(command, "caller"),
      end: METRICS.refusedCalls.cell(command, "end"),
    };
  }

  /** Whether one more is refused, which is counted; `projectId` where it is known who calls. */
  refuses(importance: Importance, projectId?: string): boolean {
    if (this.#hasRoom(RECORD) || this.#fits(importance, projectId)) return false;
    this.#refused[importance].value++;
    return true;
  }

  #hasRoom(share: number): boolean {
    return this.pending < this.#most * share && this.waiting < this.#standing * share;
  }

  /** Of one that records would have no room for. */
  #fits(importance: Importance, projectId: string | undefined): boolean {
    if (importance === "record" || this.pending >= this.#most) return false;
    if (importance !== "call") return true;
    if (projectId === undefined) return this.#hasRoom(CALL);
    const mine = this.#shares.get(projectId)?.weight ?? 0;
    const bound = Math.min(this.#most, this.#standing + this.pending - this.waiting);
    return mine === 0 || mine < (bound * CALL) / this.#shares.size;
  }

  /** A call waits now. */
  come(weight: number): void {
    this.pending += weight;
    this.waiting += weight;
  }

  /** The same, of a call that has not begun. */
  comeAside(weight: number): void {
    this.come(weight);
    this.aside += weight;
  }

  /** It begins: what it has for Redis comes when it is made. */
  leaveAside(weight: number): void {
    this.pending -= weight;
    this.waiting -= weight;
    this.aside -= weight;
  }

  /** Notes one more call of the project. */
  enter(projectId: string, weight: number): Share {
    let share = this.#shares.get(projectId);
    if (share === undefined) {
      share = { projectId, weight: 0 };
      this.#shares.set(projectId, share);
    }
    share.weight += weight;
    return share;
  }

  leave(share: Share, weight: number): void {
    share.weight -= weight;
    if (share.weight === 0) this.#shares.delete(share.projectId);
  }

  /** Whether it leaves before others: of the calls of projects, one whose project has less than half of an equal share. */
  goesAhead(importance: Importance, share: Share | undefined): boolean {
    if (importance === "end" || importance === "caller") return true;
    return share !== undefined && share.weight * this.#shares.size * 2 < this.pending;
  }

  /** Calls of that weight have left for Redis at `nowMs`. */
  left(weight: number, nowMs: number): void {
    this.waiting -= weight;
    this.onLeft?.();
    if (this.waiting === 0) {
      this.#standing = Number.POSITIVE_INFINITY;
      this.#sinceMs = undefined;
      return;
    }
    if (this.#sinceMs === undefined) {
      this.#left = 0;
      this.#sinceMs = nowMs;
      return;
    }
    this.#left += weight;
    const tookMs = nowMs - this.#sinceMs;
    const { standsMs, waitMs, least } = LIMITS.crowd;
    if (tookMs < standsMs) return;
    this.#standing = Math.max(least, (this.#left / tookMs) * waitMs);
    this.#left = 0;
    this.#sinceMs = nowMs;
  }
}
