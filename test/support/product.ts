import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { Agent, fetch, type Headers } from "undici";
import { inject } from "vitest";
import { partitionKey } from "../../src/store/keys.js";
import { checkAnswer } from "./checked-answers.js";
import { freePort } from "./ports.js";
import { type DisposableRedis, startDisposableRedis } from "./redis.js";

/** One process of the product, started as an operator would. */
export interface ProductProcess {
  readonly child: ChildProcess;
  /** Everything it has printed so far. */
  readonly output: () => string;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the end; answers the exit code. */
  stop(): Promise<number | null>;
}

export interface ProductOptions {
  readonly gateways?: number;
  readonly workers?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly appendfsync?: "always" | "everysec" | "no";
  /** The Redis it uses, which is released with it; one of its own by default. */
  readonly redis?: DisposableRedis;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined when there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

export const SIGNING_KEY = "test-signing-key-0123456789abcdef-0123456789abcdef";
export const INTERNAL_SECRET = "test-internal-secret-0123456789abcdef";
export const API_KEY = `strait_${"0".repeat(64)}`;
export const PROJECT = "default";

/** `TEST_HTTP_ENGINE=node npx vitest run test/http`: what answers HTTP in all processes that tests start. */
const TESTED_ENGINE = process.env["TEST_HTTP_ENGINE"] ?? "auto";
/** What no process may print, whatever happens in a test. */
const SECRETS = [SIGNING_KEY, INTERNAL_SECRET, API_KEY];
/** The beginning of a signed token. */
const TOKEN = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}/;

/** `TEST_CELLS=3 npx vitest run test/http/control/trigger.test.ts`: cells of the data sets that tests make. */
const TESTED_CELLS = process.env["TEST_CELLS"] ?? "1";
const NOTING = fileURLToPath(new URL("./noting-process.mjs", import.meta.url));
const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
/** How long a test waits for what must happen: many times what the slowest machine needs. */
const WAIT_MS = 120_000;
/** A connection a call: one that was kept could be closed by the gateway in the moment in which it is used again. */
const FRESH = new Agent({ pipelining: 0, connect: { timeout: WAIT_MS }, headersTimeout: WAIT_MS });

/** How a process is started where that matters. */
export interface LaunchOptions {
  /** Whether it replaces what it runs when that fails, as it does by default; tests kill it themselves. */
  readonly supervised?: boolean;
  /** The path of a module that is loaded before the program. */
  readonly preload?: string;
}

function startProcess(
  role: "gateway" | "worker",
  environment: Readonly<Record<string, string>>,
  { supervised = false, preload }: LaunchOptions,
): ProductProcess {
  const before = [NOTING, ...(preload === undefined ? [] : [preload])].flatMap((path) => ["--import", path]);
  const after = supervised ? [] : ["--unsupervised"];
  const child = spawn(process.execPath, [...before, MAIN, role, ...after], {
    env: {
      PATH: process.env["PATH"] ?? "",
      HTTP_ENGINE: TESTED_ENGINE,
      SEEN_REPLIES: inject("api").folder,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return {
    child,
    output: () => printed,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** Calls until `check` holds or `timeoutMs` is over; answers the last value. Never used to assert a duration. */
export async function eventually<Value>(
  read: () => Promise<Value>,
  check: (value: Value) => boolean,
  timeoutMs = WAIT_MS,
): Promise<Value> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (check(value) || Date.now() > until) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The whole product on its own Redis: gateways, workers, and a way to call them. */
export class Product {
  readonly redis: DisposableRedis;
  readonly ports: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
  readonly gateways: ProductProcess[] = [];
  readonly workers: ProductProcess[] = [];
  /** All that were ever started, those that were killed and replaced too. */
  readonly #processes: ProductProcess[] = [];

  private constructor(redis: DisposableRedis, ports: readonly number[], environment: Record<string, string>) {
    this.redis = redis;
    this.ports = ports;
    this.environment = environment;
  }

  static async start(options: ProductOptions = {}): Promise<Product> {
    const { gateways = 1, workers = 0, environment = {}, appendfsync = "no" } = options;
    const redis = options.redis ?? (await startDisposableRedis({ appendfsync }));
    const ports: number[] = [];
    for (let index = 0; index < gateways; index++) ports.push(await freePort());
    const product = new Product(redis, ports, {
      ...(redis.cluster === undefined ? { REDIS_URL: redis.url } : { REDIS_CLUSTER: redis.cluster }),
      CELLS: TESTED_CELLS,
      HOST: "127.0.0.1",
      JWT_SIGNING_KEY: SIGNING_KEY,
      INTERNAL_SECRET,
      BOOTSTRAP_API_KEY: API_KEY,
      BOOTSTRAP_PROJECT_ID: PROJECT,
      ALLOW_PRIVATE_ENDPOINTS: "true",
      // Everything that could be logged is, so that `stop` sees what must never be.
      LOG_LEVEL: "trace",
      ...environment,
    });
    for (let index = 0; index < gateways; index++) await product.startGateway(index);
    for (let index = 0; index < workers; index++) product.startWorker();
    return product;
  }

  /** Starts (again) the gateway of the index and waits until it is ready. */
  async startGateway(index = 0): Promise<ProductProcess> {
    const port = String(this.ports[index]);
    const gateway = this.launch("gateway", { PORT: port });
    this.gateways[index] = gateway;
    const ready = await eventually(
      () =>
        fetch(`${this.url(index)}/health/ready`, { dispatcher: FRESH }).then(
          (response) => response.status,
          () => 0,
        ),
      (status) => status === 200 || gateway.child.exitCode !== null,
    );
    if (ready !== 200) throw new Error(`gateway did not become ready: ${gateway.output()}`);
    return gateway;
  }

  /** One more worker. */
  startWorker(environment: Readonly<Record<string, string>> = {}): ProductProcess {
    const worker = this.launch("worker", environment);
    this.workers.push(worker);
    return worker;
  }

  /** A process of this product that `stop` ends and looks through; `environment` is added to the product's. */
  launch(
    role: "gateway" | "worker",
    environment: Readonly<Record<string, string>> = {},
    options: LaunchOptions = {},
  ): ProductProcess {
    const launched = startProcess(role, { ...this.environment, ...environment }, options);
    this.#processes.push(launched);
    return launched;
  }

  url(index = 0): string {
    return `http://127.0.0.1:${this.ports[index]}`;
  }

  /** Calls any path; `body` is sent as JSON unless it is a string, which is sent as it is. */
  async call(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string>; gateway?: number } = {},
  ): Promise<HttpAnswer> {
    const { body, headers = {}, gateway = 0 } = options;
    const response = await fetch(`${this.url(gateway)}${path}`, {
      method,
      dispatcher: FRESH,
      headers: { "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const contentType = response.headers.get("content-type") ?? "";
    checkAnswer({ method, path: path.replace(/\?.*$/s, ""), status: response.status, contentType, text });
    const isJson = contentType.includes("json") && text !== "";
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  }

  /** Calls the control API with the bootstrap key. */
  control(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<HttpAnswer> {
    return this.call(method, path, { body, headers: { Authorization: `Bearer ${API_KEY}`, ...headers } });
  }

  /** Calls an executor operation of a run with its token. */
  executor(method: string, run: TriggeredRun, operation: string, body?: unknown): Promise<HttpAnswer> {
    return this.call(method, `/sdk/v1/runs/${run.id}/${operation}`, {
      body,
      headers: { Authorization: `Bearer ${run.token}` },
    });
  }

  /** Creates a job; a pull job unless `fields` say otherwise. */
  // biome-ignore lint/suspicious/noExplicitAny: the job as the API shows it
  async createJob(fields: Record<string, unknown> = {}): Promise<any> {
    const slug = `job-${crypto.randomUUID()}`;
    const answer = await this.control("POST", "/v1/jobs", {
      project_id: PROJECT,
      name: slug,
      slug,
      ...fields,
    });
    if (answer.status !== 201) throw new Error(`job was not created: ${answer.text}`);
    return answer.body;
  }

  /** Triggers a run of the job and answers its id and token. */
  async trigger(jobId: string, body: unknown = {}): Promise<TriggeredRun> {
    const answer = await this.control("POST", `/v1/jobs/${jobId}/trigger`, body);
    if (answer.status !== 201) throw new Error(`run was not triggered: ${answer.text}`);
    return { id: answer.body.id, token: answer.body.run_token, jobId };
  }

  /** The run's executor has been silent for as long as Redis remembers: its attempt is lost at the next sweep. */
  async fallSilent(runId: string): Promise<void> {
    const redis = new Redis({ path: this.redis.url.slice("unix://".length) });
    const live = partitionKey("live");
    for (const member of await redis.zrange(live, 0, -1)) {
      if (member.startsWith(runId)) await redis.zadd(live, "XX", 1, member);
    }
    // The sweep has been there all the time: it does not take the silence for its own absence.
    const sweep = partitionKey("sweep");
    await redis.hset(sweep, { at: Date.now(), trusted_from: 0 });
    redis.disconnect();
  }

  /** The run as the control API shows it. */
  // biome-ignore lint/suspicious/noExplicitAny: the run as the API shows it
  async run(id: string): Promise<any> {
    return (await this.control("GET", `/v1/runs/${id}`)).body;
  }

  /** Kills everything. Throws when a process has printed a key, a secret or a token at any time. */
  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.kill()));
    await this.redis.release();
    for (const { output } of this.#processes) {
      const line = output()
        .split("\n")
        .find((text) => SECRETS.some((secret) => text.includes(secret)) || TOKEN.test(text));
      if (line !== undefined) throw new Error(`a process has printed a secret: ${line}`);
    }
  }
}

export interface TriggeredRun {
  readonly id: string;
  readonly token: string;
  readonly jobId: string;
}
