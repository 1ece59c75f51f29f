/** So many requests in each window of time. */
export interface RateLimit {
  readonly requests: number;
  readonly windowSecs: number;
}
