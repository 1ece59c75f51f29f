import type { Scripts } from "./scripts.js";

/** A limit as it is counted: `name` says of what, and is part of a key. */
export interface CountedLimit {
  readonly name: string;
  readonly requests: number;
  readonly windowMs: number;
}

/** Counts requests against limits, for all gateways together (control-api 8.2). */
export class RateLimits {
  readonly #scripts: Scripts;

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  /** What is left of the last limit, or the limit (from 0) that is reached and the ms until a request fits again. */
  async take(
    limits: readonly CountedLimit[],
  ): Promise<{ readonly remaining: number } | { readonly limit: number; readonly retryAfterMs: number }> {
    const counted = limits.map(({ name, requests, windowMs }) => ({
      name,
      most: requests,
      window: windowMs,
    }));
    const reply = await this.#scripts.run("rate-limit", { limits: counted });
    if (reply.outcome === "ok") return { remaining: reply.remaining };
    return { limit: reply.number, retryAfterMs: reply.wait };
  }
}
