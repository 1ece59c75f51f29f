import type { Cell } from "./cell.js";
import { tagOfKey } from "./cell-tags.js";
import type { StreamWatch, Watcher } from "./stream-watch.js";

/** Watches streams of all cells, each where its cell lies. */
export class Watches {
  readonly #byTag = new Map<string, StreamWatch>();

  constructor(watches: Iterable<readonly [Cell, StreamWatch]>) {
    for (const [{ keys }, watch] of watches) this.#byTag.set(keys.tag, watch);
  }

  add(watcher: Watcher): void {
    this.#byTag.get(tagOfKey(watcher.key))?.add(watcher);
  }

  delete(watcher: Watcher): void {
    this.#byTag.get(tagOfKey(watcher.key))?.delete(watcher);
  }
}
