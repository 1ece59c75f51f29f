import type { Redis } from "ioredis";
import { answered } from "./connection.js";
import { catalogKey } from "./keys.js";
import type { Scripts } from "./scripts.js";

/** Queued pull runs that can be claimed. */
export class ReadyRuns {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /** Projects that have had a job. */
  projects(): Promise<string[]> {
    return answered(this.#redis.smembers(catalogKey("job_projects")));
  }

  /** Jobs of the project that have ready runs. */
  jobs(projectId: string): Promise<string[]> {
    return answered(this.#redis.smembers(catalogKey("ready_jobs", projectId)));
  }

  /**
   * Lifts those that have waited long among the runs of one priority, at most `most`, created behind `after` (ms).
   * `next` is where to go on, undefined when there are no more.
   */
  async age(
    partition: number,
    jobId: string,
    priority: number,
    after: number,
    most: number,
  ): Promise<{ readonly count: number; readonly next: number | undefined }> {
    return this.#scripts.run("age-ready", partition, { jobId, priority, after, most });
  }
}
