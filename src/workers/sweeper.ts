import type { Config } from "../config.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import type { DueRuns } from "../store/due-runs.js";

const STEP = { due: 500, dueSteps: 16, silent: 200, silentSteps: 10 };
/** A timer that fires this much early by another clock comes back; a longer wait is left to the sweep. */
const MOST_EARLY_MS = 10_000;

/** Does what is due: timers that BullMQ brings, and everything overdue that nothing else did. */
export class Sweeper {
  readonly #runs: DueRuns;
  readonly #config: Config;
  readonly #log: Logger;

  constructor(runs: DueRuns, config: Config, log: Logger) {
    this.#runs = runs;
    this.#config = config;
    this.#log = log;
  }

  /** One run; the time (ms) at which to come back when it was too early for it. */
  async advance(runId: string): Promise<number | undefined> {
    const reply = await this.#runs.advance(runId);
    countAdvance(reply);
    if (reply.outcome === "redispatched")
      this.#log.warn({ run_id: runId }, "queued run was dispatched again");
    if (reply.outcome !== "early") return undefined;
    return reply.at - Date.now() <= MOST_EARLY_MS ? reply.at : undefined;
  }

  /** One pass over all partitions: O(due) and O(silent), not O(runs). */
  async sweep(): Promise<void> {
    const startedMs = performance.now();
    for (let partition = 0; partition < this.#config.partitions; partition++) {
      await this.#due(partition);
      await this.#silent(partition);
    }
    METRICS.schedulerLoop.observe((performance.now() - startedMs) / 1000);
  }

  async #due(partition: number): Promise<void> {
    for (let step = 0; step < STEP.dueSteps; step++) {
      const ids = await this.#runs.due(partition, STEP.due);
      const replies = await Promise.all(ids.map((id) => this.#runs.advance(id)));
      for (const reply of replies) countAdvance(reply);
      if (ids.length < STEP.due) return;
    }
  }

  async #silent(partition: number): Promise<void> {
    const { staleThresholdMs } = this.#config;
    for (let step = 0; step < STEP.silentSteps; step++) {
      const ended = await this.#runs.reap(partition, staleThresholdMs, STEP.silent);
      for (const { runId, status } of ended) {
        METRICS.reaperOperations.add(1, "heartbeat_lost", status);
        this.#log.info({ run_id: runId, status }, "heartbeat lost");
      }
      if (ended.length < STEP.silent) return;
    }
  }
}

/** What the sweep and the timers did (control-api 9, `reaper_…`). */
function countAdvance(reply: Awaited<ReturnType<DueRuns["advance"]>>): void {
  if (reply.outcome === "moved") METRICS.reaperOperations.add(1, "due", reply.status);
  else if (reply.outcome === "purged") METRICS.reaperDeleted.add(1, "run");
  else if (reply.outcome === "redispatched") METRICS.repairs.add(1, "dispatch");
}
