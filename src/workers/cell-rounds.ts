import type { Cells } from "../domain/cells.js";
import { LIMITS } from "../domain/limits.js";
import type { Logger } from "../log.js";
import { whenThere } from "../store/connection.js";
import type { Store } from "../store/store.js";
import { serves } from "./assignment.js";
import type { CellWorker } from "./cell-worker.js";

/**
 * Which cells this process works for: it tells each cell that it is there, hears from each who else is, and serves those
 * that are its own by that. Where there is one cell it serves that. A cell whose Redis is away is left as it is.
 */
export class CellRounds {
  readonly #stores: Cells<Store>;
  readonly #make: (store: Store) => CellWorker;
  readonly #log: Logger;
  readonly #served = new Map<Store, CellWorker>();
  /** Those that are not served any more, and have calls open. */
  readonly #leaving = new Set<Promise<void>>();
  readonly #draining = new Set<CellWorker>();
  #timer: NodeJS.Timeout | undefined;
  /** Cells that are asked who serves them; one whose Redis is away keeps no other from its turn. */
  readonly #asked = new Set<Store>();
  #stopped = false;

  constructor(stores: Cells<Store>, make: (store: Store) => CellWorker, log: Logger) {
    this.#stores = stores;
    this.#make = make;
    this.#log = log;
  }

  /** Calls that are open. */
  get open(): number {
    return this.#all().reduce((sum, { open }) => sum + open, 0);
  }

  get areRunning(): boolean {
    return [...this.#served.values()].every(({ isRunning }) => isRunning);
  }

  /** Begins with the cells that are this process's; rejects when one of them cannot be served. */
  async start(version: string): Promise<void> {
    for (const { processes } of this.#stores.all) processes.start("worker", version);
    if (this.#stores.all.length === 1) {
      await this.#enter(this.#stores.first);
      return;
    }
    await Promise.all(this.#stores.all.map((store) => whenThere(() => this.#look(store))));
    this.#timer = setInterval(() => {
      for (const store of this.#stores.all) if (!this.#asked.has(store)) void this.#again(store);
    }, LIMITS.processStepMs);
    this.#timer.unref();
  }

  /** Heartbeats the runs whose calls are open, in all cells; rejects with what the first of them has met. */
  async heartbeat(): Promise<void> {
    const beats = await Promise.allSettled(this.#all().map((worker) => worker.heartbeat()));
    const failed = beats.find((beat) => beat.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }

  /** Takes nothing new, and lets what is open come to its end. */
  async drain(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#served.values()].map((worker) => worker.drain()));
    await Promise.all(this.#leaving);
  }

  /** Of no use from then on. */
  async close(): Promise<void> {
    await Promise.all([...this.#served.values()].map((worker) => worker.close()));
    await Promise.all(this.#stores.all.map(({ processes }) => processes.stop()));
  }

  #all(): CellWorker[] {
    return [...this.#served.values(), ...this.#draining];
  }

  async #again(store: Store): Promise<void> {
    this.#asked.add(store);
    try {
      await this.#look(store);
    } catch (error) {
      this.#log.warn({ err: error, cell: store.cell.number }, "who serves a cell is asked again");
    } finally {
      this.#asked.delete(store);
    }
  }

  async #look(store: Store): Promise<void> {
    const { cell, processes } = store;
    const workers = await processes.livingWorkers();
    if (this.#stopped) return;
    const own = serves(processes.id, cell.number, cell.of, workers);
    if (own && !this.#served.has(store)) await this.#enter(store);
    else if (!own) this.#leave(store);
  }

  async #enter(store: Store): Promise<void> {
    const worker = this.#make(store);
    this.#served.set(store, worker);
    if (store.cell.of > 1) this.#log.info({ cell: store.cell.number }, "serves a cell");
    await worker.start();
  }

  #leave(store: Store): void {
    const worker = this.#served.get(store);
    if (worker === undefined) return;
    this.#served.delete(store);
    this.#draining.add(worker);
    this.#log.info({ cell: store.cell.number }, "leaves a cell to others");
    const left = worker
      .drain()
      .then(() => worker.close())
      .catch((error: unknown) => this.#log.warn({ err: error, cell: store.cell.number }, "left a cell"))
      .finally(() => {
        this.#leaving.delete(left);
        this.#draining.delete(worker);
      });
    this.#leaving.add(left);
  }
}
