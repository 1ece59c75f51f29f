import { Redis } from "ioredis";

/** Where a local Redis listens: a socket's absolute path, or a port of the loopback address. */
export type RedisAddress = { readonly path: string } | { readonly host: string; readonly port: number };

const PROBE_TIMEOUT_MS = 3000;

/** The address as the `REDIS_URL` of the gateway and the workers. */
export function addressUrl(address: RedisAddress): string {
  return "path" in address ? `unix://${address.path}` : `redis://${address.host}:${address.port}`;
}

/** What one PING came to. `unready`: there is a server, and it loads its data or does not answer. */
export type Probe =
  | { readonly outcome: "ready"; readonly pid: number }
  | { readonly outcome: "unready" }
  | { readonly outcome: "absent" };

/** Asks a server once whether it can be used, on a connection of its own. */
export async function probeRedis(address: RedisAddress): Promise<Probe> {
  const redis = new Redis({
    ...address,

    lazyConnect: true,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    connectTimeout: PROBE_TIMEOUT_MS,
    commandTimeout: PROBE_TIMEOUT_MS,
  });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
  } catch {
    redis.disconnect();
    return { outcome: "absent" };
  }
  try {
    await redis.ping();
    const pid = /^process_id:(\d+)/m.exec(await redis.info("server"))?.[1];
    return { outcome: "ready", pid: Number(pid) };
  } catch {
    return { outcome: "unready" };
  } finally {
    redis.disconnect();
  }
}
