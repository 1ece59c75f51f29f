import { newIdBeside, partitionOf } from "../domain/ids.js";
import type { AdvanceReply, ReapReply } from "./commands.js";
import type { Scripts } from "./scripts.js";

/** Runs that something must happen to because time has passed. */
export class DueRuns {
  readonly #scripts: Scripts;
  readonly #partitions: number;

  constructor(scripts: Scripts, partitions: number) {
    this.#scripts = scripts;
    this.#partitions = partitions;
  }

  /** Does what is due for a run or a held trigger; too early or too often it does nothing. */
  advance(id: string): Promise<AdvanceReply> {
    // Spreads retries of runs that failed together.
    const args = { id, random: Math.random(), newRunId: newIdBeside(id) };
    return this.#scripts.run("advance", partitionOf(id, this.#partitions), args);
  }

  /** Ids of what is due in the partition, the most overdue first, at most `most`. */
  due(partition: number, most: number): Promise<readonly string[]> {
    return this.#scripts.run("due", partition, { most });
  }

  /**
   * Ends attempts whose executor has been silent for `silenceMs`, at most `most`; what became of their runs, and runs that
   * turned out to be damaged. After `gapMs` without a call silence counts from anew.
   */
  reap(
    partition: number,
    limits: { readonly silenceMs: number; readonly gapMs: number; readonly most: number },
  ): Promise<ReapReply> {
    const { silenceMs, gapMs, most } = limits;
    return this.#scripts.run("reap", partition, { silence: silenceMs, gap: gapMs, most });
  }

  /** Puts a run off that no command can work with; whether it was not known to be damaged. */
  async setAside(runId: string): Promise<boolean> {
    return (await this.#scripts.run("set-aside", partitionOf(runId, this.#partitions), { runId })) === 1;
  }

  /** Takes consumers out of the outbox's group that have been idle for so long and hold nothing. */
  async dropConsumers(group: string, idleMs: number): Promise<void> {
    for (let partition = 0; partition < this.#partitions; partition++) {
      await this.#scripts.run("drop-consumers", partition, { group, idle: idleMs });
    }
  }
}
