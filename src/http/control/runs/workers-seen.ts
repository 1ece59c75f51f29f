import { LRUCache } from "lru-cache";
import { BY_TURNS } from "../../../domain/turn-clock.js";
import type { Logger } from "../../../log.js";
import type { Workers } from "../../../store/workers.js";

/** Redis is told of a worker at most this often, so that claiming stays cheap. */
const TELL_EVERY_MS = 5_000;
const MOST_WORKERS = 10_000;

/** Remembers the workers that claim; nobody waits for it, and a list that is a moment old harms nobody. */
export class WorkersSeen {
  readonly #workers: Workers;
  readonly #log: Logger;
  readonly #told = new LRUCache<string, true>({ max: MOST_WORKERS, ttl: TELL_EVERY_MS, ...BY_TURNS });

  constructor(workers: Workers, log: Logger) {
    this.#workers = workers;
    this.#log = log;
  }

  note(projectId: string, workerId: string, filter: Parameters<Workers["touch"]>[2]): void {
    const name = `${projectId}\n${workerId}`;
    if (this.#told.has(name)) return;
    this.#told.set(name, true);
    this.#workers.touch(projectId, workerId, filter).catch((error: unknown) => {
      this.#told.delete(name);
      this.#log.debug({ err: error }, "a worker could not be remembered");
    });
  }
}
