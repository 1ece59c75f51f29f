import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { HTTP_CONTENDERS } from "../settings.js";
import { peerFile, ROOT } from "./paths.js";
import { answer, type Child, freePort, startNode, waitUntilReady } from "./processes.js";

/** Servers that answer the product's HTTP API, or the part of it that a benchmark calls. */
export type ContenderName = (typeof HTTP_CONTENDERS)[number];

/** How the contenders are called in tables and plots. */
export const LABELS: Readonly<Record<ContenderName | "bullmq", string>> = {
  bosporus: "bosporus",
  baseline: "baseline",
  bare: "bare uWebSockets.js",
  fastify: "Fastify + ioredis",
  "fastify-script": "Fastify + one EVALSHA",
  bullmq: "plain BullMQ",
};

/** A running server under test. */
export interface Contender {
  readonly name: ContenderName;
  readonly url: string;
  /** Its processes; empty for a remote one. */
  readonly pids: readonly number[];
  /** False when one of its processes has ended by itself. */
  running(): boolean;
  stop(): Promise<void>;
}

/** Keys that all contenders of one environment share, so that one run token is as good as another. */
export interface Credentials {
  readonly signingKey: string;
  readonly internalSecret: string;
  readonly apiKey: string;
  readonly projectId: string;
}

/** Fresh random keys. */
export function newCredentials(): Credentials {
  return {
    signingKey: randomBytes(32).toString("hex"),
    internalSecret: randomBytes(32).toString("hex"),
    apiKey: `strait_${randomBytes(32).toString("hex")}`,
    projectId: "bench",
  };
}

function environment(
  redis: Readonly<Record<string, string>>,
  credentials: Credentials,
  port: number,
): Record<string, string> {
  return {
    PORT: String(port),
    HOST: "127.0.0.1",
    ...redis,
    JWT_SIGNING_KEY: credentials.signingKey,
    INTERNAL_SECRET: credentials.internalSecret,
    BOOTSTRAP_API_KEY: credentials.apiKey,
    BOOTSTRAP_PROJECT_ID: credentials.projectId,
    ALLOW_PRIVATE_ENDPOINTS: "true",
    LOG_LEVEL: "warn",
    // The runs of one scenario stay silent while the others are measured.
    STALE_THRESHOLD: "2h",
  };
}

/** What must be running for a contender: itself and its health route. */
const PEERS: Readonly<
  Record<Exclude<ContenderName, "bosporus" | "baseline">, { file: string; env: Record<string, string> }>
> = {
  bare: { file: "bare", env: {} },
  fastify: { file: "fastify", env: {} },
  "fastify-script": { file: "fastify", env: { STORE: "script" } },
};

/** How a data set of so many cells is found in one Redis, or in several, each with as many cells in a row. */
function dataSet(redisUrls: readonly string[], cells: number): Record<string, string> {
  const each = cells / redisUrls.length;
  const ranges = redisUrls.map((url, at) => `${at * each}-${(at + 1) * each - 1}=${url}`);
  const [only = ""] = redisUrls;
  return {
    CELLS: String(cells),
    ...(redisUrls.length > 1 ? { REDIS_CELLS: ranges.join(",") } : { REDIS_URL: only }),
  };
}

/**
 * Starts a contender; of the gateway as many processes as asked, all on one port, from the given checkout. `holdMs`: how
 * long the bare one takes for an answer. `cells`: of a data set that it makes, in one Redis or in several.
 */
export async function startContender(
  name: ContenderName,
  redisUrl: string | readonly string[],
  credentials: Credentials,
  {
    processes = 1,
    folder = ROOT,
    holdMs = 0,
    cells = 1,
  }: { processes?: number; folder?: string | undefined; holdMs?: number; cells?: number } = {},
): Promise<Contender> {
  const port = await freePort();
  const redis = dataSet(typeof redisUrl === "string" ? [redisUrl] : redisUrl, cells);
  const env = { ...environment(redis, credentials, port), HOLD_MS: String(holdMs) };
  const url = `http://127.0.0.1:${port}`;
  const start = (): Child =>
    name === "bosporus" || name === "baseline"
      ? startProduct(folder, "gateway", env)
      : startNode(peerFile(PEERS[name].file), [], { ...env, ...PEERS[name].env });
  const began = performance.now();
  const first = start();
  await waitUntilReady(`${url}/health/ready`, first);
  const children = [first, ...Array.from({ length: processes - 1 }, start)];
  // The first process answers the health route for the others too, so they get the time it took, and more.
  if (processes > 1) await sleep((performance.now() - began) * processes);
  return {
    name,
    url,
    pids: children.map((child) => child.pid),
    running: () =>
      children.every((child) => child.process.exitCode === null && child.process.signalCode === null),
    stop: async () => {
      await Promise.all(children.map((child) => child.stop()));
    },
  };
}

/** Starts a process of a checkout; those of before the supervisor came know no option that leaves it out. */
function startProduct(folder: string, role: "gateway" | "worker", env: Record<string, string>): Child {
  const main = join(folder, "dist/main.js");
  const help = execFileSync(process.execPath, [main, role, "--help"], { encoding: "utf8" });
  return startNode(main, help.includes("--unsupervised") ? [role, "--unsupervised"] : [role], env);
}

/** Starts the process that dispatches runs to their endpoints. */
export function startDispatcher(redisUrl: string, credentials: Credentials): Child {
  return startProduct(ROOT, "worker", environment({ REDIS_URL: redisUrl }, credentials, 0));
}

/** Starts one side of the plain BullMQ peer. */
export async function startBullmq(role: "adder" | "worker", redisUrl: string): Promise<Child> {
  const child = startNode(peerFile("bullmq"), [], { REDIS_URL: redisUrl, ROLE: role });
  await answer(child, "ready");
  return child;
}
