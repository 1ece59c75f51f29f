import type { Redis } from "ioredis";
import { catalogKey } from "./keys.js";
import type { RedisConnections } from "./redis-connections.js";

const PROBE_EVERY_MS = 500;
/** An answer older than this says nothing of now. */
const FRESH_MS = 2_000;
const PROBE_KEPT_MS = 10_000;

/** The first word of a refusal is its name: READONLY, OOM, MISCONF, BUSY, LOADING, NOREPLICAS. */
const REFUSAL = /^([A-Z]{3,}) /;

/**
 * Asks Redis all the time whether it is a primary that takes writes. What it says is what a balancer hears, before
 * requests do; and a connection that nobody uses is noticed to be dead.
 */
export class RedisHealth {
  readonly #redis: Redis;
  readonly #connections: RedisConnections;
  #timer: NodeJS.Timeout | undefined;
  #asking = false;
  #goodAtMs: number | undefined;
  #refusal: string | undefined;

  /** `redis` is the leader of the connections. */
  constructor(redis: Redis, connections: RedisConnections) {
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

  async #ask(): Promise<void> {
    // One that is not answered is ended by the silence of its connection.
    if (this.#asking || this.#redis.status !== "ready") return;
    this.#asking = true;
    const sentMs = performance.now();
    try {
      const [[role], written] = await Promise.all([
        this.#redis.role() as Promise<[string]>,
        this.#redis.set(catalogKey("probe"), "1", "PX", PROBE_KEPT_MS),
      ]);
      if (role === "master" && written === "OK") {
        this.#refusal = undefined;
        this.#goodAtMs = sentMs;
      } else {
        // A replica that takes writes loses them.
        this.#refusal = "Redis is a replica";
        this.#redis.disconnect(true);
      }
    } catch (error) {
      const name = error instanceof Error ? REFUSAL.exec(error.message)?.[1] : undefined;
      if (name !== undefined) this.#refusal = `Redis refuses writes: ${name}`;
    } finally {
      this.#asking = false;
    }
  }
}
