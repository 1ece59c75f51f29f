/** A part of the places more, which only those get who hold few: a job that hangs keeps nobody from them. */
const RESERVE_SHARE = 0.25;

/** What may be asked for now, and of which kind. */
export interface Asked {
  readonly wanted: number;
  readonly fromReserve: boolean;
}

/** Hears that there are places again; `reserveEnded`: because a call that had one of the reserve has ended. */
type Freed = (reserveEnded: boolean) => void;

/** Calls that a worker process may have open at once, whatever cells their runs are of. */
export class Places {
  readonly reserve: number;
  readonly #total: number;
  /** Places that are taken, or that somebody asks runs for. */
  readonly #used = { free: 0, reserve: 0 };
  readonly #waiting = new Set<Freed>();

  constructor(total: number) {
    this.#total = total;
    this.reserve = Math.max(1, Math.floor(total * RESERVE_SHARE));
  }

  /** Calls `freed` whenever a place becomes free, until `leave`. */
  enter(freed: Freed): void {
    this.#waiting.add(freed);
  }

  leave(freed: Freed): void {
    this.#waiting.delete(freed);
  }

  /** How many places of a kind nobody has. */
  left(fromReserve: boolean): number {
    return fromReserve ? this.reserve - this.#used.reserve : this.#total - this.#used.free;
  }

  take({ wanted, fromReserve }: Asked): void {
    this.#used[fromReserve ? "reserve" : "free"] += wanted;
  }

  /** A call has ended. */
  end(fromReserve: boolean): void {
    this.#free(1, fromReserve, fromReserve);
  }

  /** Places that were taken and are not needed. */
  giveBack(count: number, fromReserve: boolean): void {
    if (count > 0) this.#free(count, fromReserve, false);
  }

  /** Who hears first of this one hears last of the next: cells take turns. */
  #free(count: number, fromReserve: boolean, reserveEnded: boolean): void {
    this.#used[fromReserve ? "reserve" : "free"] -= count;
    const [first] = this.#waiting;
    for (const freed of [...this.#waiting]) freed(reserveEnded);
    if (first === undefined) return;
    this.#waiting.delete(first);
    this.#waiting.add(first);
  }
}
