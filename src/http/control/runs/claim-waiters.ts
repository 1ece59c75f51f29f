import { LIMITS } from "../../../domain/limits.js";
import type { Claimed, ClaimedRun, ClaimRequest, Claims, ReadyJob } from "../../../store/claims.js";
import { keysOf, keysOfJob, type WaitingClaim, WaitingClaims } from "./waiting-claims.js";

/** Who waits for a claim. */
export interface Claimer {
  gone(): boolean;
  /** Calls the handler when it leaves. */
  whenGone(handler: () => void): void;
}

interface Waiter extends WaitingClaim {
  /** Whether the claimer has left: runs given to it would be lost until they return to the queue. */
  readonly claimer: Claimer;
  readonly untilMs: number;
  readonly resolve: (runs: readonly ClaimedRun[]) => void;
  readonly reject: (error: unknown) => void;
  timer: NodeJS.Timeout | undefined;
  /** When Redis was asked for it last, in `#turn`s. */
  askedAt: number;
}

/** Something that may be ready, and what those wait for who may take it. */
interface Call {
  readonly keys: readonly string[];
  /** The job, where it is one. */
  readonly jobId: string | undefined;
}

interface Unanswered extends Call {
  /** When it came, in `#turn`s. */
  readonly at: number;
}

/** A call that was lost with a connection is made up for after this. */
const LOOK_AGAIN_MS = 2_000;
/** Things that are waited for of which one waiter each looks again then. */
const LOOKED_TOGETHER = 64;
/** Who got all it asked for, and left something, calls so many others: many runs reach many waiters in a few steps. */
const CALLED_BY_EACH = 2;

/**
 * Claims that wait. They hold no Redis connection: one subscription of the process hears which job got its first
 * ready run. Each such call is answered by one waiter, the first of those that may take the run; it calls others only when
 * it has left something, so that a run costs one look and not one of each who waits. A call that comes while those who
 * may answer it are asking Redis already, perhaps too early for it, is kept until they are back.
 */
export class ClaimWaiters {
  readonly #claims: Pick<Claims, "claim">;
  readonly #waiting = new WaitingClaims<Waiter>();
  /** Those for whom Redis is asked now, longest first. */
  readonly #asking = new Set<Waiter>();
  /** Calls that nobody has answered, by what is waited for, oldest first. */
  readonly #unanswered = new Map<string, Unanswered>();
  #looking: NodeJS.Timeout | undefined;
  /** Counts what happens, to tell what came first. */
  #turn = 0;
  /** When calls may have been lost last. */
  #missedAt = 0;
  #closed = false;
  /** When projects have left, which those who ask meanwhile do not know. */
  readonly #released = new Map<string, number>();

  readonly #lookAgainMs: number;

  /** `lookAgainMs`: see `LOOK_AGAIN_MS`. */
  constructor(claims: Pick<Claims, "claim">, lookAgainMs: number = LOOK_AGAIN_MS) {
    this.#claims = claims;
    this.#lookAgainMs = lookAgainMs;
  }

  /** Claims that wait now. */
  get count(): number {
    return this.#waiting.size;
  }

  /** Claims that wait now, by project. */
  byProject(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { request } of this.#waiting)
      counts.set(request.projectId, (counts.get(request.projectId) ?? 0) + 1);
    return counts;
  }

  /** Runs at once when there are some, else waits for at most `waitMs`. Rejects when Redis is away. */
  claim(request: ClaimRequest, waitMs: number, claimer: Claimer): Promise<readonly ClaimedRun[]> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        request,
        keys: keysOf(request),
        claimer,
        untilMs: performance.now() + waitMs,
        resolve,
        reject,
        timer: undefined,
        askedAt: 0,
      };
      this.#ask(waiter, undefined);
    });
  }

  /** Runs of the job became ready. */
  wake(job: ReadyJob): void {
    this.#call({ keys: keysOfJob(job), jobId: job.jobId }, 1);
  }

  /** Something may have become ready unheard. */
  wakeAll(): void {
    this.#missedAt = ++this.#turn;
    this.#look();
  }

  /** Answers all waiters with nothing, also those who come later: the process is stopping. */
  close(): void {
    this.#closed = true;
    this.#release(() => true);
  }

  /** Answers those of the project with nothing: its runs are somewhere else from now on. */
  release(projectId: string): void {
    if (this.#asking.size > 0) this.#released.set(projectId, ++this.#turn);
    this.#release(({ request }) => request.projectId === projectId);
  }

  #release(concerned: (waiter: Waiter) => boolean): void {
    for (const waiter of [...this.#waiting].filter(concerned)) {
      this.#leave(waiter);
      waiter.resolve([]);
    }
  }

  #look(): void {
    for (const key of this.#waiting.some(LOOKED_TOGETHER)) this.#call({ keys: [key], jobId: undefined }, 1);
  }

  /** Has so many waiters ask, the first ones; kept when none waits. */
  #call(call: Call, count: number): void {
    for (let called = 0; called < count; called += 1) {
      const waiter = this.#waiting.first(call.keys);
      if (waiter === undefined) {
        if (called === 0) this.#keep(call);
        return;
      }
      this.#leave(waiter);
      this.#ask(waiter, call);
    }
  }

  #keep(call: Call): void {
    if (this.#asking.size === 0) return;
    const unanswered = { ...call, at: ++this.#turn };
    for (const key of call.keys) {
      const before = this.#unanswered.get(key);
      this.#unanswered.delete(key);
      // Of two jobs, whoever comes must look until it finds nothing.
      const isOther = before !== undefined && before.jobId !== call.jobId;
      this.#unanswered.set(key, isOther ? { keys: [key], jobId: undefined, at: unanswered.at } : unanswered);
    }
  }

  /** The call that the waiter was too early for. */
  #missedBy({ keys, askedAt }: Waiter): Call | undefined {
    for (const key of keys) {
      const call = this.#unanswered.get(key);
      if (call === undefined || call.at < askedAt) continue;
      for (const one of call.keys) if (this.#unanswered.get(one) === call) this.#unanswered.delete(one);
      return call;
    }
    return askedAt < this.#missedAt ? { keys, jobId: undefined } : undefined;
  }

  /** Forgets calls that came before all who ask now did: they have found what there was. */
  #forget(): void {
    const [first] = this.#asking;
    if (first === undefined) this.#released.clear();
    for (const [key, { at }] of this.#unanswered) {
      if (first !== undefined && at > first.askedAt) return;
      this.#unanswered.delete(key);
    }
  }

  #ask(waiter: Waiter, call: Call | undefined): void {
    waiter.askedAt = ++this.#turn;
    this.#asking.add(waiter);
    this.#claims.claim(waiter.request).then(
      (claimed) => {
        this.#asking.delete(waiter);
        this.#answered(waiter, claimed, call);
        this.#forget();
      },
      (error: unknown) => {
        this.#asking.delete(waiter);
        this.#forget();
        waiter.reject(error);
      },
    );
  }

  #answered(waiter: Waiter, claimed: Claimed, call: Call | undefined): void {
    const { runs } = claimed;
    if (call !== undefined && mayBeLeft(claimed, waiter.request, call)) this.#call(call, CALLED_BY_EACH);
    if (runs.length > 0) {
      waiter.resolve(runs);
      return;
    }
    const missed = this.#missedBy(waiter);
    const leftMs = waiter.untilMs - performance.now();
    const hasLeft = (this.#released.get(waiter.request.projectId) ?? 0) > waiter.askedAt;
    if (leftMs <= 0 || hasLeft || this.#closed || waiter.claimer.gone()) {
      if (missed !== undefined) this.#call(missed, 1);
      waiter.resolve([]);
    } else if (missed !== undefined) {
      this.#ask(waiter, missed);
    } else {
      this.#wait(waiter, leftMs);
    }
  }

  #wait(waiter: Waiter, leftMs: number): void {
    const first = waiter.timer === undefined;
    waiter.timer = setTimeout(() => {
      this.#leave(waiter);
      waiter.resolve([]);
    }, leftMs);
    this.#waiting.add(waiter);
    this.#looking ??= setInterval(() => this.#look(), this.#lookAgainMs);
    if (first) {
      waiter.claimer.whenGone(() => {
        if (!this.#waiting.has(waiter)) return;
        this.#leave(waiter);
        waiter.resolve([]);
      });
    }
  }

  #leave(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    this.#waiting.delete(waiter);
    if (this.#waiting.size === 0) {
      clearInterval(this.#looking);
      this.#looking = undefined;
    }
  }
}

/** Whether what was called for may go on: unless who came found less than it asked for, or all that its job had. */
function mayBeLeft({ runs, hasMore }: Claimed, { max }: ClaimRequest, { jobId }: Call): boolean {
  if (runs.length < max && !mayBeCut(runs)) return false;
  return hasMore || runs.some((run) => run.jobId !== jobId);
}

/** Whether a claim may have ended for its bytes: a character has three of them at most. */
function mayBeCut(runs: readonly ClaimedRun[]): boolean {
  let characters = 0;
  for (const { payload, checkpoint } of runs) characters += payload.length + (checkpoint?.state.length ?? 0);
  return characters * 3 >= LIMITS.claimBytes;
}
