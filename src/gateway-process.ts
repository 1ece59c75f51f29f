import type { Redis } from "ioredis";
import { ClientAddresses } from "./auth/client-address.js";
import { RunTokens } from "./auth/run-token.js";
import { SseTokens } from "./auth/sse-token.js";
import type { Config } from "./config.js";
import { ConfigurationError } from "./configuration-error.js";
import { Authentication } from "./http/access/authentication.js";
import { RateLimiter } from "./http/access/rate-limiter.js";
import { GatewayApp } from "./http/app.js";
import { Readers } from "./http/live/readers.js";
import { BodyBudget } from "./http/wire/body.js";
import { Traffic } from "./http/wire/traffic.js";
import { type HttpLibrary, httpLibraryName } from "./http-library.js";
import type { Logger } from "./log.js";
import { METRICS } from "./metrics/metrics.js";
import { Sandbox } from "./sandbox/sandbox.js";
import { Cell } from "./store/cell.js";
import { checkRedis, RedisUnavailableError } from "./store/connection.js";
import { DepthReader } from "./store/depths.js";
import { QUEUE_NAMES } from "./store/keys.js";
import { RedisConnections, waitUntilReady } from "./store/redis-connections.js";
import { RedisHealth } from "./store/redis-health.js";
import { SLOW_SCRIPT } from "./store/scripts.js";
import { isFull } from "./store/storage.js";
import { createStore, type Store } from "./store/store.js";
import { StreamWatch } from "./store/stream-watch.js";
import type { Tracing } from "./tracing.js";

/** A stopping gateway ends after this many looks in a row at which no request was under way. */
const QUIET_ROUNDS = 5;
const DRAIN_STEP_MS = 20;
const REDIS_AT_START_MS = 30_000;
/** Of many failed batches in a row, one in this time is logged. */
const REPORT_EVERY_MS = 1_000;

/** The stateless HTTP side: any number of gateways may run, behind a balancer or sharing one port. */
export class GatewayProcess {
  readonly #version: string;
  readonly #config: Config;
  readonly #log: Logger;
  readonly #redis: Redis;
  readonly #health: RedisHealth;
  readonly #subscriber: Redis;
  readonly #following: Redis;
  readonly #watch: StreamWatch;
  readonly #readers: Readers;
  readonly #store: Store;
  readonly #app: GatewayApp;
  readonly #traffic: Traffic;
  readonly #sandbox: Sandbox;
  readonly #tracing: Tracing | undefined;
  #reportedAtMs = Number.NEGATIVE_INFINITY;

  constructor(config: Config, httpLibrary: HttpLibrary, log: Logger, version: string, tracing?: Tracing) {
    this.#version = version;
    this.#config = config;
    this.#tracing = tracing;
    this.#log = log;
    const cell = new Cell(0, 1);
    const connections = new RedisConnections(config.redis);
    this.#redis = connections.forRequests();
    connections.lead(this.#redis);
    this.#health = new RedisHealth(this.#redis, connections);
    this.#subscriber = connections.forSubscriptions([
      cell.keys.catalog("ready_channel"),
      cell.keys.catalog("changes_channel"),
    ]);
    // Unheard errors of a connection would end the process; its state is told by /health/ready.
    this.#redis.on("error", (error) =>
      this.#report(new RedisUnavailableError(error.message, { cause: error })),
    );
    this.#subscriber.on("error", () => undefined);
    this.#following = connections.forRequests();
    this.#following.on("error", () => undefined);
    const waiting = connections.forWaiting(StreamWatch.blockMs);
    waiting.on("error", () => undefined);
    this.#watch = new StreamWatch(waiting, this.#following);
    this.#readers = new Readers(this.#watch, {
      total: config.sseMaxConns,
      perProject: config.sseMaxConnsPerProject,
    });
    this.#store = createStore(this.#redis, cell, config, (error) => this.#report(error), this.#following);
    this.#store.slowScripts.onNote = (commands, ms) => log.warn({ commands, ms }, SLOW_SCRIPT);
    this.#health.onRoom = (room) => {
      this.#store.scripts.room = room;
    };
    METRICS.redisMemory.fromNumber(() => this.#health.memoryShare);
    this.#sandbox = new Sandbox(config);
    const authentication = new Authentication(
      this.#store.apiKeys,
      this.#store.projects,
      config.internalSecret,
      config.authLockout,
    );
    const tokens = new RunTokens({
      signingKeys: config.signingKeys,
      // One clock for all that sign and check: a machine whose own is wrong refuses nobody.
      now: () => this.#store.clock.lastKnownMs(),
    });
    const sseTokens = new SseTokens(config.signingKeys);
    const addresses = new ClientAddresses(config.trustedProxies);
    const bodies = new BodyBudget(addresses);
    this.#traffic = new Traffic({ log, slowMs: config.slowRequestMs, tracing, bodies });
    const following = { readers: this.#readers, sseTokens };
    this.#app = new GatewayApp(
      {
        version,
        config,
        httpLibrary,
        store: this.#store,
        sandbox: this.#sandbox,
        tokens,
        authentication,
        log,
        traffic: this.#traffic,
        limiter: new RateLimiter(this.#store.rateLimits, config),
        addresses,
        redisHealth: this.#health,
        ...following,
      },
      version,
    );
    new DepthReader(this.#redis, cell.keys, Object.values(QUEUE_NAMES)).bind();
    const { heartbeats, appends, scripts } = this.#store;
    METRICS.pendingCommands.from(() => [
      [["heartbeat"], heartbeats.pending],
      [["append"], appends.pending],
      [["group"], scripts.crowd.pending],
    ]);
  }

  /** Listens once Redis is there and fit. Throws {@link ConfigurationError} when it is not; the port else. */
  async start(): Promise<number> {
    const { host, port, bootstrapApiKey, bootstrapProjectId } = this.#config;
    if (!(await waitUntilReady(this.#redis, REDIS_AT_START_MS))) {
      throw new ConfigurationError(
        "Redis cannot be reached: check REDIS_URL or REDIS_CLUSTER, and that the server runs",
      );
    }
    await checkRedis(this.#redis, (step) => this.#log.warn(step));
    await this.#store.scripts.load();
    await this.#store.clock.start();
    await this.#health.start();
    if (bootstrapApiKey !== "") {
      await this.#store.apiKeys.putBootstrap(bootstrapApiKey, bootstrapProjectId).catch((error: unknown) => {
        // The key of before is good while a full Redis takes no writes.
        if (!isFull(error)) throw error;
      });
    }
    this.#tellLibrary();
    this.#listen();
    this.#watch.start();
    const bound = await this.#app.listen(host, port);
    if (bound === undefined) throw new ConfigurationError(this.#portTaken(port));
    this.#store.processes.start("gateway", this.#version, () => this.#app.gateway.waiters.byProject());
    return bound;
  }

  /** Says what answers HTTP, and what would make it better. */
  #tellLibrary(): void {
    const { httpLibrary } = this.#app.gateway;
    const line = `HTTP is answered by ${httpLibraryName(httpLibrary)}`;
    if (httpLibrary.note === undefined) this.#log.info(line);
    else this.#log.warn(`${line}: ${httpLibrary.note}`);
  }

  #portTaken(port: number): string {
    const taken = `port ${port} cannot be bound: set PORT to a free one`;
    if (this.#app.sharesPorts) return taken;
    return `${taken}; several gateways share one with uWebSockets.js, or on Linux with Node 22.12 or newer`;
  }

  /** Not ready at once, then no new connections, then waits for what is in flight, at most `timeoutMs`. */
  async stop(timeoutMs: number): Promise<void> {
    this.#app.health.stop();
    await new Promise((resolve) => setTimeout(resolve, this.#config.shutdownDelayMs));
    // From here on each answer closes its connection, so that callers go elsewhere before this one ends.
    this.#traffic.draining = true;
    this.#app.stopListening();
    this.#readers.stop();
    const until = performance.now() + timeoutMs;
    for (let quiet = 0; quiet < QUIET_ROUNDS && performance.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, DRAIN_STEP_MS));
      quiet = this.#traffic.inFlight === 0 ? quiet + 1 : 0;
    }
    this.#app.close();
    this.#sandbox.close();
    this.#store.clock.stop();
    this.#health.stop();
    await this.#store.processes.stop();
    this.#redis.disconnect();
    this.#subscriber.disconnect();
    this.#watch.stop();
    this.#following.disconnect();
    await this.#tracing?.stop();
  }

  /** Hears which jobs got ready runs, and which runs that are followed changed. */
  #listen(): void {
    const changes = this.#store.cell.keys.catalog("changes_channel");
    this.#subscriber.on("smessage", (channel: string, id: string) => {
      if (channel === changes) this.#readers.wake(id);
      else this.#app.gateway.waiters.wake(id);
    });
    this.#subscriber.on("ready", () => {
      // Answered behind the subscriptions: who looks after that misses nothing.
      this.#subscriber.ping().then(
        () => {
          this.#app.gateway.waiters.wakeAll();
          this.#readers.wakeAll();
        },
        // It is gone again; the next one asks anew.
        () => undefined,
      );
    });
  }

  #report(error: unknown): void {
    const now = performance.now();
    if (now - this.#reportedAtMs < REPORT_EVERY_MS) return;
    this.#reportedAtMs = now;
    if (error instanceof RedisUnavailableError) {
      this.#log.warn({ err: error.cause }, "Redis does not answer: requests are answered 503");
    } else {
      this.#log.error({ err: error }, "Redis refused a batch");
    }
  }
}
