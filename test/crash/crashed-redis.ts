import type { Redis } from "ioredis";
import type { DisposableRedis } from "../support/redis.js";

/** The Redis of the crash test: what a product is told of it, and what can be done to it. */
export interface CrashedRedis {
  readonly redis: DisposableRedis;
  readonly environment: Readonly<Record<string, string>>;
  /** By name; each ends when writes are acknowledged again. One at a time. */
  readonly blows: Readonly<Record<string, () => Promise<void>>>;
  /** A connection to where the data is, for each cell. */
  connect(): Promise<readonly Redis[]>;
}
