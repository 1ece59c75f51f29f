import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { banner, reachableUrl } from "./banner.js";
import { type Credentials, loadCredentials } from "./credentials.js";
import { type EmbeddedRedis, startEmbeddedRedis } from "./embedded-redis.js";
import { checkPort } from "./listen-port.js";
import { onStopSignals } from "./stop-signals.js";
import { EXIT_FORCED, PARENT_WATCH, UNSUPERVISED } from "./supervised.js";
import { type ChildSpecification, Supervisor } from "./supervisor.js";

/** Settings of the command `all`; `port` 0 takes a free one. */
export interface AllOptions {
  /** Holds the credentials and the embedded Redis's data; made when missing. */
  readonly dataDirectory: string;
  readonly port: number;
  readonly host: string;
  readonly gatewayProcesses: number;
  /** The program that understands `gateway` and `worker`. */
  readonly mainScript: string;
}

/** Longer than the processes' own SHUTDOWN_TIMEOUT, which ends them in the usual case. */
const STOP_TIMEOUT_MS = 35_000;
const READY_POLL_MS = 50;
const READY_REQUEST_TIMEOUT_MS = 2000;
const EXIT_FAILED = 1;

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The variable as the user set it; an empty one counts as not set, as it does for the gateway. */
function given(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}

/** Which variable names a Redis that is there already. */
function ownRedis(): string | undefined {
  return ["REDIS_URL", "REDIS_CLUSTER", "REDIS_CELLS"].find((name) => given(name) !== undefined);
}

function childEnvironment(options: AllOptions, port: number, credentials: Credentials): NodeJS.ProcessEnv {
  const defaults = {
    JWT_SIGNING_KEY: credentials.jwtSigningKey,
    INTERNAL_SECRET: credentials.internalSecret,
    BOOTSTRAP_API_KEY: credentials.apiKey,
    BOOTSTRAP_PROJECT_ID: "default",
    // The endpoints of whoever tries this out run on the same machine.
    ALLOW_PRIVATE_ENDPOINTS: "true",
    ...(process.stdout.isTTY ? { LOG_FORMAT: "pretty" } : {}),
  };
  const environment: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of Object.entries(defaults)) environment[name] = given(name) ?? value;
  return { ...environment, PORT: String(port), HOST: options.host };
}

function stages(options: AllOptions, environment: NodeJS.ProcessEnv): ChildSpecification[][] {
  const child = (name: string, command: string): ChildSpecification => ({
    name,
    command: process.execPath,
    arguments: ["--import", PARENT_WATCH, options.mainScript, command, UNSUPERVISED],
    environment,
    stopTimeoutMs: STOP_TIMEOUT_MS,
  });
  const many = options.gatewayProcesses > 1;
  const gateways = Array.from({ length: options.gatewayProcesses }, (_, index) =>
    child(many ? `gateway ${index + 1}` : "gateway", "gateway"),
  );
  return [gateways, [child("worker", "worker")]];
}

/** True when a gateway says that it is ready; false when everything was stopped before. */
async function becomesReady(baseUrl: string, stopped: AbortSignal): Promise<boolean> {
  while (!stopped.aborted) {
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(READY_REQUEST_TIMEOUT_MS)]);
    const status = await fetch(`${baseUrl}/health/ready`, { signal }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => 0,
    );
    if (status === 200) return true;
    await delay(READY_POLL_MS);
  }
  return false;
}

function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere || ".";
}

interface Parts {
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly redis: EmbeddedRedis | undefined;
}

/** Brings data of a version before to this one, which needs that nobody else is there; false after a line on stderr. */
async function migrates(mainScript: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const child = spawn(process.execPath, [mainScript, "migrate", "--alone"], {
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}

/** Everything that has to be there before the first process starts; undefined after one line on stderr. */
async function prepare(options: AllOptions, dataDirectory: string): Promise<Parts | undefined> {
  const checked = await checkPort(options.host, options.port);
  if (checked.outcome === "taken") {
    complain(checked.reason);
    return undefined;
  }
  const loaded = await loadCredentials(dataDirectory);
  if (loaded.outcome === "unreadable") {
    complain(loaded.reason);
    return undefined;
  }
  if (ownRedis() !== undefined) {
    const environment = childEnvironment(options, checked.port, loaded.credentials);
    return { port: checked.port, environment, redis: undefined };
  }
  const redisDirectory = join(dataDirectory, "redis");
  const isOld = existsSync(redisDirectory);
  const start = await startEmbeddedRedis(redisDirectory, complain);
  if (start.outcome === "failed") {
    complain(start.reason);
    return undefined;
  }
  const environment = {
    ...childEnvironment(options, checked.port, loaded.credentials),
    REDIS_URL: start.redis.url,
  };
  if (isOld && !(await migrates(options.mainScript, environment))) {
    await start.redis.stop();
    return undefined;
  }
  return { port: checked.port, environment, redis: start.redis };
}

/**
 * The command `all`: an embedded Redis unless `REDIS_URL` or `REDIS_CLUSTER` is set, the gateways and a worker as processes of
 * their own, and what to try next. Ends at SIGINT, SIGTERM or SIGHUP (gateways first, then the worker, then
 * Redis; a second signal kills) and resolves with the exit code: 0 stopped, 1 a start that failed, 78 a wrong
 * configuration, 130 killed.
 */
export async function runAll(options: AllOptions): Promise<number> {
  const dataDirectory = resolve(options.dataDirectory);
  const stopped = new AbortController();
  let supervisor: Supervisor | undefined;
  let forced = false;
  onStopSignals(
    () => {
      complain("stopping: gateways, worker, Redis (press Ctrl-C again to force)");
      stopped.abort();
      void supervisor?.stop();
    },
    () => {
      forced = true;
      if (supervisor === undefined) process.exit(EXIT_FORCED);
      supervisor.force();
    },
  );
  const parts = await prepare(options, dataDirectory);
  if (parts === undefined) return EXIT_FAILED;
  supervisor = new Supervisor({ stages: stages(options, parts.environment), report: complain });
  const { finished } = supervisor;
  void finished.then(() => stopped.abort());
  if (stopped.signal.aborted) {
    void supervisor.stop();
  } else {
    supervisor.start();
    void parts.redis?.lost.then((reason) => {
      complain(reason);
      void supervisor?.stop(EXIT_FAILED);
    });
    void announce(options, parts, dataDirectory, stopped.signal);
  }
  const code = await finished;
  await parts.redis?.stop();
  return forced ? EXIT_FORCED : code;
}

async function announce(
  options: AllOptions,
  parts: Parts,
  dataDirectory: string,
  stopped: AbortSignal,
): Promise<void> {
  const baseUrl = reachableUrl(options.host, parts.port);
  if (!(await becomesReady(baseUrl, stopped))) return;
  process.stdout.write(
    banner({
      baseUrl,
      apiKey: parts.environment["BOOTSTRAP_API_KEY"] ?? "",
      projectId: parts.environment["BOOTSTRAP_PROJECT_ID"] ?? "",
      data: parts.redis === undefined ? `in the Redis of ${ownRedis()}` : `${shortest(dataDirectory)}/`,
    }),
  );
}
