import type { ClientAddresses } from "../auth/client-address.js";
import type { RunTokens } from "../auth/run-token.js";
import type { SseTokens } from "../auth/sse-token.js";
import type { Config } from "../config.js";
import type { Logger } from "../log.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import type { RedisHealth } from "../store/redis-health.js";
import type { Store } from "../store/store.js";
import type { Authentication } from "./access/authentication.js";
import type { RateLimiter } from "./access/rate-limiter.js";
import type { Readers } from "./live/readers.js";
import type { Traffic } from "./wire/traffic.js";

/** What every handler may use. */
export interface Gateway {
  readonly config: Config;
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly tokens: RunTokens;
  readonly sseTokens: SseTokens;
  readonly readers: Readers;
  readonly authentication: Authentication;
  readonly log: Logger;
  readonly traffic: Traffic;
  readonly limiter: RateLimiter;
  readonly addresses: ClientAddresses;
  readonly redisHealth: RedisHealth;
}
