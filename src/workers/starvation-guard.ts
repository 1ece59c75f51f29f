import { LIMITS } from "../domain/limits.js";
import type { ReadyRuns } from "../store/ready-runs.js";

/** Runs of one step, and steps of one pass for a job: what is left is lifted by the next pass. */
const STEP = { runs: 500, steps: 40 };

/** Keeps pull runs of a low priority from waiting for ever (control-api 7.4). */
export class StarvationGuard {
  readonly #ready: ReadyRuns;
  readonly #partitions: number;

  constructor(ready: ReadyRuns, partitions: number) {
    this.#ready = ready;
    this.#partitions = partitions;
  }

  /** One pass over all jobs with ready runs; answers how many runs it lifted. */
  async lift(): Promise<number> {
    let lifted = 0;
    for (const projectId of await this.#ready.projects()) {
      for (const jobId of await this.#ready.jobs(projectId)) {
        for (let partition = 0; partition < this.#partitions; partition++) {
          lifted += await this.#liftJob(jobId, partition);
        }
      }
    }
    return lifted;
  }

  /** The highest first: what is lifted from one priority is not met again in the one above. */
  async #liftJob(jobId: string, partition: number): Promise<number> {
    let lifted = 0;
    let steps = STEP.steps;
    for (let priority = LIMITS.priority - 1; priority >= 0; priority--) {
      for (let from: number | undefined = 0; from !== undefined && steps > 0; steps--) {
        const aged: Awaited<ReturnType<ReadyRuns["age"]>> = await this.#ready.age(
          ...([partition, jobId, priority, from, STEP.runs] as const),
        );
        lifted += aged.count;
        from = aged.next;
      }
    }
    return lifted;
  }
}
