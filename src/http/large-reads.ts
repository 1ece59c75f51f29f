import { type Failure, fail } from "../domain/failures.js";
import { LIMITS } from "../domain/limits.js";
import { Semaphore } from "../domain/semaphore.js";

/**
 * Takes turns at answers of several megabytes that one command of Redis gives as a whole: all else of this gateway waits
 * behind them on the same connection, its look at Redis's health too. Whoever has gone by his turn is passed over.
 */
export class LargeReads {
  readonly #turns = new Semaphore(LIMITS.largeReads.atOnce);

  /** What `read` answers, or that too many wait; nobody reads the answer when the client has gone. */
  async inTurn<Answer>(gone: () => boolean, read: () => Promise<Answer>): Promise<Answer | Failure> {
    if (this.#turns.waiting >= LIMITS.largeReads.waiting) return fail("unavailable");
    return this.#turns.run(async () => (gone() ? fail("unavailable") : read()));
  }
}
