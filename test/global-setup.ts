import type { TestProject } from "vitest/node";
import { ensureRedis } from "../src/embedded/install-redis.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of the Redis server that the tests run. */
    redisBinary: string;
  }
}

/** Finds the Redis server once for the whole run; each test file then starts its own from it. */
export async function setup(project: TestProject): Promise<void> {
  const redis = await ensureRedis((line) => process.stderr.write(`${line}\n`));
  if (redis.outcome !== "found") throw new Error(redis.reason);
  project.provide("redisBinary", redis.path);
}
