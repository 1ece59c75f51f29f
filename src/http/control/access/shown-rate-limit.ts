import type { RateLimit } from "../../../domain/rate-limit.js";

const DEFAULT_WINDOW_SECS = 60;

/** The rate limit that a body sets; undefined for none. */
export function rateLimitOf(body: {
  rate_limit_requests?: number;
  rate_limit_window_secs?: number;
}): RateLimit | undefined {
  if (body.rate_limit_requests === undefined) return undefined;
  return {
    requests: body.rate_limit_requests,
    windowSecs: body.rate_limit_window_secs ?? DEFAULT_WINDOW_SECS,
  };
}

/** The members that show a rate limit; none for none. */
export function shownLimit(limit: RateLimit | undefined) {
  return limit === undefined
    ? {}
    : { rate_limit_requests: limit.requests, rate_limit_window_secs: limit.windowSecs };
}
