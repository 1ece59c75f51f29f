import type { Logger } from "../log.js";
import { type AwayRuns, childToMake } from "../store/away-runs.js";
import { RedisUnavailableError } from "../store/connection.js";
import type { OutboxJob } from "../store/outbox.js";

/** What does not answer is asked again: timers of a cell do not wait for another cell's Redis. */
const ANSWER_MS = 5_000;
const AGAIN_MS = 2_000;

class AwayCellError extends Error {}

/**
 * Does in other cells what follows from runs of one: makes and cancels their children there, and tells parents there that
 * runs of this cell have ended. Each may be done twice, and none is closed before it is done.
 */
export class Errands {
  readonly #own: AwayRuns;
  readonly #reach: (id: string) => AwayRuns | undefined;
  readonly #log: Logger;

  /** `reach` finds the cell of an id, and answers undefined when its Redis cannot be used. */
  constructor(own: AwayRuns, reach: (id: string) => AwayRuns | undefined, log: Logger) {
    this.#own = own;
    this.#reach = reach;
    this.#log = log;
  }

  /** The ms after which to come back when the other cell cannot be reached. */
  async process({ run, number }: OutboxJob): Promise<number | undefined> {
    try {
      await within(ANSWER_MS, this.#do(run, number));
      return undefined;
    } catch (error) {
      if (!(error instanceof AwayCellError || error instanceof RedisUnavailableError)) throw error;
      this.#log.debug({ err: error, run_id: run, errand: number }, "another cell is asked again");
      return AGAIN_MS;
    }
  }

  async #do(run: string, number: string): Promise<void> {
    const [what, child = ""] = number.split(".");
    if (what === "tell") return this.#tell(run, number);
    const kept = await this.#own.kept(run, child);
    if (kept !== undefined) {
      // A cancel may come before the child is made, which was promised.
      await this.#make(run, child, kept);
      if (what === "cancel") await this.#other(child).cancel(child);
    }
    await this.#own.closeErrand(run, number);
  }

  async #make(parent: string, child: string, kept: string): Promise<void> {
    const toMake = childToMake(kept);
    if (toMake === undefined) return;
    const outcome = await this.#other(child).arrive(child, parent, toMake);
    if (outcome !== "job_not_found") return;
    this.#log.warn({ run_id: parent, child }, "the job of a child is gone: nothing comes of it");
    await this.#own.endAway(parent, child);
  }

  async #tell(run: string, number: string): Promise<void> {
    const end = await this.#own.end(run);
    const told = end?.hasEnded === true;
    if (told) await this.#other(end.parentRunId).endAway(end.parentRunId, run);
    await this.#own.closeErrand(run, number, told);
  }

  #other(id: string): AwayRuns {
    const found = this.#reach(id);
    if (found === undefined) throw new AwayCellError("the Redis of another cell cannot be used");
    return found;
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AwayCellError("another cell does not answer")), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
