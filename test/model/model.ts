import { LIMITS } from "../../src/domain/limits.js";
import { isTerminal } from "../../src/domain/run-status.js";
import { HandOut } from "./hand-out.js";
import { GAP_MS, RETENTION, STALE_MS } from "./world.js";

export interface ModelProject {
  readonly id: string;
  readonly apiKey: string;
  readonly cell: number;
}

export interface ModelJob {
  readonly id: string;
  readonly project: ModelProject;
  readonly slug: string;
  readonly http: boolean;
  readonly maxAttempts: number;
  readonly timeoutMs: number;
  readonly maxConcurrency: number;
  readonly maxPerKey: number;
  readonly asyncCompletion: boolean;
  paused: boolean;
}

export interface ModelWait {
  readonly runId: string;
  /** Of an event of its project. */
  readonly key: string;
  readonly expiresAtMs: number;
  status: "waiting" | "received" | "timed_out" | "canceled";
}

export interface ModelRun {
  readonly id: string;
  readonly job: ModelJob;
  readonly createdAtMs: number;
  readonly parent: string | undefined;
  readonly key: string;
  readonly depth: number;
  readonly maxAttempts: number;
  scheduledAtMs: number | undefined;
  expiresAtMs: number | undefined;
  readonly idempotencyKey: string;
  priority: number;
  /** What a replay begins with: that of the trigger. */
  readonly basePriority: number;
  status: string;
  attempt: number;
  ended: number;
  openDescendants: number;
  began: boolean;
  ready: boolean;
  startedAtMs: number;
  seenAtMs: number;
  cancelAtMs: number | undefined;
  retryAtMs: number;
  dispatch: number;
  assignment: string;
  /** Only tokens with the current assignment are good: the attempt was begun anew. */
  fenced: boolean;
  wait: ModelWait | undefined;
  /** A wait that found its event at once, while nothing else was called: the same call is the same wait. */
  heard: { readonly key: string; readonly atMs: number } | undefined;
  dueMs: number | undefined;
  readonly children: string[];
  readonly spawns: Map<string, string>;
  /** Its parent is in another cell, which knows what happens to it by errands alone. */
  readonly away: boolean;
  /** Its parent in another cell has heard that it ended. */
  told: boolean;
  /** Open children in other cells. */
  readonly awayChildren: Map<string, AwayChild>;
}

interface AwayChild {
  readonly job: ModelJob;
  readonly createdAtMs: number;
  isMade: boolean;
}

export interface ModelToken {
  readonly runId: string;
  readonly attempt: number;
  readonly assignment: string;
  readonly text: string;
}

type Allow = "executing" | "waiting" | "read";

const GRACE_MS = 5_000;
/** What is further ahead is the sweep's alone. */
const TIMER_MS = 60_000;
const PURGE_RETRY_MS = 60_000;
const DEQUEUED_MS = 60_000;
const LONG = new Set(["timed_out", "crashed", "system_failed", "dead_letter"]);
const REPAIR_MS = LIMITS.followRepairMs;
const HOLDS_SLOT = new Set(["dequeued", "executing"]);

/** The name of an event among those of all projects. */
export function eventOf(project: ModelProject, key: string): string {
  return `${project.id} ${key}`;
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("the model lacks what it needs");
  return value;
}

/** What must be true of all runs after each step: the contract in a few plain rules, without Redis. */
export class Model {
  nowMs = 0;
  /** When silent runs were last looked for, and from when on silence means something. */
  sweptAtMs: number | undefined;
  trustedFromMs = 0;
  readonly projects: ModelProject[] = [];
  readonly jobs: ModelJob[] = [];
  readonly runs = new Map<string, ModelRun>();
  readonly tokens: ModelToken[] = [];
  /** By project and key, as `eventOf` has it: the newest wait of each key, and events that came before their wait. */
  readonly waits = new Map<string, ModelWait>();
  readonly early = new Set<string>();
  readonly idempotency = new Map<string, string>();
  /** `kind run`, and the number of an errand. */
  outbox: string[] = [];
  /** What is to be done in other cells, `run number`, and when it is handed over again. */
  readonly errands = new Map<string, number>();
  /** What the step before has left to do: jobs in the queue, calls that endpoints have not answered. */
  queued = 0;
  open = 0;
  /** Runs whose next try has a random delay: what Redis says is taken over when it is within its bounds. */
  readonly jittered = new Map<string, { readonly leastMs: number; readonly mostMs: number }>();
  readonly handOut = new HandOut<ModelRun>(this);

  get list(): ModelRun[] {
    return [...this.runs.values()];
  }

  create(run: Pick<ModelRun, "id" | "job"> & Partial<ModelRun>): ModelRun {
    const made: ModelRun = {
      createdAtMs: this.nowMs,
      parent: undefined,
      key: "",
      depth: 0,
      maxAttempts: run.job.maxAttempts,
      scheduledAtMs: undefined,
      expiresAtMs: undefined,
      idempotencyKey: "",
      priority: 0,
      basePriority: run.priority ?? 0,
      status: "queued",
      attempt: 1,
      ended: 0,
      openDescendants: 0,
      began: false,
      ready: false,
      startedAtMs: 0,
      seenAtMs: 0,
      cancelAtMs: undefined,
      retryAtMs: 0,
      dispatch: 0,
      assignment: "",
      fenced: false,
      wait: undefined,
      heard: undefined,
      dueMs: undefined,
      children: [],
      spawns: new Map(),
      away: false,
      told: false,
      awayChildren: new Map(),
      ...run,
    };
    this.runs.set(made.id, made);
    for (const ancestor of this.ancestors(made)) ancestor.openDescendants++;
    if (made.parent !== undefined && !made.away) this.runs.get(made.parent)?.children.push(made.id);
    if (made.scheduledAtMs !== undefined) {
      made.status = "delayed";
      this.time(made, "start", made.scheduledAtMs);
    } else this.enqueue(made, undefined);
    return made;
  }

  /** Those in the run's own cell. */
  *ancestors(run: ModelRun): Generator<ModelRun> {
    for (let below = run; !below.away; ) {
      const parent = this.runs.get(below.parent ?? "");
      if (parent === undefined) return;
      yield parent;
      below = parent;
    }
  }

  enqueue(run: ModelRun, notBeforeMs: number | undefined): void {
    run.ready = notBeforeMs === undefined || notBeforeMs <= this.nowMs;
    run.heard = undefined;
    run.dueMs = run.began ? undefined : run.expiresAtMs;
    if (run.ready) return;
    this.time(run, "start", notBeforeMs ?? 0);
  }

  /** When the sweep looks at what is to happen at a time, and whether a timer comes before it. */
  time(run: ModelRun, kind: string, atMs: number): void {
    const isNear = this.isNear(atMs);
    run.dueMs = isNear ? atMs + GRACE_MS : atMs;
    if (isNear) this.outbox.push(`${kind} ${run.id}`);
  }

  isNear(atMs: number): boolean {
    return atMs - this.nowMs <= TIMER_MS;
  }

  start(run: ModelRun, graceMs = 0): void {
    run.status = "executing";
    run.ready = false;
    run.retryAtMs = 0;
    run.began = true;
    run.startedAtMs = this.nowMs;
    run.seenAtMs = this.nowMs;
    run.dueMs = this.nowMs + run.job.timeoutMs + graceMs;
  }

  isAssigned(run: ModelRun, assignment: string): boolean {
    return assignment === "" ? !run.fenced : assignment === run.assignment;
  }

  /** The attempt begins anew: operators resumed, restarted or replayed the run. */
  beginAnew(run: ModelRun): void {
    run.status = "queued";
    run.assignment = "";
    run.fenced = true;
    run.retryAtMs = 0;
    this.enqueue(run, undefined);
  }

  /** A dead letter is queued again: it has not ended, and its ancestors have one open descendant more. */
  replayDeadLetter(run: ModelRun): void {
    run.ended = 0;
    run.attempt = 1;
    run.priority = run.basePriority;
    run.cancelAtMs = undefined;
    for (const ancestor of this.ancestors(run)) ancestor.openDescendants++;
    this.beginAnew(run);
  }

  /** Checks 6 to 9 and the status; a status code when the call is refused. */
  guard(token: ModelToken, allow: Allow): number | ModelRun {
    const run = this.runs.get(token.runId);
    if (run === undefined) return 404;
    if (isTerminal(run.status)) return 410;
    if (run.attempt !== token.attempt) return 401;
    if (!this.isAssigned(run, token.assignment)) return 401;
    if (run.status === "executing" && allow === "executing") run.heard = undefined;
    if (run.status === "executing" || allow === "read") return run;
    if (run.status === "waiting" && allow === "waiting") return run;
    if (run.status !== "queued" && run.status !== "dequeued") return 409;
    if (run.job.http) return 409;
    this.start(run);
    return run;
  }

  finish(run: ModelRun, status: string): void {
    run.status = status;
    run.ended++;
    run.ready = false;
    if (run.wait !== undefined) {
      run.wait.status = status === "timed_out" ? "timed_out" : "canceled";
      run.wait = undefined;
    }
    run.dueMs = this.nowMs + (LONG.has(status) ? RETENTION.longMs : RETENTION.shortMs);
    for (const ancestor of this.ancestors(run)) this.countOut(ancestor);
    this.tellOf(run);
  }

  /** One open descendant less. */
  countOut(run: ModelRun): void {
    run.openDescendants--;
    if (run.openDescendants > 0 || run.wait?.key.startsWith("spawn-await:") !== true) return;
    run.wait.status = "received";
    this.resume(run);
  }

  /** The topmost ancestor in the cell may have ended with all its descendants now: its parent elsewhere is to hear of it. */
  tellOf(run: ModelRun): void {
    const top = [run, ...this.ancestors(run)].at(-1) ?? run;
    if (!top.away || top.told || !isTerminal(top.status) || top.openDescendants > 0) return;
    this.handErrand(top.id, `tell.${this.nowMs}`);
  }

  handErrand(run: string, number: string): void {
    this.outbox.push(`errand ${run} ${number}`);
    this.errands.set(`${run} ${number}`, this.nowMs + REPAIR_MS);
  }

  /** What was lost between Redis and a worker is handed over again. */
  repair(): void {
    for (const [member, atMs] of this.errands) {
      if (atMs > this.nowMs) continue;
      const [run = "", number = ""] = member.split(" ");
      this.handErrand(run, number);
    }
  }

  /** A child in another cell, which an errand makes. */
  spawnAway(run: ModelRun, id: string, job: ModelJob): void {
    run.awayChildren.set(id, { job, createdAtMs: this.nowMs, isMade: false });
    run.children.push(id);
    for (const one of [run, ...this.ancestors(run)]) one.openDescendants++;
    this.handErrand(run.id, `make.${id}`);
  }

  /** What a worker does in another cell (`src/workers/errands.ts`). */
  errand(id: string, number: string): void {
    const run = this.runs.get(id);
    const [what = "", childId = ""] = number.split(".");
    this.errands.delete(`${id} ${number}`);
    if (run === undefined) return;
    if (what === "tell") {
      if (!isTerminal(run.status) || run.openDescendants > 0) return;
      this.endAway(run);
      run.told = true;
      return;
    }
    const child = run.awayChildren.get(childId);
    if (child === undefined) return;
    const { job, createdAtMs } = child;
    if (!child.isMade && !this.runs.has(childId))
      this.create({ id: childId, job, createdAtMs, parent: id, away: true });
    if (what === "make") child.isMade = true;
    else this.cancel(required(this.runs.get(childId)));
  }

  endAway(child: ModelRun): void {
    const parent = this.runs.get(child.parent ?? "");
    if (parent?.awayChildren.delete(child.id) !== true) return;
    parent.children.splice(parent.children.indexOf(child.id), 1);
    for (const one of [parent, ...this.ancestors(parent)]) this.countOut(one);
    this.tellOf(parent);
  }

  resume(run: ModelRun): void {
    run.wait = undefined;
    run.status = "queued";
    this.enqueue(run, undefined);
  }

  suspend(run: ModelRun, wait: ModelWait): void {
    this.waits.set(eventOf(run.job.project, wait.key), wait);
    run.status = "waiting";
    run.wait = wait;
    this.time(run, "wait-timeout", wait.expiresAtMs);
  }

  /** The attempt is over: the next one after `delay` (exact ms, or within bounds), or the end as `final`. */
  retry(run: ModelRun, delay: number | readonly [number, number], final: string, retryable = true): void {
    if (run.cancelAtMs !== undefined) {
      this.cancelAsked(run);
      return;
    }
    if (!retryable || run.attempt >= run.maxAttempts) {
      this.finish(run, final);
      return;
    }
    run.attempt++;
    run.status = "queued";
    run.priority = Math.min(10, run.priority + 1);
    run.assignment = "";
    run.fenced = false;
    const [least, most] = typeof delay === "number" ? [delay, delay] : delay;
    run.retryAtMs = this.nowMs + least;
    this.enqueue(run, run.retryAtMs);
    this.jittered.set(run.id, { leastMs: this.nowMs + least, mostMs: this.nowMs + most });
  }

  cancelAsked(run: ModelRun): void {
    this.finish(run, "canceled");
    this.cancelChildren(run);
  }

  /** What is open below an ended run is canceled by a later step. */
  cancelChildren(run: ModelRun): void {
    if (run.openDescendants > 0) this.outbox.push(`cancel-children ${run.id}`);
  }

  plainBackoffMs(run: ModelRun): number {
    return Math.min(2 ** (run.attempt - 1), 3600) * 1000;
  }

  /** Bounds of the same with jitter; `leastMs` is what an endpoint asked for. */
  spreadBackoffMs(run: ModelRun, leastMs = 0): readonly [number, number] {
    const plain = this.plainBackoffMs(run);
    return [Math.max(Math.floor(plain * 0.8), leastMs), Math.max(Math.ceil(plain * 1.2), leastMs)];
  }

  /** What a timer or the sweep does for a run (advance.lua). */
  advance(id: string): void {
    const run = this.runs.get(id);
    if (run === undefined) return;
    const { nowMs } = this;
    if (isTerminal(run.status)) {
      if ((run.dueMs ?? 0) <= nowMs) this.purge(run);
      return;
    }
    if (run.cancelAtMs !== undefined && run.cancelAtMs <= nowMs) {
      this.cancelAsked(run);
      return;
    }
    if (run.status === "delayed" && (run.scheduledAtMs ?? 0) <= nowMs) {
      run.status = "queued";
      this.enqueue(run, undefined);
    } else if (run.status === "queued") this.advanceQueued(run);
    else if (run.status === "dequeued" && (run.dueMs ?? 0) <= nowMs) {
      run.status = "queued";
      this.enqueue(run, undefined);
    } else if (run.status === "executing" && (run.dueMs ?? 0) <= nowMs) {
      if (run.startedAtMs + run.job.timeoutMs > nowMs) run.dueMs = run.startedAtMs + run.job.timeoutMs;
      else this.retry(run, this.spreadBackoffMs(run), "timed_out");
    } else if (run.status === "waiting" && run.wait !== undefined && run.wait.expiresAtMs <= nowMs) {
      this.finish(run, "timed_out");
    }
  }

  advanceQueued(run: ModelRun): void {
    const { nowMs } = this;
    if (!run.began && run.expiresAtMs !== undefined && run.expiresAtMs <= nowMs) {
      this.finish(run, "expired");
      const key = `${run.job.id} ${run.idempotencyKey}`;
      if (this.idempotency.get(key) === run.id) this.idempotency.delete(key);
    } else if (run.retryAtMs > nowMs) run.dueMs = run.retryAtMs;
    else {
      run.ready = true;
      run.dueMs = run.began ? undefined : run.expiresAtMs;
    }
  }

  /** Attempts whose executor has been silent for too long. */
  reap(): void {
    const gapMs = this.sweptAtMs === undefined ? Number.POSITIVE_INFINITY : this.nowMs - this.sweptAtMs;
    if (gapMs > GAP_MS) this.trustedFromMs = this.nowMs + STALE_MS;
    this.sweptAtMs = this.nowMs;
    if (this.nowMs < this.trustedFromMs) return;
    const silent = this.list.filter(
      ({ status, cancelAtMs, seenAtMs }) =>
        status === "executing" && cancelAtMs === undefined && this.nowMs - seenAtMs >= STALE_MS,
    );
    for (const run of silent)
      if (run.status === "executing") this.retry(run, this.plainBackoffMs(run), "crashed");
  }

  /** A run that has open descendants stays until they have ended: they count on it. So does one of which is to be told. */
  purge(run: ModelRun): void {
    if (run.openDescendants > 0 || (run.away && !run.told)) {
      run.dueMs = this.nowMs + PURGE_RETRY_MS;
      return;
    }
    this.runs.delete(run.id);
    for (const [key, wait] of this.waits) if (wait.runId === run.id) this.waits.delete(key);
  }

  cancel(run: ModelRun): void {
    if (!isTerminal(run.status)) this.finish(run, "canceled");
    for (let level = [run]; level.length > 0; ) {
      const below: ModelRun[] = [];
      for (const parent of level) {
        for (const id of parent.children) {
          if (parent.awayChildren.has(id)) this.handErrand(parent.id, `cancel.${id}`);
          const child = parent.awayChildren.has(id) ? undefined : this.runs.get(id);
          if (child === undefined) continue;
          if (!isTerminal(child.status)) this.finish(child, "canceled");
          below.push(child);
        }
      }
      level = below;
    }
  }

  slots(job: ModelJob, key?: string): number {
    return this.list.filter(
      (run) => run.job === job && HOLDS_SLOT.has(run.status) && (key === undefined || run.key === key),
    ).length;
  }

  /** Queued runs that nothing but their jobs' limits can hold back. */
  get waiting(): ModelRun[] {
    return this.list.filter(({ status, ready }) => status === "queued" && ready);
  }

  /** Whether a run may be handed out now. */
  mayGo(run: ModelRun): boolean {
    return run.status === "queued" && run.ready && this.handOut.mayGo(run);
  }

  claimed(run: ModelRun, assignment: string): void {
    run.status = "dequeued";
    run.ready = false;
    run.retryAtMs = 0;
    run.assignment = assignment;
    run.dueMs = this.nowMs + DEQUEUED_MS;
  }

  dispatched(run: ModelRun, assignment: string): void {
    run.dispatch++;
    run.assignment = assignment;
    this.start(run, GRACE_MS);
  }
}
