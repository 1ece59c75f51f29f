import type { Redis } from "ioredis";
import { answered, RedisUnavailableError } from "./connection.js";

/** The longest that replicas are waited for, in ms. */
const MOST_MS = 1_000;

/** Waits until so many replicas have all that was written before on this connection; rejects when they do not in time. */
export async function reachReplicas(redis: Redis, replicas: number): Promise<void> {
  if ((await answered(redis.wait(replicas, MOST_MS))) >= replicas) return;
  throw new RedisUnavailableError(`the write has not reached ${replicas} replica(s) in time`);
}
