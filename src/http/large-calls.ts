import type { Crowd } from "../store/crowd.js";

/** For how long calls begin in one turn, ms. */
const TURN_MS = 4;

/**
 * Takes turns at calls that hold the event loop for long by what they carry: few in one turn of it, and the projects one
 * after the other, so that what comes meanwhile is read in between. Those that wait count as waiting for Redis: what
 * refuses calls when more come than are done knows of all that are still to be done.
 */
export class LargeCalls {
  /** Those that wait, by project; the project whose turn it is stands first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  /** Whether one has begun in this turn. */
  #begun = false;

  /**
   * Resolves when it is the call's turn, at once when none has begun in this one; false when too many wait. Whoever is let
   * in is not refused later.
   */
  async turn(crowd: Crowd, projectId: string, weight: number): Promise<boolean> {
    if (crowd.refuses("call", projectId)) return false;
    if (!this.#begun) {
      this.#begun = true;
      setImmediate(() => this.#goOn());
      return true;
    }
    const share = crowd.enter(projectId, weight);
    crowd.come(weight);
    await new Promise<void>((resolve) => this.#add(projectId, resolve));
    crowd.leave(share, weight);
    crowd.giveUp(weight);
    return true;
  }

  #add(projectId: string, begin: () => void): void {
    const those = this.#waiting.get(projectId);
    if (those === undefined) this.#waiting.set(projectId, [begin]);
    else those.push(begin);
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
    const [next] = this.#waiting;
    if (next === undefined) return undefined;
    const [projectId, those] = next;
    const first = those.shift();
    this.#waiting.delete(projectId);
    // Behind all others.
    if (those.length > 0) this.#waiting.set(projectId, those);
    return first;
  }
}
