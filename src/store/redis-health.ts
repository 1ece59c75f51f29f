import type { Redis } from "ioredis";
import type { Cell } from "./cell.js";
import { type CellKeys, FIRST_CELL } from "./keys.js";
import type { RedisConnections } from "./redis-connections.js";
import { isFull, type Room, roomOf } from "./storage.js";

const PROBE_EVERY_MS = 500;
/** An answer older than this says nothing of now. */
const FRESH_MS = 2_000;
const PROBE_KEPT_MS = 10_000;

const SHORTAGES: Readonly<Record<Exclude<Room, "enough">, string>> = {
  no_new_runs: "Redis is nearly full: no new runs",
  no_records: "Redis is nearly full: no new runs, logs, chunks and records",
  full: "Redis is full: runs can only end",
};

/** The first word of a refusal is its name: READONLY, MISCONF, BUSY, LOADING, NOREPLICAS. */
const REFUSAL = /^([A-Z]{3,}) /;

/** What a node of a cluster says while, or after, it has given the data to another one. */
const MOVING: ReadonlySet<string> = new Set(["ASK", "TRYAGAIN", "MOVED"]);
const MOVES = "Redis moves the data to another node";

/**
 * Asks Redis all the time whether it is a primary that takes writes. What it says is what a balancer hears, before
 * requests do; and a connection that nobody uses is noticed to be dead.
 */
export class RedisHealth {
  readonly #redis: Redis;
  readonly #connections: RedisConnections;
  /** Of one of the cells that lie there. */
  readonly #keys: CellKeys;
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  #goodAtMs: number | undefined;
  #refusal: string | undefined;
  #room: Room = "enough";
  #memoryShare = 0;
  /** Hears what is refused for want of memory, each time it is asked. */
  onRoom: (room: Room) => void = () => undefined;

  /** `redis` is the leader of the connections, which reach these cells. */
  constructor(redis: Redis, connections: RedisConnections, [cell]: readonly Cell[]) {
    this.#keys = cell?.keys ?? FIRST_CELL;
    this.#redis = redis;
    this.#connections = connections;
    redis.on("close", () => {
      this.#goodAtMs = undefined;
    });
    redis.on("ready", () => void this.#ask());
  }

  /** Asks once, and from then on regularly. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.#ask(), PROBE_EVERY_MS);
    this.#timer.unref();
    await this.#ask();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Why requests cannot be served, in a few words; undefined when they can. */
  get problem(): string | undefined {
    if (this.#redis.status !== "ready") return this.#connections.refusal ?? "Redis cannot be reached";
    if (this.#refusal !== undefined) return this.#refusal;
    if (this.#goodAtMs === undefined || performance.now() - this.#goodAtMs > FRESH_MS) {
      return "Redis does not answer";
    }
    return undefined;
  }

  /** What is refused for want of memory while the rest is served; undefined when nothing is. */
  get shortage(): string | undefined {
    return this.#room === "enough" ? undefined : SHORTAGES[this.#room];
  }

  /** Share of `maxmemory` that is used; 0 without such a bound. */
  get memoryShare(): number {
    return this.#memoryShare;
  }

  async #ask(): Promise<void> {
    // One that is not answered is ended by the silence of its connection.
    if (this.#asking || this.#redis.status !== "ready") return;
    this.#asking = true;
    const sentMs = performance.now();
    try {
      const [[role], written, memory] = await Promise.all([
        this.#redis.role() as Promise<[string]>,
        this.#redis.set(this.#keys.catalog("probe"), "1", "PX", PROBE_KEPT_MS).catch((error: unknown) => {
          if (isFull(error)) return "full" as const;
          throw error;
        }),
        this.#redis.info("memory"),
        // Two names that are none: asked for as commands ask, which a slot that is being moved refuses.
        this.#redis.exists(this.#keys.partitionPrefix, this.#keys.catalogPrefix),
      ]);
      const [usedBytes, mostBytes] = [bytesOf(memory, "used_memory"), bytesOf(memory, "maxmemory")];
      this.#memoryShare = mostBytes > 0 ? usedBytes / mostBytes : 0;
      this.#room = written === "full" ? "full" : roomOf(usedBytes, mostBytes, this.#room);
      this.onRoom(this.#room);
      if (role === "master" && written !== null) {
        this.#refusal = undefined;
        this.#goodAtMs = sentMs;
      } else {
        // A replica that takes writes loses them.
        this.#refusal = "Redis is a replica";
        this.#redis.disconnect(true);
      }
    } catch (error) {
      const name = error instanceof Error ? REFUSAL.exec(error.message)?.[1] : undefined;
      if (name !== undefined) this.#refusal = MOVING.has(name) ? MOVES : `Redis refuses writes: ${name}`;
    } finally {
      this.#asking = false;
    }
  }
}

/** A size in a section of INFO. */
function bytesOf(info: string, name: string): number {
  return Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0);
}
