import type { ChainableCommander } from "ioredis";
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
/** How BullMQ keeps the jobs of a state, under the name of the state. */
const JOB_STATES = {
  wait: "list",
  prioritized: "set",
  delayed: "set",
  active: "list",
  failed: "set",
} as const;

/** Reads the depth of queues when somebody asks: nothing is counted for it while runs move. */
export class DepthReader {
  readonly #cells: readonly CellToRead[];
  readonly #queueNames: readonly string[];
  #read: { readonly atMs: number; readonly depths: Promise<Depths> } | undefined;

  /** Of these cells together. */
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

  /** BullMQ jobs by queue and state. They are counted here: a gateway would load all of BullMQ for it, within a request. */
  async jobCounts(): Promise<(readonly [readonly string[], number])[]> {
    const places = this.#queueNames.flatMap((name) => Object.keys(JOB_STATES).map((state) => [name, state]));
    const counts = await answered(Promise.all(this.#cells.map((cell) => this.#jobsOf(cell))));
    return places.map((place, index) => [place, counts.reduce((sum, own) => sum + (own[index] ?? 0), 0)]);
  }

  /** Of each queue and state in turn. */
  async #jobsOf({ redis, cell }: CellToRead): Promise<number[]> {
    const pipeline: ChainableCommander = redis.pipeline();
    for (const name of this.#queueNames) {
      for (const [state, kind] of Object.entries(JOB_STATES)) {
        const key = `${cell.keys.queuePrefix}:${name}:${state}`;
        if (kind === "list") pipeline.llen(key);
        else pipeline.zcard(key);
      }
    }
    return ((await pipeline.exec()) ?? []).map(([, count]) => Number(count ?? 0));
  }

  async #sumOf(read: (cell: CellToRead) => Promise<number>): Promise<number> {
    return (await answered(Promise.all(this.#cells.map(read)))).reduce((sum, count) => sum + count, 0);
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
