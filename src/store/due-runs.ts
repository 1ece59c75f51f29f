import { newIdBeside } from "../domain/ids.js";
import type { AdvanceReply, ReapReply } from "./commands.js";
import type { Scripts } from "./scripts.js";

/** Runs that something must happen to because time has passed. */
export class DueRuns {
  readonly #scripts: Scripts;

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  /** Does what is due for a run or a held trigger; too early or too often it does nothing. */
  advance(id: string): Promise<AdvanceReply> {
    // Spreads retries of runs that failed together.
    const args = { id, random: Math.random(), newRunId: newIdBeside(id) };
    return this.#scripts.run("advance", args);
  }

  /** Ids of what is due, the most overdue first, at most `most`. */
  due(most: number): Promise<readonly string[]> {
    return this.#scripts.run("due", { most });
  }

  /**
   * Ends attempts whose executor has been silent for `silenceMs`, at most `most`; what became of their runs, and runs that
   * turned out to be damaged. After `gapMs` without a call silence counts from anew.
   */
  reap({
    silenceMs,
    gapMs,
    most,
  }: {
    readonly silenceMs: number;
    readonly gapMs: number;
    readonly most: number;
  }): Promise<ReapReply> {
    return this.#scripts.run("reap", { silence: silenceMs, gap: gapMs, most });
  }

  /** Puts a run off that no command can work with; whether it was not known to be damaged. */
  async setAside(runId: string): Promise<boolean> {
    return (await this.#scripts.run("set-aside", { runId })) === 1;
  }

  /** Takes consumers out of the outbox's group that have been idle for so long and hold nothing. */
  async dropConsumers(group: string, idleMs: number): Promise<void> {
    await this.#scripts.run("drop-consumers", { group, idle: idleMs });
  }
}
