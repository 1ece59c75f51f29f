import type { Redis } from "ioredis";
import { METRICS } from "../metrics/metrics.js";
import { answered } from "./connection.js";

const MEASURE_EVERY_MS = 1_000;
const US_PER_MS = 1000;

/**
 * Redis's clock, followed by this process's monotonic one: the offset is measured anew every second, from the
 * middle of a round trip. Scores of heartbeats come from it, so that a batch of them is one plain command.
 */
export class RedisClock {
  readonly #redis: Redis;
  #timer: NodeJS.Timeout | undefined;
  #offsetMs: number | undefined;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Measures once and from then on regularly. Rejects when Redis does not answer the first time. */
  async start(): Promise<void> {
    await this.#measure();
    this.#timer = setInterval(() => {
      // While Redis is away the offset stays: both clocks go on.
      this.#measure().catch(() => undefined);
    }, MEASURE_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Redis's time in µs as text; undefined before the first measurement. */
  nowUs(): string | undefined {
    if (this.#offsetMs === undefined) return undefined;
    return Math.round((performance.now() + this.#offsetMs) * US_PER_MS).toString();
  }

  async #measure(): Promise<void> {
    const sent = performance.now();
    const [seconds, microseconds] = await answered(this.#redis.time());
    const received = performance.now();
    METRICS.redisRoundTrip.observe((received - sent) / 1000);
    const middle = (sent + received) / 2;
    this.#offsetMs = Number(seconds) * 1000 + Number(microseconds) / US_PER_MS - middle;
  }
}
