import { LIMITS } from "../domain/limits.js";
import type { Crowd } from "../store/crowd.js";

/** For how long calls begin in one turn, ms. */
const TURN_MS = 4;

/** Calls of one project, which go to one cell. */
interface Waiting {
  readonly crowd: Crowd;
  readonly begins: (() => void)[];
}

/**
 * Takes turns at calls that hold the event loop for long by what they carry: few in one turn of it, and the projects one
 * after the other, so that what comes meanwhile is read in between. None begins while enough waits for Redis that has
 * begun: what a call is turned into is many times what came of it, and would be held, and looked at by each collection of
 * garbage, for as long as it waits. Those that wait for their turn count as waiting for Redis: what refuses calls when more
 * come than are done knows of all that are still to be done.
 */
export class LargeCalls {
  /** By project; the project whose turn it is stands first. */
  readonly #waiting = new Map<string, Waiting>();
  /** Whether one has begun in this turn, or one does in the next. */
  #begun = false;

  /**
   * Resolves when it is the call's turn, at once when none has begun in this one; false when too many wait. Whoever is let
   * in is not refused later.
   */
  async turn(crowd: Crowd, projectId: string, weight: number): Promise<boolean> {
    if (crowd.refuses("call", projectId)) return false;
    if (!this.#begun && isNear(crowd)) {
      this.#begin();
      return true;
    }
    const share = crowd.enter(projectId, weight);
    crowd.comeAside(weight);
    await new Promise<void>((resolve) => this.#add(crowd, projectId, resolve));
    crowd.leave(share, weight);
    crowd.leaveAside(weight);
    return true;
  }

  #add(crowd: Crowd, projectId: string, begin: () => void): void {
    const those = this.#waiting.get(projectId);
    if (those === undefined) this.#waiting.set(projectId, { crowd, begins: [begin] });
    else those.begins.push(begin);
    crowd.onLeft = this.#onLeft;
    if (isNear(crowd)) this.#begin();
  }

  readonly #onLeft = (): void => {
    if (this.#waiting.size > 0) this.#begin();
  };

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    setImmediate(() => this.#goOn());
  }

  #goOn(untilMs = performance.now() + TURN_MS): void {
    const begin = this.#next();
    if (begin === undefined) {
      this.#begun = false;
      return;
    }
    begin();
    const next = (): void => {
      if (performance.now() < untilMs) this.#goOn(untilMs);
      else setImmediate(() => this.#goOn());
    };
    // Behind all that the call does before it waits for Redis: it goes on in promises, which come before a tick of theirs.
    queueMicrotask(() => process.nextTick(next));
  }

  #next(): (() => void) | undefined {
    for (const [projectId, those] of this.#waiting) {
      if (!isNear(those.crowd)) continue;
      const first = those.begins.shift();
      this.#waiting.delete(projectId);
      // Behind all others.
      if (those.begins.length > 0) this.#waiting.set(projectId, those);
      return first;
    }
    return undefined;
  }
}

/** Whether what has begun is soon sent. */
function isNear(crowd: Crowd): boolean {
  return crowd.waiting - crowd.aside < LIMITS.crowd.begun;
}
