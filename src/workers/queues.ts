import { type JobsOptions, Queue, type Telemetry } from "bullmq";
import type { Redis } from "ioredis";
import { nextTick } from "../domain/cron.js";
import { type CellKeys, QUEUE_NAMES } from "../store/keys.js";
import { OUTBOX, type OutboxJob } from "../store/outbox.js";

/** What a scheduler's jobs carry: the job, and the schedule it had when the scheduler was written. */
export interface CronTick {
  readonly job: string;
  readonly spec: string;
}

const KEPT_FAILURES = 1000;
const OPEN_STATES: ReadonlySet<string> = new Set(["waiting", "prioritized", "delayed", "active"]);
const JOB_TRIES = { attempts: 10, backoff: { type: "exponential", delay: 500 } };

/** Deterministic, so that the same entry handed over twice is one job. BullMQ forbids `:` in it. */
export function bullJobId({ kind, run, number }: OutboxJob): string {
  return `${kind}-${run}-${number}`;
}

export function bullJobOptions(job: OutboxJob, atMs: number, nowMs: number): JobsOptions {
  const delay = Math.max(0, atMs - nowMs);
  return {
    jobId: bullJobId(job),
    removeOnComplete: true,
    removeOnFail: OUTBOX[job.kind].repaired ? true : { count: KEPT_FAILURES },
    ...JOB_TRIES,
    ...(delay > 0 ? { delay } : {}),
  };
}

/** BullMQ options of a tick: tried again like everything else, then given up to the next one. */
export function tickOptions(): Omit<JobsOptions, "jobId" | "delay" | "repeat"> {
  return { removeOnComplete: true, removeOnFail: { count: KEPT_FAILURES }, ...JOB_TRIES };
}

/**
 * When BullMQ triggers a scheduler next: its own way of reckoning throws in some zones and says nothing of it. NaN,
 * for a schedule that cannot be reckoned, leaves it without a next tick (`Timetable.repair` looks after it).
 */
export const CRON_SETTINGS = {
  repeatStrategy: (
    afterMs: number,
    { pattern = "", tz = "UTC" }: { pattern?: string; tz?: string },
  ): number => {
    try {
      return nextTick(pattern, tz, afterMs);
    } catch {
      return Number.NaN;
    }
  },
};

/** The BullMQ queues: the relay fills the first two, schedulers the other. */
export class Queues {
  readonly timers: Queue<OutboxJob>;
  readonly webhooks: Queue<OutboxJob>;
  readonly cron: Queue<CronTick>;

  constructor(connection: Redis, { queuePrefix }: CellKeys, telemetry?: Telemetry) {
    const traced = telemetry === undefined ? {} : { telemetry };
    const options = { connection, prefix: queuePrefix, ...traced };
    this.timers = new Queue(QUEUE_NAMES.timers, options);
    this.webhooks = new Queue(QUEUE_NAMES.webhooks, options);
    this.cron = new Queue(QUEUE_NAMES.cron, { ...options, settings: CRON_SETTINGS });
  }

  /**
   * Takes those away that are in no list any more, or are done with: when BullMQ's data was lost in part, or a job with its
   * options, what is left would make the same job that is added again be taken for a second one.
   */
  async dropStrays(jobs: readonly OutboxJob[]): Promise<void> {
    await Promise.all(
      jobs.map(async (job) => {
        const [queue, id] = [this[OUTBOX[job.kind].queue], bullJobId(job)];
        if (!OPEN_STATES.has(await queue.getJobState(id))) await queue.remove(id);
      }),
    );
  }

  async close(): Promise<void> {
    const all = [this.timers, this.webhooks, this.cron];
    await Promise.all(all.map((queue) => queue.close()));
  }
}
