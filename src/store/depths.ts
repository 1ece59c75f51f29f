import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { idTimeMs } from "../domain/ids.js";
import { RUN_STATUSES, type RunStatus } from "../domain/run-status.js";
import { METRICS } from "../metrics/metrics.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";

/** How many runs there are, over all projects. */
export interface Depths {
  /** By status; `queued` counts dequeued ones too, which are in the same index. */
  readonly byStatus: ReadonlyMap<RunStatus, number>;
  /** Creation of the oldest run that is queued, ms; undefined when none is. */
  readonly oldestQueuedMs: number | undefined;
}

/** Scrapes of several collectors at once share one look. */
const FRESH_MS = 2_000;
/** Projects of one pipeline: bounds how long Redis is busy with it. */
const STEP = 200;
/** Statuses with an index of their own: what is dequeued stays in that of the queued. */
export const INDEXED = RUN_STATUSES.filter((status) => status !== "dequeued");
const JOB_STATES = ["wait", "prioritized", "delayed", "active", "failed"] as const;

/** Reads the depth of queues when somebody asks: nothing is counted for it while runs move. */
export class DepthReader {
  readonly #redis: Redis;
  readonly #keys: CellKeys;
  readonly #queueNames: readonly string[];
  #queues: Promise<Queue[]> | undefined;
  #read: { readonly atMs: number; readonly depths: Promise<Depths> } | undefined;

  /** `redis` is shared; BullMQ is asked over it too. */
  constructor(redis: Redis, keys: CellKeys, queueNames: readonly string[]) {
    this.#redis = redis;
    this.#keys = keys;
    this.#queueNames = queueNames;
  }

  /** Makes the gauges of depths read from here. */
  bind(): void {
    METRICS.queueDepth.from(async () => [[[], (await this.depths()).byStatus.get("queued") ?? 0]]);
    METRICS.dlqDepth.from(async () => [[[], (await this.depths()).byStatus.get("dead_letter") ?? 0]]);
    METRICS.queueDepthByStatus.from(async () =>
      [...(await this.depths()).byStatus].map(([status, count]) => [[status], count]),
    );
    METRICS.queueOldest.from(async () => {
      const { oldestQueuedMs } = await this.depths();
      return [[[], oldestQueuedMs === undefined ? 0 : Math.max(0, Date.now() - oldestQueuedMs) / 1000]];
    });
    METRICS.jobQueueDepth.from(async () => this.jobCounts());
    METRICS.webhookBacklog.from(async () => [
      [[], await answered(this.#redis.zcard(this.#keys.partition("deliveries_due")))],
    ]);
  }

  /** Depths that are at most a moment old. */
  depths(): Promise<Depths> {
    const now = performance.now();
    if (this.#read === undefined || now - this.#read.atMs > FRESH_MS) {
      this.#read = { atMs: now, depths: this.#readDepths() };
    }
    return this.#read.depths;
  }

  /** BullMQ jobs by queue and state. */
  async jobCounts(): Promise<(readonly [readonly string[], number])[]> {
    this.#queues ??= this.#openQueues();
    const queues = await this.#queues;
    const counts = await Promise.all(
      queues.map(async (queue) => ({
        name: queue.name,
        states: await queue.getJobCounts(...JOB_STATES),
      })),
    );
    return counts.flatMap(({ name, states }) =>
      Object.entries(states).map(([state, count]) => [[name, state], count] as const),
    );
  }

  /** BullMQ is loaded by the first look: a gateway that nobody asks for metrics has no need of it. */
  async #openQueues(): Promise<Queue[]> {
    const { Queue: BullQueue } = await import("bullmq");
    const options = { connection: this.#redis, prefix: this.#keys.queuePrefix, skipMetasUpdate: true };
    return this.#queueNames.map((name) => new BullQueue(name, options));
  }

  async #readDepths(): Promise<Depths> {
    const byStatus = new Map<RunStatus, number>(INDEXED.map((status) => [status, 0]));
    let oldest: number | undefined;
    for (let from = "-"; ; ) {
      const projects = await answered(
        this.#redis.zrange(this.#keys.catalog("projects"), from, "+", "BYLEX", "LIMIT", 0, STEP),
      );
      const pipeline = this.#redis.pipeline();
      for (const project of projects) {
        for (const status of INDEXED) pipeline.zcard(this.#keys.catalog("runs_in", project, status));
        pipeline.zrange(this.#keys.catalog("runs_in", project, "queued"), 0, 0);
      }
      const replies = (await pipeline.exec()) ?? [];
      replies.forEach(([, reply], index) => {
        const status = INDEXED[index % (INDEXED.length + 1)];
        if (status !== undefined) byStatus.set(status, (byStatus.get(status) ?? 0) + Number(reply ?? 0));
        else
          oldest = earlier(
            oldest,
            Array.isArray(reply) && typeof reply[0] === "string" ? idTimeMs(reply[0]) : undefined,
          );
      });
      const last = projects.at(-1);
      if (projects.length < STEP || last === undefined) return { byStatus, oldestQueuedMs: oldest };
      from = `(${last}`;
    }
  }
}

function earlier(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return Math.min(left, right);
}
