import { Redis } from "ioredis";
import { ClientAddresses } from "../../src/auth/client-address.js";
import { RunTokens } from "../../src/auth/run-token.js";
import { SseTokens } from "../../src/auth/sse-token.js";
import { readConfig } from "../../src/config.js";
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
import type { BegunAttempt } from "../../src/store/dispatches.js";
import { FIRST_CELL, partitionKey } from "../../src/store/keys.js";
import { type OutboxJob, outboxEntry } from "../../src/store/outbox.js";
import { RedisClock } from "../../src/store/redis-clock.js";
import { RedisConnections } from "../../src/store/redis-connections.js";
import { RedisHealth } from "../../src/store/redis-health.js";
import { createStore, type Store } from "../../src/store/store.js";
import { StreamWatch } from "../../src/store/stream-watch.js";
import { EndpointHealth } from "../../src/workers/dispatch-metrics.js";
import { Dispatcher } from "../../src/workers/dispatcher.js";
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
const OUTBOX = partitionKey("outbox");
/** Far from the real time, so that what Redis stamps by itself is never taken for a sign of life. */
const AHEAD_MS = 3_600_000;

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

interface Parts {
  readonly server: TestRedis;
  readonly requests: Redis;
  readonly store: Store;
  readonly app: GatewayApp;
  readonly dispatcher: Dispatcher;
  readonly sweeper: Sweeper;
  readonly endpoint: Endpoint;
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
    const stores = allCells(config.cells).map((cell) =>
      createStore({ redis: requests, clock: new RedisClock(requests) }, cell, config, () => undefined),
    );
    const store = stores.first;
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
        redisHealth: new RedisHealth(requests, connections, [store.cell]),
        ...following,
      },
      "test",
    );
    const endpoint = new Endpoint();
    const client = endpoint as unknown as EndpointClient;
    const dispatcher = new Dispatcher({
      ...{ dispatches: store.dispatches, client, tokens, config, log },
      endpoints: new EndpointHealth(),
    });
    const sweeper = new Sweeper(store.dueRuns, config, log);
    await store.scripts.load();
    const url = `http://127.0.0.1:${await app.listen("127.0.0.1", 0)}`;
    return new World({ server, requests, store, app, dispatcher, sweeper, endpoint, url });
  }

  async stop(): Promise<void> {
    const { app, requests, server } = this.#parts;
    app.stopListening();
    app.close();
    requests.disconnect();
    this.redis.disconnect();
    await server.release();
  }

  /** Nothing but a project and its key, at a time of its own. */
  async begin(): Promise<void> {
    for (const call of this.open) await call.answer({ kind: "aborted" });
    this.open = [];
    this.queue.clear();
    await this.redis.flushall();
    await this.setTime(Date.now() + AHEAD_MS);
    await this.#parts.store.apiKeys.putBootstrap(API_KEY, PROJECT);
  }

  async setTime(nowMs: number): Promise<void> {
    this.nowMs = nowMs;
    await this.redis.set(FIRST_CELL.testClock, `${nowMs}000`);
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

  trigger(jobId: string, idempotencyKey: string, body: unknown): Promise<Answered> {
    const path = `/v1/jobs/${jobId}/trigger`;
    if (idempotencyKey === "") return this.call("POST", path, API_KEY, body);
    // Another caller each time: the first answer of the same one would be repeated by the HTTP layer.
    const caller = { "X-Project-Id": PROJECT, "X-Actor-Id": crypto.randomUUID() };
    return this.call("POST", path, INTERNAL_SECRET, body, { ...caller, "X-Idempotency-Key": idempotencyKey });
  }

  /** Hands the outbox to the queue; with `again` the entries stay, as when the relay dies in between. */
  async relay(again: boolean): Promise<void> {
    for (const [id, list] of await this.redis.xrange(OUTBOX, "-", "+")) {
      const entry = outboxEntry(list);
      if (entry === undefined) throw new Error(`no outbox entry: ${list.join(" ")}`);
      this.queue.set(bullJobId(entry.job), entry.job);
      if (!again) await this.redis.xdel(OUTBOX, id);
    }
  }

  remove(job: OutboxJob): void {
    this.queue.delete(bullJobId(job));
  }

  /** A worker takes as many http runs as it has places, and calls their endpoints; the runs in their order. */
  async dispatch(places: number): Promise<string[]> {
    const claim = { taker: "worker", number: ++this.#claims, wanted: places, reserve: 0, held: [] };
    const { begun } = await this.#parts.store.dispatches.claim(claim);
    for (const attempt of begun) await this.#call(attempt);
    return begun.map(({ runId }) => runId);
  }

  #call(attempt: BegunAttempt): Promise<void> {
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
      const ended = this.#parts.dispatcher.process(attempt).catch(reject);
    });
  }

  /** Heartbeats of all open dispatches. */
  async beat(): Promise<void> {
    await this.#parts.dispatcher.heartbeat();
  }

  async timer(job: OutboxJob): Promise<void> {
    const { sweeper, store } = this.#parts;
    if (job.kind === "cancel-children") await store.runs.cancelDescendants(job.run, job.number);
    else await sweeper.advance(job.run);
  }

  async sweep(): Promise<void> {
    await this.#parts.sweeper.sweep();
  }

  read(): Promise<DataSet> {
    return readDataSet(this.redis, this.nowMs);
  }
}
