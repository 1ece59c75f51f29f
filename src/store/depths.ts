import type { Queue } from "bullmq";
import { idTimeMs } from "../domain/ids.js";
import { RUN_STATUSES, type RunStatus } from "../domain/run-status.js";
import { METRICS } from "../metrics/metrics.js";
import { answered } from "./connection.js";
import type { Store } from "./store.js";

/** How many runs there are, over all projects. */
export interface Depths {
  /** By status; `queued` counts dequeued ones too, which are in the same index. */
  readonly byStatus: ReadonlyMap<RunStatus, number>;
  /** Creation of the oldest run that is queued, ms; undefined when none is. */
  readonly oldestQueuedMs: number | undefined;
}

type CellToRead = Pick<Store, "redis" | "cell">;

/** Scrapes of several collectors at once share one look. */
const FRESH_MS = 2_000;
/** Projects of one pipeline: bounds how long Redis is busy with it. */
const STEP = 200;
/** Statuses with an index of their own: what is dequeued stays in that of the queued. */
export const INDEXED = RUN_STATUSES.filter((status) => status !== "dequeued");
const JOB_STATES = ["wait", "prioritized", "delayed", "active", "failed"] as const;

/** Reads the depth of queues when somebody asks: nothing is counted for it while runs move. */
export class DepthReader {
  readonly #cells: readonly CellToRead[];
  readonly #queueNames: readonly string[];
  #queues: Promise<Queue[]> | undefined;
  #read: { readonly atMs: number; readonly depths: Promise<Depths> } | undefined;

  /** Of these cells together; BullMQ is asked over their connections, too. */
  constructor(cells: readonly CellToRead[], queueNames: readonly string[]) {
    this.#cells = cells;
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
      [[], await this.#sumOf(({ redis, cell }) => redis.zcard(cell.keys.partition("deliveries_due")))],
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
    return this.#queueNames.flatMap((name) =>
      JOB_STATES.map((state) => {
        const own = counts.filter((one) => one.name === name);
        return [[name, state], own.reduce((sum, { states }) => sum + (states[state] ?? 0), 0)] as const;
      }),
    );
  }

  async #sumOf(read: (cell: CellToRead) => Promise<number>): Promise<number> {
    return (await answered(Promise.all(this.#cells.map(read)))).reduce((sum, count) => sum + count, 0);
  }

  /** BullMQ is loaded by the first look: a gateway that nobody asks for metrics has no need of it. */
  async #openQueues(): Promise<Queue[]> {
    const { Queue: BullQueue } = await import("bullmq");
    return this.#cells.flatMap(({ redis, cell }) => {
      const options = { connection: redis, prefix: cell.keys.queuePrefix, skipMetasUpdate: true };
      return this.#queueNames.map((name) => new BullQueue(name, options));
    });
  }

  async #readDepths(): Promise<Depths> {
    const byStatus = new Map<RunStatus, number>(INDEXED.map((status) => [status, 0]));
    let oldest: number | undefined;
    for (const cell of this.#cells) oldest = earlier(oldest, await this.#readCell(cell, byStatus));
    return { byStatus, oldestQueuedMs: oldest };
  }

  /** Adds what a cell has; the creation of its oldest run that is queued, ms. */
  async #readCell(
    { redis, cell: { keys } }: CellToRead,
    byStatus: Map<RunStatus, number>,
  ): Promise<number | undefined> {
    let oldest: number | undefined;
    for (let from = "-"; ; ) {
      const projects = await answered(
        redis.zrange(keys.catalog("projects"), from, "+", "BYLEX", "LIMIT", 0, STEP),
      );
      const pipeline = redis.pipeline();
      for (const project of projects) {
        for (const status of INDEXED) pipeline.zcard(keys.catalog("runs_in", project, status));
        pipeline.zrange(keys.catalog("runs_in", project, "queued"), 0, 0);
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
      if (projects.length < STEP || last === undefined) return oldest;
      from = `(${last}`;
    }
  }
}

function earlier(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return Math.min(left, right);
}
