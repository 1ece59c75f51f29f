import { type Job as BullJob, type Queue, type Telemetry, Worker, type WorkerOptions } from "bullmq";
import type { Redis } from "ioredis";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import type { CellKeys } from "../store/keys.js";

/** A job whose worker died goes to another one, however often that happens: only time ends a delivery. */
const MOST_STALLED = 1_000_000;
/** In s, one read of an empty queue; in ms, the pause after a read that failed: Redis may be back at once. */
const PACE = { drainDelay: 2, runRetryDelay: 250 };
const LOOK_EVERY_MS = 5_000;
/** Looks in a row at which jobs wait, this one has places free, and takes none. */
const MOST_IDLE_LOOKS = 3;

export interface QueueWorkerParts<Data> {
  /** Of the cell that the queue is in. */
  readonly keys: CellKeys;
  readonly queue: Queue<Data>;
  readonly concurrency: number;
  readonly process: (job: BullJob<Data>, token: string | undefined) => Promise<void>;
  readonly options: Pick<WorkerOptions, "lockDuration" | "stalledInterval" | "settings">;
  /** A connection for it alone. */
  readonly connect: () => Redis;
  readonly telemetry: Telemetry | undefined;
  readonly log: Logger;
  readonly lookEveryMs?: number;
}

/**
 * A BullMQ worker that is made anew when it takes nothing although jobs wait: its blocking read has more than once been
 * found never to return after a connection was lost.
 */
export class QueueWorker<Data> {
  readonly #parts: QueueWorkerParts<Data>;
  readonly #timer: NodeJS.Timeout;
  #worker: Worker<Data>;
  #taken = 0;
  #open = 0;
  #seen = 0;
  #idleLooks = 0;

  constructor(parts: QueueWorkerParts<Data>) {
    this.#parts = parts;
    this.#worker = this.#make();
    this.#timer = setInterval(() => {
      // While Redis is away nothing can be said.
      this.#look().catch(() => undefined);
    }, parts.lookEveryMs ?? LOOK_EVERY_MS);
    this.#timer.unref();
  }

  get isRunning(): boolean {
    return this.#worker.isRunning();
  }

  /** The one of the moment. */
  get current(): Worker<Data> {
    return this.#worker;
  }

  /** Takes nothing new, and waits for what is being done. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#worker.close();
  }

  async #look(): Promise<void> {
    const { queue, concurrency, log } = this.#parts;
    const { waiting = 0, prioritized = 0 } = await queue.getJobCounts("waiting", "prioritized");
    const idle = waiting + prioritized > 0 && this.#taken === this.#seen && this.#open < concurrency;
    this.#seen = this.#taken;
    this.#idleLooks = idle ? this.#idleLooks + 1 : 0;
    if (this.#idleLooks < MOST_IDLE_LOOKS) return;
    this.#idleLooks = 0;
    log.error({ queue: queue.name, waiting }, "a queue worker takes nothing and is made anew");
    METRICS.repairs.add(1, "queue_worker");
    const stuck = this.#worker;
    this.#worker = this.#make();
    // What it holds open goes on to its end; it waits for nothing, because it may be what hangs.
    stuck.close(true).catch(() => undefined);
  }

  #make(): Worker<Data> {
    const { keys, queue, concurrency, process, options, telemetry, log } = this.#parts;
    const connection = this.#parts.connect();
    connection.on("error", () => undefined);
    const counted = async (job: BullJob<Data>, token: string | undefined): Promise<void> => {
      this.#taken++;
      this.#open++;
      try {
        if (Object.keys(job.data as object).length > 0) await process(job, token);
        else
          log.warn(
            { queue: queue.name, job_id: job.id },
            "a job has lost its data: it is left to the repair",
          );
      } finally {
        this.#open--;
      }
    };
    const worker = new Worker<Data>(queue.name, counted, {
      connection,
      prefix: keys.queuePrefix,
      concurrency,
      ...PACE,
      ...(telemetry === undefined ? {} : { telemetry }),
      maxStalledCount: MOST_STALLED,
      // Of a job that has lost its options: it would be taken for the one that is made anew.
      removeOnComplete: { count: 0 },
      ...options,
    });
    worker.on("error", (error) => {
      log.warn({ err: error, queue: queue.name }, "queue worker");
    });
    worker.on("failed", (job, error) => {
      log.error({ err: error, queue: queue.name, job_id: job?.id }, "queue job failed");
    });
    worker.on("closed", () => {
      connection.disconnect();
    });
    return worker;
  }
}
