import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A gateway the example may use. */
export interface GatewayAccess {
  readonly url: string;
  readonly apiKey: string;
  readonly projectId: string;
  /** Stops it when it is the example's own. */
  stop(): Promise<void>;
}

/** The program as it was built, wherever this file was compiled to. */
const DIST = new URL("../", pathToFileURL(createRequire(import.meta.url).resolve("bosporus/client")));
/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL("../", DIST));
const MAIN = fileURLToPath(new URL("main.js", DIST));
/** Stops the gateway when this process is gone, however it ended. */
const PARENT_WATCH = new URL("embedded/parent-watch.js", DIST).href;
const START_MS = 60_000;
const POLL_MS = 50;

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function becomesReady(url: string, child: ChildProcess, signal: AbortSignal): Promise<boolean> {
  const until = Date.now() + START_MS;
  while (child.exitCode === null && Date.now() < until) {
    const ready = await fetch(`${url}/health/ready`, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return true;
    await delay(POLL_MS, undefined, { signal });
  }
  return false;
}

/**
 * Starts Redis, a gateway and a worker as `npm start` does, on a free port and with data of their own, which are gone
 * when it stops. `environment` is added to theirs.
 */
export async function startOwnGateway(
  projectId: string,
  signal: AbortSignal,
  environment: Readonly<Record<string, string>> = {},
): Promise<GatewayAccess> {
  const data = await mkdtemp(join(tmpdir(), "bosporus-example-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const apiKey = `strait_${randomBytes(32).toString("hex")}`;
  const { REDIS_URL: _foreign, ...inherited } = process.env;
  const child = spawn(process.execPath, ["--import", PARENT_WATCH, MAIN, "all", "--data-directory", data], {
    env: {
      ...inherited,
      HOST: "127.0.0.1",
      PORT: String(port),
      BOOTSTRAP_API_KEY: apiKey,
      BOOTSTRAP_PROJECT_ID: projectId,
      LOG_LEVEL: "warn",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // In a process group of its own: Ctrl-C reaches the example alone, which stops the gateway after its runs.
    detached: true,
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text: Buffer) => {
      printed += text.toString();
    });
  }
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  try {
    if (await becomesReady(url, child, signal)) return { url, apiKey, projectId, stop };
  } catch (error) {
    await stop();
    throw error;
  }
  await stop();
  throw new Error(`the gateway did not become ready:\n${printed}`);
}
