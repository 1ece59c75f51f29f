import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { inject } from "vitest";
import { freePort } from "./ports.js";
import { eventually } from "./product.js";

/** What it calls the primary. */
export const MASTER = "main";
/** After so long without an answer the primary is taken for dead. */
const DOWN_AFTER_MS = 1_000;
const KNOWN_WITHIN_MS = 30_000;

/** A Sentinel, which alone decides. */
export interface Sentinel {
  /** As in REDIS_SENTINEL_ADDRS. */
  readonly address: string;
  readonly admin: Redis;
  release(): Promise<void>;
}

/** Starts a Sentinel that watches the primary on the port, and waits until it knows its replica. */
export async function startSentinel(primaryPort: number): Promise<Sentinel> {
  const folder = await mkdtemp(join(tmpdir(), "bosporus-sentinel-"));
  const port = await freePort();
  const file = join(folder, "sentinel.conf");
  const lines = [
    `port ${port}`,
    "bind 127.0.0.1",
    `dir ${folder}`,
    `sentinel monitor ${MASTER} 127.0.0.1 ${primaryPort} 1`,
    `sentinel down-after-milliseconds ${MASTER} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${MASTER} 5000`,
  ];
  await writeFile(file, lines.join("\n"));
  const child = spawn(inject("redisBinary"), [file, "--sentinel"], { stdio: "ignore" });
  const admin = new Redis({ port, host: "127.0.0.1" });
  admin.on("error", () => undefined);
  const known = await eventually(
    async () => (await admin.call("SENTINEL", "REPLICAS", MASTER).catch(() => [])) as unknown[],
    (replicas) => replicas.length === 1,
    KNOWN_WITHIN_MS,
  );
  if (known.length !== 1) throw new Error("the Sentinel does not know the replica");
  return {
    address: `127.0.0.1:${port}`,
    admin,
    async release() {
      admin.disconnect();
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The environment of a product that is led by the Sentinel. */
export function sentinelEnvironment({ address }: Sentinel): Record<string, string> {
  return {
    REDIS_URL: "redis://127.0.0.1:1",
    REDIS_SENTINEL_ADDRS: address,
    REDIS_SENTINEL_MASTER: MASTER,
  };
}
