import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type CompiledEmbedded, compileEmbedded } from "./compiled.js";
import { isAlive, noteNames, readNotes, until } from "./notes.js";

const RUN_ALL = fileURLToPath(new URL("fixtures/run-all.mjs", import.meta.url));
const PROGRAM = fileURLToPath(new URL("fixtures/program.mjs", import.meta.url));

let compiled: CompiledEmbedded;
let folder: string;
let data: string;
let notes: string;
const started: Started[] = [];

class Started {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown[]>;
  stdout = "";
  stderr = "";

  constructor(
    options: { readonly port?: number; readonly gatewayProcesses?: number },
    environment: NodeJS.ProcessEnv,
  ) {
    const all = {
      dataDirectory: data,
      port: 0,
      host: "127.0.0.1",
      gatewayProcesses: 1,
      mainScript: PROGRAM,
      ...options,
    };
    const { REDIS_URL: _theirs, ...inherited } = process.env;
    this.process = spawn(process.execPath, [RUN_ALL, join(compiled.folder, "all.js"), JSON.stringify(all)], {
      env: { ...inherited, TEST_NOTES: notes, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stdout?.on("data", (text) => {
      this.stdout += text;
    });
    this.process.stderr?.on("data", (text) => {
      this.stderr += text;
    });
    this.ended = once(this.process, "close");
    started.push(this);
  }

  async ready(): Promise<this> {
    await until(() => this.stdout.includes("Ctrl-C stops everything") || this.process.exitCode !== null);
    expect(this.stderr).toBe("");
    return this;
  }

  async stop(signal: NodeJS.Signals = "SIGINT"): Promise<unknown> {
    this.process.kill(signal);
    const [code] = await this.ended;
    return code;
  }
}

function run(
  options: ConstructorParameters<typeof Started>[0] = {},
  environment: NodeJS.ProcessEnv = {},
): Started {
  return new Started(options, environment);
}

function redisPid(): number {
  return Number(readFileSync(join(data, "redis", "redis.pid"), "utf8"));
}

async function withRedis<T>(use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis({ path: join(data, "redis", "redis.sock") });
  redis.on("error", () => undefined);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

beforeAll(async () => {
  compiled = await compileEmbedded();
});
afterAll(() => compiled.remove());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bosporus-test-"));
  data = join(folder, "data");
  notes = join(folder, "notes");
});

afterEach(async () => {
  // All are told before the first is waited for: a Redis that the second took over keeps the pipes of the first open.
  const all = started.splice(0);
  for (const one of all) one.process.kill("SIGTERM");
  await Promise.all(all.map((one) => one.ended));
  await rm(folder, { recursive: true, force: true });
});

it("starts everything, says what to try, stops in order, and finds its data again", async () => {
  const first = await run({ gatewayProcesses: 1 }).ready();
  const { apiKey } = JSON.parse(readFileSync(join(data, "credentials.json"), "utf8")) as { apiKey: string };
  expect(first.stdout).toContain(`\nKEY=${apiKey}\n`);
  await withRedis((redis) => redis.set("key", "kept"));
  const pid = redisPid();
  expect(await first.stop("SIGINT")).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(noteNames(notes).filter((name) => !name.endsWith(" start"))).toEqual([
    "gateway stopping",
    "gateway stopped",
    "worker stopping",
    "worker stopped",
  ]);
  // Redis outlives both.
  expect(readNotes(notes).flatMap(({ redis }) => redis ?? [])).toEqual(["+PONG", "+PONG"]);

  const second = await run().ready();
  expect(second.stdout).toContain(`\nKEY=${apiKey}\n`);
  expect(await withRedis((redis) => redis.get("key"))).toBe("kept");
  expect(await second.stop("SIGTERM")).toBe(0);
});

it("gives the processes what they need, and leaves what the user has set", async () => {
  const all = await run(
    {},
    { BOOTSTRAP_API_KEY: `strait_${"a".repeat(64)}`, ALLOW_PRIVATE_ENDPOINTS: "false" },
  ).ready();
  const credentials = JSON.parse(readFileSync(join(data, "credentials.json"), "utf8")) as Record<
    string,
    string
  >;
  for (const { environment } of readNotes(notes).filter(({ event }) => event === "start")) {
    expect(environment).toEqual({
      PORT: expect.stringMatching(/^[1-9]\d*$/),
      HOST: "127.0.0.1",
      REDIS_URL: `unix://${join(data, "redis", "redis.sock")}`,
      JWT_SIGNING_KEY: credentials["jwtSigningKey"],
      INTERNAL_SECRET: credentials["internalSecret"],
      BOOTSTRAP_API_KEY: `strait_${"a".repeat(64)}`,
      BOOTSTRAP_PROJECT_ID: "default",
      ALLOW_PRIVATE_ENDPOINTS: "false",
    });
  }
  expect(all.stdout).toContain(`KEY=strait_${"a".repeat(64)}`);
});

it("prints commands that work as they are when pasted into a shell", async () => {
  const all = await run().ready();
  const lines = all.stdout.split("\n");
  const from = lines.findIndex((line) => line.startsWith("KEY="));
  const { stdout } = await promisify(execFile)("bash", ["-c", lines.slice(from, from + 4).join("\n")]);
  expect(stdout).toBe('job job-1\n{"id":"run-1","run_token":"token-1"}\n{"status":"ok"}\n');
  const key = `Bearer ${lines[from]?.slice("KEY=".length)}`;
  const requests = readNotes(notes).filter(({ event }) => event === "request");
  expect(requests.map(({ path, authorization }) => [path, authorization])).toEqual([
    ["POST /v1/jobs", key],
    ["POST /v1/jobs/job-1/trigger", key],
    ["POST /sdk/v1/runs/run-1/heartbeat", "Bearer token-1"],
  ]);
  expect(JSON.parse(requests[0]?.body ?? "")).toEqual({
    project_id: "default",
    name: "Hello",
    slug: expect.stringMatching(/^hello-\d+$/),
    execution_mode: "worker",
  });
});

it("says in one line that the port is in use, before anything is started or made", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const all = run({ port });
  expect((await all.ended)[0]).toBe(1);
  expect(all.stderr).toMatch(new RegExp(`^Port ${port} is in use: .*PORT=\\d+ npm start\\n$`));
  expect(existsSync(data)).toBe(false);
  other.close();
});

it.each([
  [
    "no Redis server",
    { REDIS_SERVER: "/nothing/redis-server" },
    /^REDIS_SERVER is \/nothing\/redis-server, .*\n$/,
  ],
  [
    "an unknown fsync setting",
    { EMBEDDED_REDIS_APPENDFSYNC: "maybe" },
    /^EMBEDDED_REDIS_APPENDFSYNC is maybe: .*\n$/,
  ],
])("says in one line: %s", async (_case, environment, line) => {
  const all = run({}, environment);
  expect((await all.ended)[0]).toBe(1);
  expect(all.stderr).toMatch(line);
  expect(readNotes(notes)).toEqual([]);
});

it("says in one line that another start has the directory", async () => {
  const first = await run().ready();
  const second = run();
  expect((await second.ended)[0]).toBe(1);
  expect(second.stderr).toBe(
    `Another start (pid ${first.process.pid}) is running on ${join(data, "redis")}: stop it, or use another data directory\n`,
  );
});

it("starts no Redis when REDIS_URL is set", async () => {
  await run({}, { REDIS_URL: "redis://127.0.0.1:1" }).ready();
  expect(existsSync(join(data, "redis"))).toBe(false);
  expect(readNotes(notes)[0]?.environment?.["REDIS_URL"]).toBe("redis://127.0.0.1:1");
});

it("ends with code 78, Redis stopped, when a gateway's configuration is wrong", async () => {
  const all = run({}, { TEST_EXIT_CODE: "78", TEST_EXIT_ROLE: "gateway" });
  expect((await all.ended)[0]).toBe(78);
  expect(existsSync(join(data, "redis", "redis.pid"))).toBe(false);
});

it("starts a crashed Redis again on the same data", async () => {
  const all = await run().ready();
  await withRedis((redis) => redis.set("key", "kept"));
  const killed = redisPid();
  process.kill(killed, "SIGKILL");
  await until(() => existsSync(join(data, "redis", "redis.pid")) && redisPid() !== killed);
  expect(await withRedis((redis) => redis.get("key"))).toBe("kept");
  expect(all.stderr).toBe("redis-server ended (SIGKILL): starting it again\n");
  expect(await all.stop()).toBe(0);
});

it("leaves no gateway or worker behind when it is killed itself, and starts again on its data", async () => {
  const first = await run().ready();
  await withRedis((redis) => redis.set("key", "kept"));
  const pids = readNotes(notes).map(({ pid }) => pid);
  first.process.kill("SIGKILL");
  await until(() => !pids.some(isAlive));
  await run().ready();
  expect(await withRedis((redis) => redis.get("key"))).toBe("kept");
});

it("leaves no child behind whose parent is gone before it has begun", async () => {
  const watch = pathToFileURL(join(compiled.folder, "parent-watch.js")).href;
  const child = spawn(process.execPath, ["--import", watch, PROGRAM, "worker"], {
    env: { ...process.env, TEST_NOTES: notes },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  child.disconnect();
  const [code, signal] = await once(child, "exit");
  expect([code, signal]).toEqual([null, "SIGTERM"]);
});

it("kills what does not stop at a second signal", async () => {
  const all = await run({}, { TEST_NEVER_STOP: "yes" }).ready();
  all.process.kill("SIGINT");
  await until(() => noteNames(notes).includes("gateway stopping"));
  const again = setInterval(() => all.process.kill("SIGINT"), 100);
  expect((await all.ended)[0]).toBe(130);
  clearInterval(again);
  expect(existsSync(join(data, "redis", "redis.pid"))).toBe(false);
});
