import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { probeRedis, type RedisAddress } from "./redis-address.js";

const run = promisify(execFile);

const POLL_MS = 20;
const STOP_TIMEOUT_MS = 30_000;

/** What became of a server that a killed start left behind. */
export type OrphanOutcome =
  | { readonly outcome: "none" }
  | { readonly outcome: "stopped"; readonly pid: number }
  | { readonly outcome: "stuck"; readonly pid: number };

/** The command line of a process; empty when there is none (or only its zombie). */
async function commandLine(pid: number): Promise<string> {
  if (process.platform === "linux") return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return run("ps", ["-ww", "-o", "command=", "-p", String(pid)]).then(
    ({ stdout }) => stdout,
    () => "",
  );
}

/** Redis shows its listening address in its title, so a pid that was given to another process is told apart. */
async function isServerAt(pid: number, address: RedisAddress): Promise<boolean> {
  const line = await commandLine(pid);
  return line.includes("path" in address ? address.path : `${address.host}:${address.port}`);
}

async function orphanPid(pidFile: string, address: RedisAddress): Promise<number | undefined> {
  const written = Number(await readFile(pidFile, "utf8").catch(() => ""));
  if (Number.isSafeInteger(written) && written > 1 && (await isServerAt(written, address))) return written;
  if (!("path" in address)) return undefined;
  // The pid file may have been removed by hand; whoever listens on our socket writes to our directory.
  const probe = await probeRedis(address);
  return probe.outcome === "ready" ? probe.pid : undefined;
}

/**
 * Stops a server that outlived the process that started it. It is ended, not adopted, so that it runs with this
 * start's settings and as its child; SIGTERM writes and syncs the append-only file first, so nothing is lost.
 * Only to be called by the holder of the directory's claim.
 */
export async function stopOrphan(pidFile: string, address: RedisAddress): Promise<OrphanOutcome> {
  const pid = await orphanPid(pidFile, address);
  if (pid === undefined) return { outcome: "none" };
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    const gone = error instanceof Error && "code" in error && error.code === "ESRCH";
    return gone ? { outcome: "none" } : { outcome: "stuck", pid };
  }
  const until = Date.now() + STOP_TIMEOUT_MS;
  while (await isServerAt(pid, address)) {
    if (Date.now() > until) return { outcome: "stuck", pid };
    await delay(POLL_MS);
  }
  return { outcome: "stopped", pid };
}
