import { Redis } from "ioredis";
import { ClientAddresses } from "../../src/auth/client-address.js";
import { RunTokens } from "../../src/auth/run-token.js";
import { SseTokens } from "../../src/auth/sse-token.js";
import { readConfig } from "../../src/config.js";
import type { Cells } from "../../src/domain/cells.js";
import type { EndpointCall, EndpointClient, EndpointOutcome } from "../../src/endpoint/endpoint-client.js";
import { Authentication } from "../../src/http/access/authentication.js";
import { RateLimiter } from "../../src/http/access/rate-limiter.js";
import { GatewayApp } from "../../src/http/app.js";
import { Readers } from "../../src/http/live/readers.js";
import { BodyBudget } from "../../src/http/wire/body.js";
import { Traffic } from "../../src/http/wire/traffic.js";
import { chooseHttpLibrary } from "../../src/http-library.js";
import { createLog } from "../../src/log.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { allCells } from "../../src/store/cell.js";
import { connectionOptions } from "../../src/store/connection.js";
import { migrate } from "../../src/store/data-format.js";
import type { BegunAttempt } from "../../src/store/dispatches.js";
import { giveHome, HomeDirectory } from "../../src/store/home-directory.js";
import { type OutboxJob, outboxEntry } from "../../src/store/outbox.js";
import { RedisClock } from "../../src/store/redis-clock.js";
import { RedisConnections } from "../../src/store/redis-connections.js";
import { RedisHealth } from "../../src/store/redis-health.js";
import { createStore, type Store } from "../../src/store/store.js";
import { StreamWatch } from "../../src/store/stream-watch.js";
import { EndpointHealth } from "../../src/workers/dispatch-metrics.js";
import { Dispatcher } from "../../src/workers/dispatcher.js";
import { Errands } from "../../src/workers/errands.js";
import { bullJobId } from "../../src/workers/queues.js";
import { Sweeper } from "../../src/workers/sweeper.js";
import { type DataSet, readDataSet } from "../support/consistency.js";
import { API_KEY, INTERNAL_SECRET, PROJECT, SIGNING_KEY } from "../support/product.js";
import { acquireRedis, type RedisKind, type TestRedis } from "../support/redis.js";

export const RETENTION = { shortMs: 3_600_000, longMs: 7_200_000 };
export const STALE_MS = 60_000;
/** Sweeps of a world are far apart: without one for this long silence says nothing. */
const SWEEP_MS = 60_000;
export const GAP_MS = 2.5 * SWEEP_MS;
/** Far from the real time, so that what Redis stamps by itself is never taken for a sign of life. */
const AHEAD_MS = 3_600_000;

export interface TestProject {
  readonly id: string;
  readonly apiKey: string;
  /** The cell that it is given, where there are several. */
  readonly placedIn?: number;
}
const DEFAULT: TestProject = { id: PROJECT, apiKey: API_KEY };

export interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of every shape
  readonly body: any;
}

/** A dispatch that a worker holds open. */
export interface OpenCall {
  readonly runId: string;
  readonly number: number;
  readonly attempt: number;
  /** Of a run that was begun anew; empty else. */
  readonly assignment: string;
  readonly token: string;
  /** Lets the endpoint answer, and waits until the worker has settled it. */
  answer(outcome: EndpointOutcome): Promise<void>;
}

/** What a worker has for one cell. */
interface Side {
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly sweeper: Sweeper;
  readonly errands: Errands;
}

interface Parts {
  readonly server: TestRedis;
  readonly requests: Redis;
  readonly app: GatewayApp;
  readonly sides: Cells<Side>;
  readonly endpoint: Endpoint;
  readonly homes: HomeDirectory;
  readonly url: string;
}

function assignmentOf(token: string): string {
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  return claims.assignment_id ?? "";
}

/** What stands behind the dispatcher's HTTP client: each call waits until it is told its outcome. */
class Endpoint {
  onCall: (call: EndpointCall, answer: (outcome: EndpointOutcome) => void) => void = () => undefined;

  call(call: EndpointCall): Promise<EndpointOutcome> {
    return new Promise((resolve) => this.onCall(call, resolve));
  }
}

/**
 * The real gateway, commands and parts of the worker in this process, on a real Redis. Time stands still unless
 * it is moved, and nothing happens by itself: outbox, queue, sweep and endpoint are moved step by step.
 */
export class World {
  readonly redis: Redis;
  readonly #parts: Parts;
  /** What stands for BullMQ: jobs by their ids, so that the same one twice is one. */
  readonly queue = new Map<string, OutboxJob>();
  open: OpenCall[] = [];
  nowMs = 0;
  #claims = 0;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.redis = new Redis(connectionOptions(parts.server.url));
  }

  /** On a Redis that refuses what touches two hash slots, unless `kind` says another one. */
  static async start(environment: Record<string, string> = {}, kind: RedisKind = "slots"): Promise<World> {
    const server = await acquireRedis({ kind });
    const config = Object.assign(
      readConfig({
        REDIS_URL: server.url,
        REDIS_TIMEOUT: "10s",
        JWT_SIGNING_KEY: SIGNING_KEY,
        ALLOW_PRIVATE_ENDPOINTS: "true",
        RUN_RETENTION_SHORT: `${RETENTION.shortMs}ms`,
        RUN_RETENTION_LONG: `${RETENTION.longMs}ms`,
        STALE_THRESHOLD: `${STALE_MS}ms`,
        SWEEP_INTERVAL: `${SWEEP_MS}ms`,
        EVENT_BUFFER_SECS: "86400",
        // Circuits have tests of their own.
        CIRCUIT_FAILURES: "1000",
        ...environment,
      }),
      { testClock: true },
    );
    const connections = new RedisConnections(config.redis);
    const requests = connections.forRequests();
    await new Promise((resolve) => requests.once("ready", resolve));
    const log = createLog("silent", false);
    const homes = new HomeDirectory();
    const stores = allCells(config.cells, homes.homes).map((cell) =>
      createStore({ redis: requests, clock: new RedisClock(requests) }, cell, config, () => undefined),
    );
    const tokens = new RunTokens({ signingKeys: config.signingKeys });
    const authentication = new Authentication(stores, INTERNAL_SECRET, false);
    const traffic = new Traffic({
      log,
      slowMs: 0,
      tracing: undefined,
      bodies: new BodyBudget(new ClientAddresses([])),
    });
    const following = {
      sseTokens: new SseTokens(config.signingKeys),
      readers: new Readers(new StreamWatch(requests, requests), { total: 1, perProject: 1 }),
    };
    const app = new GatewayApp(
      {
        version: "",
        config,
        httpLibrary: await chooseHttpLibrary("auto"),
        stores,
        sandbox: new Sandbox(config),
        tokens,
        authentication,
        traffic,
        log,
        limiter: new RateLimiter(
          stores.map(({ rateLimits }) => rateLimits),
          config,
        ),
        addresses: new ClientAddresses([]),
        homes,
        redisHealth: new RedisHealth(
          requests,
          connections,
          stores.all.map(({ cell }) => cell),
        ),
        ...following,
      },
      "test",
    );
    const endpoint = new Endpoint();
    const client = endpoint as unknown as EndpointClient;
    const endpoints = new EndpointHealth();
    const sides = stores.map((store) => ({
      store,
      dispatcher: new Dispatcher({ dispatches: store.dispatches, client, tokens, config, log, endpoints }),
      sweeper: new Sweeper(store.dueRuns, config, log),
      errands: new Errands(store.awayRuns, (id) => stores.ofId(id).awayRuns, log),
    }));
    await stores.first.scripts.load();
    await homes.start(stores.all);
    // From then on it looks when it is told to.
    homes.stop();
    const url = `http://127.0.0.1:${await app.listen("127.0.0.1", 0)}`;
    return new World({ server, requests, app, sides, endpoint, homes, url });
  }

  async stop(): Promise<void> {
    const { app, requests, server } = this.#parts;
    app.stopListening();
    app.close();
    requests.disconnect();
    this.redis.disconnect();
    await server.release();
  }

  /** Redis's clock. */
  get nowUs(): number {
    return this.nowMs * 1000;
  }

  get cells(): number {
    return this.#parts.sides.all.length;
  }

  /** Where an id is. */
  cellOf(id: string): number {
    return this.#parts.sides.ofId(id).store.cell.number;
  }

  /** Nothing but projects and their keys, at a time of its own. */
  async begin(projects: readonly TestProject[] = [DEFAULT]): Promise<void> {
    for (const call of this.open) await call.answer({ kind: "aborted" });
    this.open = [];
    this.queue.clear();
    await this.redis.flushall();
    const { sides } = this.#parts;
    // As a start does: the number of cells is in Redis.
    if (this.cells > 1)
      await Promise.all(sides.all.map(({ store }) => migrate(this.redis, store.cell, () => undefined)));
    await this.setTime(Date.now() + AHEAD_MS);
    const stores = sides.all.map(({ store }) => store);
    for (const { id, placedIn } of projects) if (placedIn !== undefined) await giveHome(stores, id, placedIn);
    await this.#parts.homes.refresh();
    for (const { id, apiKey } of projects) await sides.ofProject(id).store.apiKeys.putBootstrap(apiKey, id);
  }

  async setTime(nowMs: number): Promise<void> {
    this.nowMs = nowMs;
    const { all } = this.#parts.sides;
    await Promise.all(all.map(({ store }) => this.redis.set(store.cell.keys.testClock, `${nowMs}000`)));
  }

  async call(
    method: string,
    path: string,
    token: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    const response = await fetch(`${this.#parts.url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  control(method: string, path: string, body?: unknown): Promise<Answered> {
    return this.call(method, path, API_KEY, body);
  }

  trigger(jobId: string, idempotencyKey: string, body: unknown, project = DEFAULT): Promise<Answered> {
    const path = `/v1/jobs/${jobId}/trigger`;
    if (idempotencyKey === "") return this.call("POST", path, project.apiKey, body);
    // Another caller each time: the first answer of the same one would be repeated by the HTTP layer.
    const caller = { "X-Project-Id": project.id, "X-Actor-Id": crypto.randomUUID() };
    return this.call("POST", path, INTERNAL_SECRET, body, { ...caller, "X-Idempotency-Key": idempotencyKey });
  }

  /** Hands the outbox to the queue; with `again` the entries stay, as when the relay dies in between. */
  async relay(again: boolean): Promise<void> {
    for (const { store } of this.#parts.sides.all) {
      const outbox = store.cell.keys.partition("outbox");
      for (const [id, list] of await this.redis.xrange(outbox, "-", "+")) {
        const entry = outboxEntry(list);
        if (entry === undefined) throw new Error(`no outbox entry: ${list.join(" ")}`);
        this.queue.set(bullJobId(entry.job), entry.job);
        if (!again) await this.redis.xdel(outbox, id);
      }
    }
  }

  remove(job: OutboxJob): void {
    this.queue.delete(bullJobId(job));
  }

  /** A worker takes as many http runs of the cell as it has places, and calls their endpoints; the runs in their order. */
  async dispatch(places: number, cell = 0): Promise<string[]> {
    const { store, dispatcher } = this.#parts.sides.at(cell);
    const claim = { taker: "worker", number: ++this.#claims, wanted: places, reserve: 0, held: [] };
    const { begun } = await store.dispatches.claim(claim);
    for (const attempt of begun) await this.#call(dispatcher, attempt);
    return begun.map(({ runId }) => runId);
  }

  #call(dispatcher: Dispatcher, attempt: BegunAttempt): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#parts.endpoint.onCall = (call, answer) => {
        const opened: OpenCall = {
          runId: call.headers["X-Run-ID"] ?? "",
          number: attempt.number,
          attempt: Number(call.headers["X-Attempt"]),
          assignment: assignmentOf(call.headers["X-Run-Token"] ?? ""),
          token: call.headers["X-Run-Token"] ?? "",
          answer: async (outcome) => {
            this.open = this.open.filter((one) => one !== opened);
            answer(outcome);
            await ended;
          },
        };
        this.open.push(opened);
        resolve();
      };
      const ended = dispatcher.process(attempt).catch(reject);
    });
  }

  /** Heartbeats of all open dispatches. */
  async beat(): Promise<void> {
    for (const { dispatcher } of this.#parts.sides.all) await dispatcher.heartbeat();
  }

  async timer(job: OutboxJob): Promise<void> {
    const { sweeper, store, errands } = this.#parts.sides.ofId(job.run);
    if (job.kind === "errand") await errands.process(job);
    else if (job.kind === "cancel-children") await store.runs.cancelDescendants(job.run, job.number);
    else await sweeper.advance(job.run);
  }

  async sweep(): Promise<void> {
    for (const { sweeper } of this.#parts.sides.all) await sweeper.sweep();
  }

  /** Hands over again what was lost between Redis and a worker. */
  async repair(): Promise<void> {
    for (const { store } of this.#parts.sides.all) await store.scripts.run("repair-follow", { most: 500 });
  }

  read(): Promise<DataSet> {
    return readDataSet(this.redis, this.nowMs);
  }
}
