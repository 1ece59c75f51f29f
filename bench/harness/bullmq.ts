import { setTimeout as sleep } from "node:timers/promises";
import type { Figure } from "../report/result.js";
import { summarize } from "../statistics.js";
import { LABELS, startBullmq } from "./contenders.js";
import { ask, type Child } from "./processes.js";

const POLL_MS = 5;

/** Jobs that BullMQ adds at once, and that it processes at once; runs of ours that are under way at once. */
export const IN_FLIGHT = 100;

/** The measure in which whole runs and BullMQ's jobs are compared. */
export const WHOLE_RUNS = "whole runs/s";

/** The figure of the peer's rounds. */
export function bullmqFigure(rates: readonly number[], generator: "add" | "addBulk" = "add"): Figure {
  return {
    subject: LABELS.bullmq,
    measure: WHOLE_RUNS,
    generator,
    summary: summarize(rates),
    errors: 0,
  };
}

/** Plain BullMQ, one process that adds and one that processes. */
export class BullmqPeer {
  readonly #adder: Child;
  readonly #worker: Child;

  private constructor(adder: Child, worker: Child) {
    this.#adder = adder;
    this.#worker = worker;
  }

  static async start(redisUrl: string): Promise<BullmqPeer> {
    const [adder, worker] = await Promise.all([
      startBullmq("adder", redisUrl),
      startBullmq("worker", redisUrl),
    ]);
    return new BullmqPeer(adder, worker);
  }

  /** Adds jobs for so many seconds, `bulk` a call, and waits until all are processed: jobs a second of the whole time. */
  async rate(seconds: number, bulk = 1): Promise<number> {
    const before = await ask(this.#worker, { completed: true }, "completed");
    const start = performance.now();
    const added = await ask(this.#adder, { add: seconds * 1000, bulk }, "added");
    while ((await ask(this.#worker, { completed: true }, "completed")) - before < added) await sleep(POLL_MS);
    return added / ((performance.now() - start) / 1000);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#adder.stop(), this.#worker.stop()]);
  }
}
