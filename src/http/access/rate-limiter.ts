import type { Config } from "../../config.js";
import type { Cells } from "../../domain/cells.js";
import { type Failure, fail } from "../../domain/failures.js";
import { METRICS } from "../../metrics/metrics.js";
import type { CountedLimit, RateLimits } from "../../store/rate-limits.js";
import type { Caller } from "./authentication.js";

const MS_PER_SECOND = 1000;
/** Routes that TRIGGER_RATE_LIMIT_REQUESTS is for. */
export const TRIGGERS: ReadonlySet<string> = new Set([
  ...["triggerRun", "triggerRuns", "sendEvent", "sendEventToPrefix"],
]);

/**
 * The limits of control-api 8.2, of control requests only: by address, by address for triggers, and by key or
 * project. A limit that is off costs nothing; those of one layer are one command. Redis away: 503, as for any call.
 */
export class RateLimiter {
  readonly #counts: Cells<RateLimits>;
  readonly #config: Pick<Config, "addressLimit" | "triggerLimit" | "keyLimit">;

  constructor(counts: Cells<RateLimits>, config: Pick<Config, "addressLimit" | "triggerLimit" | "keyLimit">) {
    this.#counts = counts;
    this.#config = config;
  }

  /** Whether an address has to be known for requests of the operation. */
  limitsAddresses(operation: string): boolean {
    const { addressLimit, triggerLimit } = this.#config;
    return addressLimit.requests > 0 || (triggerLimit.requests > 0 && TRIGGERS.has(operation));
  }

  /** Counts a request of an address, before anybody looks at who it is. */
  async checkAddress(address: string, operation: string): Promise<Failure | undefined> {
    const { addressLimit, triggerLimit } = this.#config;
    const limits: CountedLimit[] = [];
    if (addressLimit.requests > 0) limits.push({ name: `address:${address}`, ...addressLimit });
    if (triggerLimit.requests > 0 && TRIGGERS.has(operation)) {
      limits.push({ name: `triggers:${address}`, ...triggerLimit });
    }
    if (limits.length === 0) return undefined;
    const taken = await this.#counts.ofName(address).take(limits);
    if ("remaining" in taken) return undefined;
    METRICS.rateLimited.add(1, taken.limit === 0 && addressLimit.requests > 0 ? "address" : "triggers");
    return fail("too_many_requests", {
      message: "too many requests from this address: try again later",
      retryAfterSecs: Math.ceil(taken.retryAfterMs / MS_PER_SECOND),
    });
  }

  /**
   * Counts a request of a key: its own limit, else its project's, else the default. Answers the headers to answer
   * with, or at once that there is no limit.
   */
  checkCaller(caller: Caller): Promise<Failure | Readonly<Record<string, string>>> | undefined {
    const limit = this.#limitOf(caller);
    return limit === undefined ? undefined : this.#take(limit, caller.projectId ?? "");
  }

  async #take(limit: CountedLimit, projectId: string): Promise<Failure | Readonly<Record<string, string>>> {
    const taken = await this.#counts.ofProject(projectId).take([limit]);
    const shown = { "X-RateLimit-Limit": String(limit.requests) };
    if ("remaining" in taken) return { ...shown, "X-RateLimit-Remaining": String(taken.remaining) };
    METRICS.rateLimited.add(1, limit.name.startsWith("project:") ? "project" : "key");
    return fail("too_many_requests", {
      retryAfterSecs: Math.ceil(taken.retryAfterMs / MS_PER_SECOND),
      headers: { ...shown, "X-RateLimit-Remaining": "0" },
    });
  }

  #limitOf(caller: Caller): CountedLimit | undefined {
    if (caller.key === undefined) return undefined;
    const { key, projectLimit } = caller.key;
    const { keyLimit } = this.#config;
    if (key.rateLimit === undefined && projectLimit !== undefined) {
      const { requests, windowSecs } = projectLimit;
      return { name: `project:${key.projectId}`, requests, windowMs: windowSecs * MS_PER_SECOND };
    }
    const { requests, windowSecs } = key.rateLimit ?? keyLimit;
    return requests > 0
      ? { name: `key:${key.id}`, requests, windowMs: windowSecs * MS_PER_SECOND }
      : undefined;
  }
}
