/** What is handed to connections in one turn of the event loop: some milliseconds of it. */
const TURN_BYTES = 262_144;
/** What handing over costs by itself, in bytes. */
const EACH = 2_048;

/**
 * Spreads over turns of the event loop what many connections are sent at once: what one run writes may go to thousands of
 * readers, and thousands of requests may be overdue, and in between others have to be heard. First come, first served; who
 * comes while there is room in a turn does not wait.
 */
export class SendingTurns {
  #room = TURN_BYTES;
  #begun = false;
  readonly #waiting: { readonly bytes: number; begin(): void }[] = [];

  /** Resolves when so many bytes may be sent; undefined when that is now. */
  turn(bytes: number): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#room > 0) {
      this.#take(bytes);
      return undefined;
    }
    return new Promise((begin) => this.#waiting.push({ bytes, begin }));
  }

  /** May take more than there is: nothing is too large to be sent. */
  #take(bytes: number): void {
    this.#room -= bytes + EACH;
    if (this.#begun) return;
    this.#begun = true;
    setImmediate(() => this.#next());
  }

  #next(): void {
    this.#begun = false;
    this.#room = TURN_BYTES;
    let given = 0;
    for (const { bytes, begin } of this.#waiting) {
      if (this.#room <= 0) break;
      this.#take(bytes);
      begin();
      given++;
    }
    this.#waiting.splice(0, given);
  }
}
