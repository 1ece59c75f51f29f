import type { Logger } from "../log.js";
import type { BegunAttempt, DispatchClaim, Dispatches } from "../store/dispatches.js";
import type { Asked, Places } from "./places.js";

/** Runs of one claim: bounds how long Redis is busy with it. */
const MOST_CLAIMED = 50;
/** A message that was lost is made up for after this, by one claim of the process. */
const LOOK_EVERY_MS = 2_000;
const AWAY_PAUSE_MS = { first: 100, most: 5_000 };

interface Taken {
  readonly jobId: string;
  readonly projectId: string;
}

/**
 * Takes http runs in hand, as many as it has places. It asks when it hears that a line has something to hand out,
 * when a place is free and there was more, and when time may have opened something: never for a run that cannot go.
 */
export class DispatchClaimer {
  readonly #dispatches: Dispatches;
  readonly #places: Places;
  readonly #freed: (reserveEnded: boolean) => void;
  readonly #process: (attempt: BegunAttempt) => Promise<void>;
  readonly #log: Logger;
  readonly #nowMs: () => number;
  readonly #taker = crypto.randomUUID();
  readonly #open = new Set<Taken>();
  readonly #ended = new Set<Promise<void>>();
  #number = 0;
  #wakeUps = 0;
  /** Whether there may be something for a free place, and for one in reserve. */
  #mayTake = true;
  #mayTakeReserve = true;
  #claiming: Promise<void> | undefined;
  #scheduled = false;
  #stopped = false;
  #look: NodeJS.Timeout | undefined;
  #wake: NodeJS.Timeout | undefined;

  /** `nowMs` is Redis's time as this process knows it; `process` answers when a run's call has ended. */
  constructor(parts: {
    dispatches: Dispatches;
    places: Places;
    process: (attempt: BegunAttempt) => Promise<void>;
    log: Logger;
    nowMs: () => number;
  }) {
    this.#dispatches = parts.dispatches;
    this.#places = parts.places;
    this.#freed = (reserveEnded) => {
      if (reserveEnded) this.#mayTakeReserve = true;
      if (this.#asks() !== undefined) this.#schedule();
    };
    this.#process = parts.process;
    this.#log = parts.log;
    this.#nowMs = parts.nowMs;
  }

  start(): void {
    this.#places.enter(this.#freed);
    this.#look = setInterval(() => this.wake(), LOOK_EVERY_MS);
    this.wake();
  }

  /** Takes nothing new, and waits for the calls that are open. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#places.leave(this.#freed);
    clearInterval(this.#look);
    clearTimeout(this.#wake);
    await this.#claiming;
    await Promise.all(this.#ended);
  }

  /** Something may have become ready. */
  wake(): void {
    this.#wakeUps++;
    this.#mayTake = true;
    this.#mayTakeReserve = true;
    this.#schedule();
  }

  /** After the events of this turn: places that become free together are filled by one claim. */
  #schedule(): void {
    if (this.#scheduled || this.#stopped) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#stopped || this.#claiming !== undefined) return;
      this.#claiming = this.#claim().finally(() => {
        this.#claiming = undefined;
        if (this.#asks() !== undefined) this.#schedule();
      });
    });
  }

  /** How many places to ask for now, and of which kind; undefined for none. */
  #asks(): Asked | undefined {
    const wanted = Math.min(MOST_CLAIMED, this.#places.left(false));
    if (wanted > 0) return this.#mayTake ? { wanted, fromReserve: false } : undefined;
    const left = this.#places.left(true);
    return left > 0 && this.#mayTakeReserve ? { wanted: left, fromReserve: true } : undefined;
  }

  async #claim(): Promise<void> {
    const asked = this.#asks();
    if (asked === undefined) return;
    const { wanted, fromReserve } = asked;
    this.#places.take(asked);
    let taken = wanted;
    const before = this.#wakeUps;
    const claim = {
      ...{ taker: this.#taker, number: ++this.#number, wanted },
      reserve: fromReserve ? this.#places.reserve : 0,
      held: fromReserve ? this.#held() : [],
    };
    const { begun, wakeAtMs } = await this.#insist(claim, () => {
      // Other cells may lie in a Redis that is there.
      this.#places.giveBack(taken, fromReserve);
      taken = 0;
    });
    // What was begun meanwhile is called, places or not: nobody else would.
    if (taken === 0) this.#places.take({ wanted: begun.length, fromReserve });
    else this.#places.giveBack(taken - begun.length, fromReserve);
    // It came back short, and nothing was heard of since: nothing is there until something is heard.
    if (begun.length < wanted && before === this.#wakeUps) {
      this.#mayTakeReserve = false;
      if (!fromReserve) this.#mayTake = false;
    }
    clearTimeout(this.#wake);
    if (wakeAtMs !== undefined) {
      const waitMs = Math.min(Math.max(1, wakeAtMs - this.#nowMs()), 2 ** 31 - 1);
      this.#wake = setTimeout(() => this.wake(), waitMs);
    }
    for (const attempt of begun) this.#begin(attempt, fromReserve);
  }

  #begin(attempt: BegunAttempt, fromReserve: boolean): void {
    const taken = { jobId: attempt.job.id, projectId: attempt.job.project_id };
    this.#open.add(taken);
    const ended = this.#process(attempt)
      .catch((error: unknown) => {
        this.#log.error({ err: error, run_id: attempt.runId }, "dispatch failed");
      })
      .finally(() => {
        this.#open.delete(taken);
        this.#ended.delete(ended);
        this.#places.end(fromReserve);
      });
    this.#ended.add(ended);
  }

  #held(): { jobId: string; projectId: string; count: number }[] {
    const held = new Map<string, { jobId: string; projectId: string; count: number }>();
    for (const { jobId, projectId } of this.#open) {
      const own = held.get(jobId) ?? { jobId, projectId, count: 0 };
      own.count++;
      held.set(jobId, own);
    }
    return [...held.values()];
  }

  /**
   * Asks however long Redis is away: what was begun and not answered is answered when it is asked for again, and nobody
   * else would call the endpoint.
   */
  async #insist(claim: DispatchClaim, away: () => void): ReturnType<Dispatches["claim"]> {
    for (let pause = AWAY_PAUSE_MS.first; ; pause = Math.min(pause * 2, AWAY_PAUSE_MS.most)) {
      try {
        return await this.#dispatches.claim(claim);
      } catch (error) {
        this.#log.warn({ err: error }, "taking runs waits for Redis");
        away();
        if (this.#stopped) return { begun: [], wakeAtMs: undefined };
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }
}
