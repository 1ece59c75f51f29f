import type { Config } from "../config.js";
import { newIdBeside, partitionOf } from "../domain/ids.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import { asList, asText, asTexts, outcomeOf } from "../store/replies.js";
import type { Reply, Scripts } from "../store/scripts.js";

const STEP = { due: 500, dueSteps: 16, silent: 200, silentSteps: 10 };
/** A timer that fires this much early by another clock comes back; a longer wait is left to the sweep. */
const MOST_EARLY_MS = 10_000;

/** Does what is due: timers that BullMQ brings, and everything overdue that nothing else did. */
export class Sweeper {
  readonly #scripts: Scripts;
  readonly #config: Config;
  readonly #log: Logger;

  constructor(scripts: Scripts, config: Config, log: Logger) {
    this.#scripts = scripts;
    this.#config = config;
    this.#log = log;
  }

  /** One run; the time (ms) at which to come back when it was too early for it. */
  async advance(runId: string): Promise<number | undefined> {
    const partition = partitionOf(runId, this.#config.partitions);
    const reply = await this.#scripts.run("advance", partition, [runId, spread(), newIdBeside(runId)]);
    const outcome = outcomeOf(reply);
    countAdvance(reply);
    if (outcome === "redispatched") this.#log.warn({ run_id: runId }, "queued run was dispatched again");
    if (outcome !== "early") return undefined;
    const at = Number(asText(asList(reply)[1]));
    return at - Date.now() <= MOST_EARLY_MS ? at : undefined;
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
      const ids = asTexts(await this.#scripts.run("due", partition, [STEP.due]));
      const replies = await Promise.all(
        ids.map((id) => this.#scripts.run("advance", partition, [id, spread(), newIdBeside(id)])),
      );
      for (const reply of replies) countAdvance(reply);
      if (ids.length < STEP.due) return;
    }
  }

  async #silent(partition: number): Promise<void> {
    const { staleThresholdMs } = this.#config;
    for (let step = 0; step < STEP.silentSteps; step++) {
      const ended = asList(await this.#scripts.run("reap", partition, [staleThresholdMs, STEP.silent]));
      for (const one of ended) {
        const [run, status] = asList(one);
        METRICS.reaperOperations.add(1, "heartbeat_lost", asText(status));
        this.#log.info({ run_id: asText(run), status: asText(status) }, "heartbeat lost");
      }
      if (ended.length < STEP.silent) return;
    }
  }
}

/** What the sweep and the timers did (control-api 9, `reaper_…`), from the reply of `advance.lua`. */
function countAdvance(reply: Reply): void {
  const [outcome, status] = asList(reply);
  if (outcome === "moved") METRICS.reaperOperations.add(1, "due", asText(status));
  else if (outcome === "purged") METRICS.reaperDeleted.add(1, "run");
  else if (outcome === "redispatched") METRICS.repairs.add(1, "dispatch");
}

/** Spreads retries of runs that failed together. */
function spread(): string {
  return Math.random().toFixed(6);
}
