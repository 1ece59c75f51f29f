import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import { catalogKey } from "../store/keys.js";
import { asList, asText } from "../store/replies.js";
import type { Scripts } from "../store/scripts.js";

/** Runs of one step, and steps of one pass for a job: what is left is lifted by the next pass. */
const STEP = { runs: 500, steps: 40 };

/** Keeps pull runs of a low priority from waiting for ever (control-api 7.4). */
export class StarvationGuard {
  readonly #scripts: Scripts;
  readonly #redis: Redis;
  readonly #partitions: number;

  constructor(scripts: Scripts, redis: Redis, partitions: number) {
    this.#scripts = scripts;
    this.#redis = redis;
    this.#partitions = partitions;
  }

  /** One pass over all jobs with ready runs; answers how many runs it lifted. */
  async lift(): Promise<number> {
    let lifted = 0;
    for (const projectId of await this.#redis.smembers(catalogKey("job_projects"))) {
      for (const jobId of await this.#redis.smembers(catalogKey("ready_jobs", projectId))) {
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
      for (let from = "0"; from !== "" && steps > 0; steps--) {
        const reply = asList(
          await this.#scripts.run("age-ready", partition, [jobId, priority, from, STEP.runs]),
        );
        lifted += Number(asText(reply[0]));
        from = asText(reply[1]);
      }
    }
    return lifted;
  }
}
