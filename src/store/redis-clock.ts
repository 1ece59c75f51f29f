import type { Redis } from "ioredis";
import { METRICS } from "../metrics/metrics.js";
import { answered } from "./connection.js";

const MEASURE_EVERY_MS = 1_000;
const US_PER_MS = 1000;
/** A round trip that took longer says too little of when Redis answered: half of it is the error. */
const MOST_ROUND_TRIP_MS = 500;
/** Clocks drift, and Redis's may have been set, or be another server's: without a newer measurement none is used. */
const FRESH_MS = 5_000;

/**
 * Redis's clock, followed by this process's monotonic one: the offset is measured anew every second, from the
 * middle of a round trip. Scores of heartbeats come from it, so that a batch of them is one plain command.
 */
export class RedisClock {
  readonly #redis: Redis;
  #timer: NodeJS.Timeout | undefined;
  #offsetMs: number | undefined;
  #measuredAtMs = 0;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Measures once and from then on regularly. Rejects when Redis does not answer the first time. */
  async start(): Promise<void> {
    await this.#measure();
    this.#timer = setInterval(() => {
      // While Redis is away the offset stays for a while: both clocks go on.
      this.#measure().catch(() => undefined);
    }, MEASURE_EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Redis's time in ms; undefined while it is not known well enough. */
  nowMs(): number | undefined {
    const now = performance.now();
    if (this.#offsetMs === undefined || now - this.#measuredAtMs > FRESH_MS) return undefined;
    return now + this.#offsetMs;
  }

  /** Redis's time in whole ms as it was last known, however long ago; before that, this machine's. */
  lastKnownMs(): number {
    return this.#offsetMs === undefined ? Date.now() : Math.floor(performance.now() + this.#offsetMs);
  }

  /** Redis's time in µs as text; undefined while it is not known well enough. */
  nowUs(): string | undefined {
    const nowMs = this.nowMs();
    return nowMs === undefined ? undefined : Math.round(nowMs * US_PER_MS).toString();
  }

  async #measure(): Promise<void> {
    const sent = performance.now();
    const nowMs = await redisNowMs(this.#redis);
    const received = performance.now();
    METRICS.redisRoundTrip.observe((received - sent) / 1000);
    if (received - sent > MOST_ROUND_TRIP_MS) return;
    const middle = (sent + received) / 2;
    this.#measuredAtMs = middle;
    this.#offsetMs = nowMs - middle;
  }
}

/** Redis's time when it is asked, in ms and parts of one. */
export async function redisNowMs(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await answered(redis.time());
  return Number(seconds) * 1000 + Number(microseconds) / US_PER_MS;
}
