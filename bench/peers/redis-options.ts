/** Where Redis is, in the form that both ioredis and BullMQ take. */
export type RedisAddress = { path: string } | { host: string; port: number; password?: string };

/** The address in a `redis://host:port` or `unix:///path` URL. */
export function redisOptions(url: string): RedisAddress {
  const parsed = new URL(url);
  if (parsed.protocol === "unix:") return { path: decodeURIComponent(parsed.pathname) };
  const password = decodeURIComponent(parsed.password);
  return { host: parsed.hostname, port: Number(parsed.port || 6379), ...(password ? { password } : {}) };
}
