import type { Redis } from "ioredis";
import type { RedisSettings } from "../config.js";
import type { allCells } from "../store/cell.js";
import { linksTo } from "../store/links.js";
import { RedisConnections } from "../store/redis-connections.js";

/** The Redis servers of a data set as one command reaches them: each is connected to once, and left by `close`. */
export class CellConnections {
  /** That of the first cell, which says how many there are. */
  readonly first: Redis;
  readonly #connections: RedisConnections;
  readonly #opened: Redis[] = [];

  constructor(settings: RedisSettings) {
    this.#connections = new RedisConnections(settings);
    this.first = this.#open(this.#connections);
  }

  /** That of each cell. It may not answer yet. */
  to(cells: ReturnType<typeof allCells>): ReturnType<typeof linksTo<Redis>> {
    return linksTo(this.#connections, cells, (own) =>
      own === this.#connections ? this.first : this.#open(own),
    );
  }

  close(): void {
    for (const redis of this.#opened) redis.disconnect();
  }

  #open(own: RedisConnections): Redis {
    const redis = own.forRequests();
    redis.on("error", () => undefined);
    this.#opened.push(redis);
    return redis;
  }
}
