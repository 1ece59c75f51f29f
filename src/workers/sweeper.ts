import type { Config } from "../config.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import type { DueRuns } from "../store/due-runs.js";
import { ScriptError } from "../store/waiting-commands.js";

const STEP = { due: 500, dueSteps: 16, silent: 200, silentSteps: 10 };
/** Time without a sweep after which silence says nothing: never so short that a busy machine has it all the time. */
const GAP = { sweeps: 2.5, leastMs: 1_500, mostMs: 5_000 };
/** Redis's refusals, in which the record has no part. */
const REFUSED = /^[\w-]+: (OOM|READONLY|MISCONF|NOREPLICAS|BUSY|LOADING|NOPERM|MASTERDOWN)\b/;
/** A timer that fires this much early by another clock comes back; a longer wait is left to the sweep. */
const MOST_EARLY_MS = 10_000;

/** Does what is due: timers that BullMQ brings, and everything overdue that nothing else did. */
export class Sweeper {
  readonly #runs: DueRuns;
  readonly #config: Config;
  readonly #log: Logger;
  readonly #nowMs: () => number;

  /** `nowMs` is Redis's time as this process knows it. */
  constructor(runs: DueRuns, config: Config, log: Logger, nowMs: () => number = Date.now) {
    this.#runs = runs;
    this.#config = config;
    this.#log = log;
    this.#nowMs = nowMs;
  }

  /** One run; the ms after which to come back when it was too early for it. */
  async advance(runId: string): Promise<number | undefined> {
    const reply = await this.#runs.advance(runId);
    countAdvance(reply);
    if (reply.outcome !== "early") return undefined;
    const delayMs = reply.at - this.#nowMs();
    return delayMs <= MOST_EARLY_MS ? Math.max(0, delayMs) : undefined;
  }

  /** One pass: O(due) and O(silent), not O(runs). */
  async sweep(): Promise<void> {
    const startedMs = performance.now();
    await this.#due();
    await this.#silent();
    METRICS.schedulerLoop.observe((performance.now() - startedMs) / 1000);
  }

  async #due(): Promise<void> {
    for (let step = 0; step < STEP.dueSteps; step++) {
      const ids = await this.#runs.due(STEP.due);
      await Promise.all(ids.map((id) => this.#advanceOrSetAside(id)));
      if (ids.length < STEP.due) return;
    }
  }

  async #advanceOrSetAside(id: string): Promise<void> {
    try {
      countAdvance(await this.#runs.advance(id));
    } catch (error) {
      if (!(error instanceof ScriptError) || REFUSED.test(error.message)) throw error;
      if (await this.#runs.setAside(id)) this.#reportDamaged(id, error);
    }
  }

  #reportDamaged(id: string, error?: unknown): void {
    METRICS.damaged.add(1);
    this.#log.error({ run_id: id, err: error }, "a run is damaged and is left alone for a while");
  }

  async #silent(): Promise<void> {
    const { staleThresholdMs, sweepIntervalMs } = this.#config;
    const gapMs = Math.max(
      GAP.sweeps * sweepIntervalMs,
      GAP.leastMs,
      Math.min(GAP.mostMs, staleThresholdMs / 2),
    );
    const limits = { silenceMs: staleThresholdMs, gapMs: Math.round(gapMs), most: STEP.silent };
    for (let step = 0; step < STEP.silentSteps; step++) {
      const { ended, damaged } = await this.#runs.reap(limits);
      for (const { runId, status } of ended) {
        METRICS.reaperOperations.add(1, "heartbeat_lost", status);
        this.#log.info({ run_id: runId, status }, "heartbeat lost");
      }
      for (const id of damaged) this.#reportDamaged(id);
      if (ended.length < STEP.silent) return;
    }
  }
}

/** What the sweep and the timers did (control-api 9, `reaper_…`). */
function countAdvance(reply: Awaited<ReturnType<DueRuns["advance"]>>): void {
  if (reply.outcome === "moved") METRICS.reaperOperations.add(1, "due", reply.status);
  else if (reply.outcome === "purged") METRICS.reaperDeleted.add(1, "run");
}
