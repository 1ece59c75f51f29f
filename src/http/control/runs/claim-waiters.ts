import { LIMITS } from "../../../domain/limits.js";
import type { ClaimedRun, ClaimRequest, Claims } from "../../../store/claims.js";

/** Who waits for a claim. */
export interface Claimer {
  gone(): boolean;
  /** Calls the handler when it leaves. */
  whenGone(handler: () => void): void;
}

interface Waiter {
  readonly request: ClaimRequest;
  /** Whether the claimer has left: runs given to it would be lost until they return to the queue. */
  readonly claimer: Claimer;
  readonly untilMs: number;
  readonly resolve: (runs: ClaimedRun[]) => void;
  readonly reject: (error: unknown) => void;
  timer: NodeJS.Timeout | undefined;
}

/** A wake-up that was lost with a connection is made up for after this. */
const LOOK_AGAIN_MS = 2_000;
/** Waiters that try at once when runs become ready; each that gets all it asked for wakes the next. */
const WOKEN_TOGETHER = 8;

/**
 * Claims that wait. They hold no Redis connection: one subscription of the process hears which job got its
 * first ready run, and the waiters that could take it try in the order they came.
 */
export class ClaimWaiters {
  readonly #claims: Claims;
  readonly #waiting = new Set<Waiter>();
  #looking: NodeJS.Timeout | undefined;
  #wakeUps = 0;

  constructor(claims: Claims) {
    this.#claims = claims;
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
  async claim(request: ClaimRequest, waitMs: number, claimer: Claimer): Promise<ClaimedRun[]> {
    const before = this.#wakeUps;
    const runs = await this.#claims.claim(request);
    if (runs.length > 0 || waitMs === 0) return runs;
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        request,
        claimer,
        untilMs: performance.now() + waitMs,
        resolve,
        reject,
        timer: undefined,
      };
      waiter.timer = setTimeout(() => {
        this.#leave(waiter);
        resolve([]);
      }, waitMs);
      claimer.whenGone(() => {
        if (this.#waiting.has(waiter)) this.#leave(waiter);
        resolve([]);
      });
      if (claimer.gone()) {
        this.#leave(waiter);
        resolve([]);
        return;
      }
      this.#waiting.add(waiter);
      this.#looking ??= setInterval(() => this.wakeAll(), LOOK_AGAIN_MS);
      // Something became ready while the first try was under way: it may have been too early for it.
      if (before !== this.#wakeUps) this.#wake(WOKEN_TOGETHER, () => true);
    });
  }

  /** Runs of the job became ready. */
  wake(jobId: string): void {
    this.#wakeUps++;
    this.#wake(WOKEN_TOGETHER, ({ by, filter }) => by !== "jobs" || filter.includes(jobId));
  }

  /** Something may have become ready unheard. */
  wakeAll(): void {
    this.#wakeUps++;
    this.#wake(WOKEN_TOGETHER, () => true);
  }

  /** Answers all waiters with nothing: the process is stopping. */
  close(): void {
    this.#release(() => true);
  }

  /** Answers those of the project with nothing: its runs are somewhere else from now on. */
  release(projectId: string): void {
    this.#release(({ request }) => request.projectId === projectId);
  }

  #release(concerned: (waiter: Waiter) => boolean): void {
    for (const waiter of [...this.#waiting].filter(concerned)) {
      this.#leave(waiter);
      waiter.resolve([]);
    }
  }

  #wake(count: number, concerns: (request: ClaimRequest) => boolean): void {
    let left = count;
    for (const waiter of this.#waiting) {
      if (left === 0) return;
      if (!concerns(waiter.request)) continue;
      this.#leave(waiter);
      left--;
      this.#try(waiter, concerns);
    }
  }

  #try(waiter: Waiter, concerns: (request: ClaimRequest) => boolean): void {
    const { request } = waiter;
    const before = this.#wakeUps;
    this.#claims.claim(request).then(
      (runs) => {
        // It got all it asked for, or as much as one may, so there may be more for the next one.
        if (runs.length >= request.max || mayBeCut(runs)) this.#wake(1, concerns);
        if (runs.length > 0) {
          waiter.resolve(runs);
          return;
        }
        const left = waiter.untilMs - performance.now();
        if (left <= 0 || waiter.claimer.gone()) {
          waiter.resolve([]);
          return;
        }
        waiter.timer = setTimeout(() => {
          this.#leave(waiter);
          waiter.resolve([]);
        }, left);
        this.#waiting.add(waiter);
        this.#looking ??= setInterval(() => this.wakeAll(), LOOK_AGAIN_MS);
        if (before !== this.#wakeUps) this.#wake(1, concerns);
      },
      (error: unknown) => {
        waiter.reject(error);
      },
    );
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

/** Whether a claim may have ended for its bytes: a character has three of them at most. */
function mayBeCut(runs: readonly ClaimedRun[]): boolean {
  let characters = 0;
  for (const { payload, checkpoint } of runs) characters += payload.length + (checkpoint?.state.length ?? 0);
  return characters * 3 >= LIMITS.claimBytes;
}
