import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { claimDirectory, socketFolder } from "./directory-claim.js";
import { findProgram } from "./find-redis.js";
import { stopOrphan } from "./orphaned-redis.js";
import { addressUrl, probeRedis, type RedisAddress } from "./redis-address.js";

const run = promisify(execFile);

const PROBE_INTERVAL_MS = 10;
const STOP_TIMEOUT_MS = 30_000;
const KEPT_OUTPUT_CHARS = 4096;
const LOOPBACK = "127.0.0.1";

/** When Redis syncs its append-only file to the disk. */
export type AppendFsync = "always" | "everysec" | "no";

/** How to run a Redis server as a child of this process. */
export interface RedisServerOptions {
  readonly binary: string;
  /** Holds the data; made with mode 0700 when missing. One server at a time. */
  readonly directory: string;
  readonly appendfsync: AppendFsync;
  /** A Unix socket (the default) or a free port of the loopback address. */
  readonly socket?: boolean;
  readonly extraArguments?: readonly string[];
}

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A Redis server that answers. */
export interface RedisServer {
  /** `unix://<absolute path>` or `redis://127.0.0.1:<port>`; the same at each start on the directory. */
  readonly url: string;
  readonly pid: number;
  /** Settles when the process has ended, asked or not, and the directory is free again. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** The last lines the process wrote. */
  output(): string;
  /** Writes and syncs the append-only file, then ends. */
  stop(): Promise<void>;
  /** SIGKILL: what a crash of the process does. */
  kill(): Promise<void>;
}

/** What a start came to; each `reason` is one line that says what to do. */
export type RedisStart =
  | { readonly outcome: "started"; readonly server: RedisServer }
  | { readonly outcome: "occupied"; readonly reason: string }
  | { readonly outcome: "failed"; readonly reason: string };

function freePort(wanted: number): Promise<number> {
  return new Promise((settle, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" && wanted !== 0) freePort(0).then(settle, reject);
      else reject(error);
    });
    server.listen(wanted, LOOPBACK, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => settle(port));
    });
  });
}

/** The address of the last start on this directory: where an orphan of it would listen. */
async function lastAddress(directory: string, folder: string, socket: boolean): Promise<RedisAddress> {
  if (socket) return { path: join(folder, "redis.sock") };
  const written = Number(await readFile(join(directory, "redis.port"), "utf8").catch(() => "0"));
  return { host: LOOPBACK, port: Number.isInteger(written) && written > 0 && written < 65_536 ? written : 0 };
}

async function nextAddress(last: RedisAddress, directory: string): Promise<RedisAddress> {
  if ("path" in last) return last;
  const port = await freePort(last.port);
  await writeFile(join(directory, "redis.port"), String(port), { mode: 0o600 });
  return { host: LOOPBACK, port };
}

function serverArguments(options: RedisServerOptions, directory: string, address: RedisAddress): string[] {
  const listening =
    "path" in address
      ? ["--port", "0", "--unixsocket", address.path, "--unixsocketperm", "700"]
      : ["--port", String(address.port), "--bind", address.host];
  return [
    ...["--dir", directory, "--pidfile", join(directory, "redis.pid"), "--daemonize", "no"],
    ...listening,
    ...["--appendonly", "yes", "--appendfsync", options.appendfsync, "--save", ""],
    ...["--maxmemory-policy", "noeviction", "--loglevel", "warning"],
    ...["--stream-node-max-bytes", "1024", "--hash-max-listpack-value", "512"],
    ...(options.extraArguments ?? []),
  ];
}

/**
 * On Linux the kernel is asked to end the server when its parent is killed; where that cannot be had, the next
 * start on the directory ends it.
 */
async function tiedToParent(): Promise<readonly string[]> {
  const setpriv = process.platform === "linux" ? await findProgram("setpriv") : undefined;
  if (setpriv === undefined) return [];
  const prefix = [setpriv, "--pdeathsig", "TERM"];
  return run(setpriv, [...prefix.slice(1), "true"]).then(
    () => prefix,
    () => [],
  );
}

class ChildServer implements RedisServer {
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  readonly #child: ChildProcess;
  #output = "";

  constructor(child: ChildProcess, url: string, afterExit: () => Promise<void>) {
    this.#child = child;
    this.url = url;
    this.pid = child.pid ?? 0;
    const keep = (text: string): void => {
      this.#output = (this.#output + text).slice(-KEPT_OUTPUT_CHARS);
    };
    child.stdout?.setEncoding("utf8").on("data", keep);
    child.stderr?.setEncoding("utf8").on("data", keep);
    this.exited = new Promise<ProcessExit>((settle) => {
      child.once("error", (error) => {
        keep(`${error.message}\n`);
        settle({ code: null, signal: null });
      });
      child.once("close", (code, signal) => settle({ code, signal }));
    }).then(async (exit) => {
      await afterExit();
      return exit;
    });
  }

  output(): string {
    return this.#output;
  }

  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await this.exited;
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited;
  }
}

/** The last line of a server that ended, without Redis's own prefix of pid, role and time. */
function lastWords(output: string): string {
  const line = output.trim().split("\n").at(-1) ?? "";
  return line.replace(/^\d+:[A-Z] \d+ \w+ \d+ [\d:.]+ [.\-*#] /, "") || "it said nothing";
}

/** True when the server answers; false when it ended first. Loading a large data set may take minutes. */
async function becomesReady(server: RedisServer, address: RedisAddress): Promise<boolean> {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  while (!ended) {
    const probe = await probeRedis(address);
    if (probe.outcome === "ready" && !ended) return true;
    await delay(PROBE_INTERVAL_MS);
  }
  return false;
}

async function launch(options: RedisServerOptions, directory: string, address: RedisAddress) {
  const [program = options.binary, ...args] = [
    ...(await tiedToParent()),
    options.binary,
    ...serverArguments(options, directory, address),
  ];
  // In a group of its own: Ctrl-C in a terminal goes to a whole group, and Redis has to outlive the gateways.
  return spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
}

async function startClaimed(
  options: RedisServerOptions,
  directory: string,
  folder: string,
  release: () => Promise<void>,
): Promise<RedisStart> {
  const last = await lastAddress(directory, folder, options.socket ?? true);
  const orphan = await stopOrphan(join(directory, "redis.pid"), last);
  if (orphan.outcome === "stuck") {
    const reason = `A redis-server (pid ${orphan.pid}) that an earlier start left on ${directory} does not end: end it with "kill ${orphan.pid}" and start again`;
    return { outcome: "failed", reason };
  }
  const address = await nextAddress(last, directory);
  const server = new ChildServer(await launch(options, directory, address), addressUrl(address), release);
  if (await becomesReady(server, address)) return { outcome: "started", server };
  const reason = `redis-server on ${directory} ended at its start: ${lastWords(server.output())}`;
  return { outcome: "failed", reason };
}

/**
 * Starts a Redis server with its append-only file on, no snapshots and no eviction, and waits until its data is
 * loaded and it answers. Ends a server that a killed start left on the directory first.
 */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisStart> {
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const folder = await socketFolder(directory);
  const claim = await claimDirectory(folder);
  if (claim.outcome === "occupied") {
    const reason = `Another start (pid ${claim.pid}) is running on ${directory}: stop it, or use another data directory`;
    return { outcome: "occupied", reason };
  }
  let start: RedisStart | undefined;
  try {
    start = await startClaimed(options, directory, folder, claim.release);
    return start;
  } finally {
    if (start?.outcome !== "started") await claim.release();
  }
}
