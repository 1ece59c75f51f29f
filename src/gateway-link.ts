import type { Redis } from "ioredis";
import type { Cell } from "./store/cell.js";
import { type ReadyJob, readyJobOf } from "./store/claims.js";
import { checkRedis, whenThere } from "./store/connection.js";
import { RedisClock } from "./store/redis-clock.js";
import { type RedisConnections, waitUntilReady, whenHearing } from "./store/redis-connections.js";
import { RedisHealth } from "./store/redis-health.js";
import { StreamWatch } from "./store/stream-watch.js";

/** Who hears what Redis tells the gateway. */
export interface GatewayListener {
  /** A pull job has got a run to hand out. */
  ready(job: ReadyJob): void;
  /** The status of a followed run has changed. */
  changed(runId: string): void;
  /** Something may have happened unheard. */
  missed(): void;
}

/** The connections of a gateway to one Redis, for all cells that lie there. */
export class GatewayLink {
  readonly redis: Redis;
  readonly following: Redis;
  readonly clock: RedisClock;
  readonly health: RedisHealth;
  readonly #watches = new Map<Cell, StreamWatch>();
  readonly #subscriber: Redis;
  readonly #cells: readonly Cell[];

  /** `report` hears of errors of the connection that requests are answered from. */
  constructor(connections: RedisConnections, cells: readonly Cell[], report: (error: Error) => void) {
    this.#cells = cells;
    this.redis = connections.forRequests();
    connections.lead(this.redis);
    this.clock = new RedisClock(this.redis);
    this.health = new RedisHealth(this.redis, connections, cells);
    this.#subscriber = connections.forSubscriptions(
      cells.flatMap(({ keys }) => [keys.catalog("ready_channel"), keys.catalog("changes_channel")]),
    );
    // Unheard errors of a connection would end the process; its state is told by /health/ready.
    this.redis.on("error", report);
    this.#subscriber.on("error", () => undefined);
    this.following = connections.forRequests();
    this.following.on("error", () => undefined);
    // One a cell: in a cluster no read may be about two.
    for (const cell of cells) {
      const waiting = connections.forWaiting(StreamWatch.blockMs);
      waiting.on("error", () => undefined);
      this.#watches.set(cell, new StreamWatch(waiting, this.following));
    }
  }

  /** Who waits for entries of the streams of each cell that lies there. */
  get watches(): ReadonlyMap<Cell, StreamWatch> {
    return this.#watches;
  }

  /** Whether Redis is there within the time. */
  isReachable(timeoutMs: number): Promise<boolean> {
    return waitUntilReady(this.redis, timeoutMs);
  }

  /** Looks whether Redis is fit, and brings its data up. Throws {@link ConfigurationError} when it is not. */
  async start(report: (step: string) => void): Promise<void> {
    await whenThere(async () => {
      await checkRedis(this.redis, this.#cells, report);
      await this.clock.start();
    });
    await this.health.start();
  }

  /** Tells the listener what is heard from now on. */
  listen(listener: GatewayListener): void {
    const heard = new Map<string, (id: string) => void>();
    for (const { keys } of this.#cells) {
      heard.set(keys.catalog("ready_channel"), (message) => listener.ready(readyJobOf(message)));
      heard.set(keys.catalog("changes_channel"), (id) => listener.changed(id));
    }
    this.#subscriber.on("smessage", (channel: string, id: string) => heard.get(channel)?.(id));
    whenHearing(this.#subscriber, () => listener.missed());
    for (const watch of this.#watches.values()) watch.start();
  }

  /** Of no use from then on. */
  stop(): void {
    this.clock.stop();
    this.health.stop();
    this.redis.disconnect();
    this.#subscriber.disconnect();
    for (const watch of this.#watches.values()) watch.stop();
    this.following.disconnect();
  }
}
