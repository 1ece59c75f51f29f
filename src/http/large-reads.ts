import { type Failure, fail } from "../domain/failures.js";
import { LIMITS } from "../domain/limits.js";

/** Who waits to read; `start` is called when it is his turn. */
interface Waiting {
  readonly start: () => void;
  readonly gone: () => boolean;
}

/**
 * Takes turns at answers of several megabytes that one command of Redis gives as a whole: all else of this gateway waits
 * behind them on the same connection, its look at Redis's health too. Whoever has gone by his turn is passed over.
 */
export class LargeReads {
  readonly #waiting: Waiting[] = [];
  #reading = 0;

  /** What `read` answers, or that too many wait; nobody reads the answer when the client has gone. */
  async inTurn<Answer>(gone: () => boolean, read: () => Promise<Answer>): Promise<Answer | Failure> {
    if (this.#reading >= LIMITS.largeReads.atOnce) {
      if (this.#waiting.length >= LIMITS.largeReads.waiting) return fail("unavailable");
      await new Promise<void>((start) => this.#waiting.push({ start, gone }));
    } else this.#reading++;
    try {
      return gone() ? fail("unavailable") : await read();
    } finally {
      this.#next();
    }
  }

  /** Hands the turn on, past those who have gone: they end at once. */
  #next(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      next.start();
      if (!next.gone()) return;
      this.#reading++;
    }
    this.#reading--;
  }
}
