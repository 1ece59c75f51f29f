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

  /** Ends attempts whose executor has been silent for `silenceMs`, at most `most`; what became of their runs. */
  reap(partition: number, silenceMs: number, most: number): Promise<ReapReply> {
    return this.#scripts.run("reap", partition, { silence: silenceMs, most });
  }
}
