import type { Redis } from "ioredis";

/** What the Redis server is configured with; undefined when this user may not ask, or it has no such setting. */
export async function serverSetting(redis: Redis, name: string): Promise<string | undefined> {
  const found = await redis.config("GET", name).catch(() => []);
  return (found as string[])[1];
}
