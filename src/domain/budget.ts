/** Thrown when a computation takes more steps than it was given. */
export class BudgetSpent extends Error {
  constructor() {
    super("takes too many steps");
  }
}

/** Steps that a computation may take: what it costs is counted, not timed, so that it ends alike on every machine. */
export class Budget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get left(): number {
    return Math.max(0, this.#left);
  }

  /** Throws {@link BudgetSpent} when fewer steps than that are left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new BudgetSpent();
  }
}
