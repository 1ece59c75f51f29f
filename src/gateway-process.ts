import { ClientAddresses } from "./auth/client-address.js";
import { RunTokens } from "./auth/run-token.js";
import { SseTokens } from "./auth/sse-token.js";
import type { Config } from "./config.js";
import { ConfigurationError } from "./configuration-error.js";
import type { Cells } from "./domain/cells.js";
import { fail, isFailure } from "./domain/failures.js";
import { GatewayLink } from "./gateway-link.js";
import { Authentication } from "./http/access/authentication.js";
import { RateLimiter } from "./http/access/rate-limiter.js";
import { GatewayApp } from "./http/app.js";
import { atHome } from "./http/at-home.js";
import { Readers } from "./http/live/readers.js";
import { BodyBudget } from "./http/wire/body.js";
import { Traffic } from "./http/wire/traffic.js";
import { type HttpLibrary, httpLibraryName } from "./http-library.js";
import type { Logger } from "./log.js";
import { METRICS } from "./metrics/metrics.js";
import { Sandbox } from "./sandbox/sandbox.js";
import { allCells } from "./store/cell.js";
import { RedisUnavailableError, whenThere } from "./store/connection.js";
import { DepthReader } from "./store/depths.js";
import { HomeDirectory } from "./store/home-directory.js";
import { QUEUE_NAMES } from "./store/keys.js";
import { linksTo } from "./store/links.js";
import { overallHealth } from "./store/overall-health.js";
import { RedisConnections } from "./store/redis-connections.js";
import { SLOW_SCRIPT } from "./store/scripts.js";
import { isFull } from "./store/storage.js";
import { createStore, type Store } from "./store/store.js";
import { Watches } from "./store/watches.js";
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
  readonly #links: readonly GatewayLink[];
  readonly #readers: Readers;
  readonly #stores: Cells<Store>;
  readonly #homes = new HomeDirectory();
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
    const connections = new RedisConnections(config.redis);
    const cells = allCells(config.cells, this.#homes.homes);
    const links = linksTo(
      connections,
      cells,
      (own, here) =>
        new GatewayLink(own, here, (error) =>
          this.#report(new RedisUnavailableError(error.message, { cause: error })),
        ),
    );
    this.#links = [...new Set(links.all)];
    const health = overallHealth(this.#links.map((one) => one.health));
    const watches = new Watches(this.#links.flatMap((one) => [...one.watches]));
    this.#readers = new Readers(watches, {
      total: config.sseMaxConns,
      perProject: config.sseMaxConnsPerProject,
    });
    this.#stores = cells.map((cell, number) => {
      const link = links.at(number);
      const store = createStore(link, cell, config, (error) => this.#report(error));
      store.slowScripts.onNote = (commands, ms) => log.warn({ commands, ms }, SLOW_SCRIPT);
      return store;
    });
    for (const link of this.#links) {
      link.health.onRoom = (room) => {
        for (const { redis, scripts } of this.#stores.all) if (redis === link.redis) scripts.room = room;
      };
    }
    METRICS.redisMemory.fromNumber(() => health.memoryShare);
    this.#sandbox = new Sandbox(config);
    const authentication = new Authentication(this.#stores, config.internalSecret, config.authLockout);
    const tokens = new RunTokens({
      signingKeys: config.signingKeys,
      // One clock for all that sign and check: a machine whose own is wrong refuses nobody.
      now: () => links.first.clock.lastKnownMs(),
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
        stores: this.#stores,
        sandbox: this.#sandbox,
        tokens,
        authentication,
        log,
        traffic: this.#traffic,
        limiter: new RateLimiter(
          this.#stores.map(({ rateLimits }) => rateLimits),
          config,
        ),
        addresses,
        redisHealth: health,
        homes: this.#homes,
        ...following,
      },
      version,
    );
    new DepthReader(this.#stores.all, Object.values(QUEUE_NAMES)).bind();
    const sum = (pending: (store: Store) => number): number =>
      this.#stores.all.reduce((count, store) => count + pending(store), 0);
    METRICS.pendingCommands.from(() => [
      [["heartbeat"], sum(({ heartbeats }) => heartbeats.pending)],
      [["append"], sum(({ appends }) => appends.pending)],
      [["group"], sum(({ scripts }) => scripts.crowd.pending)],
    ]);
  }

  /** Listens once Redis is there and fit. Throws {@link ConfigurationError} when it is not; the port else. */
  async start(): Promise<number> {
    const { host, port, bootstrapApiKey } = this.#config;
    for (const link of this.#links) {
      if (!(await link.isReachable(REDIS_AT_START_MS))) {
        throw new ConfigurationError(
          "Redis cannot be reached: check REDIS_URL or REDIS_CLUSTER, and that the server runs",
        );
      }
      await link.start((step) => this.#log.warn(step));
    }
    const loaded = new Set(this.#links.map(({ redis }) => redis));
    for (const { redis, scripts } of this.#stores.all)
      if (loaded.delete(redis)) await whenThere(() => scripts.load());
    await whenThere(() => this.#homes.start(this.#stores.all));
    if (bootstrapApiKey !== "") await whenThere(() => this.#putBootstrapKey());
    this.#tellLibrary();
    this.#listen();
    const bound = await this.#app.listen(host, port);
    if (bound === undefined) throw new ConfigurationError(this.#portTaken(port));
    for (const { store, waiters } of this.#app.gateways.own.all) {
      store.processes.start("gateway", this.#version, () => waiters.byProject());
    }
    return bound;
  }

  async #putBootstrapKey(): Promise<void> {
    const { bootstrapApiKey, bootstrapProjectId } = this.#config;
    try {
      const put = await atHome(this.#homes, async () => {
        const { apiKeys } = this.#stores.ofProject(bootstrapProjectId);
        const outcome = await apiKeys.putBootstrap(bootstrapApiKey, bootstrapProjectId);
        return outcome === "ok" ? { outcome } : fail(outcome);
      });
      if (isFailure(put)) throw new ConfigurationError("BOOTSTRAP_PROJECT_ID is being given another cell");
    } catch (error) {
      // The key of before is good while a full Redis takes no writes.
      if (!isFull(error)) throw error;
    }
  }

  /** Says what answers HTTP, and what would make it better. */
  #tellLibrary(): void {
    const { httpLibrary } = this.#app.gateways.own.first;
    const line = `HTTP is answered by ${httpLibraryName(httpLibrary)}`;
    if (httpLibrary.note === undefined) this.#log.info(line);
    else this.#log.warn(`${line}: ${httpLibrary.note}`);
  }

  #portTaken(port: number): string {
    const where = `port ${port} of ${this.#config.host}`;
    const taken = `${where} cannot be bound: set PORT to a free one, and HOST to an address of this machine`;
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
    await Promise.all(this.#stores.all.map(({ processes }) => processes.stop()));
    this.#homes.stop();
    for (const link of this.#links) link.stop();
    await this.#tracing?.stop();
  }

  /** Hears which jobs got ready runs, and which runs that are followed changed. */
  #listen(): void {
    const { own } = this.#app.gateways;
    this.#homes.onMove = (projectId) => {
      for (const { waiters } of own.all) waiters.release(projectId);
    };
    for (const link of this.#links) {
      link.listen({
        ready: (job) => own.ofProject(job.projectId).waiters.wake(job),
        changed: (runId) => this.#readers.wake(runId),
        missed: () => {
          for (const { waiters } of own.all) waiters.wakeAll();
          this.#readers.wakeAll();
        },
      });
    }
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
