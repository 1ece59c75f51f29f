import { hostname } from "node:os";
import type { Redis } from "ioredis";
import { InternalSecret } from "../auth/internal-secret.js";
import { RunTokens } from "../auth/run-token.js";
import type { Config } from "../config.js";
import { ConfigurationError } from "../configuration-error.js";
import type { Cells } from "../domain/cells.js";
import { EndpointClient } from "../endpoint/endpoint-client.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import { allCells, type Cell } from "../store/cell.js";
import { checkRedis, RedisUnavailableError, whenThere } from "../store/connection.js";
import { DepthReader } from "../store/depths.js";
import { QUEUE_NAMES } from "../store/keys.js";
import { linksTo } from "../store/links.js";
import { type OverallHealth, overallHealth } from "../store/overall-health.js";
import { RedisClock } from "../store/redis-clock.js";
import { RedisConnections } from "../store/redis-connections.js";
import { RedisHealth } from "../store/redis-health.js";
import { SLOW_SCRIPT } from "../store/scripts.js";
import { createStore, type Store } from "../store/store.js";
import type { Tracing } from "../tracing.js";
import { CellRounds } from "./cell-rounds.js";
import { CellWorker, type WorkerParts } from "./cell-worker.js";
import { EndpointHealth, HeartbeatRounds } from "./dispatch-metrics.js";
import { MetricsServer } from "./metrics-server.js";
import { Places } from "./places.js";
import { webhookTools } from "./webhook-side.js";

/** The connections of a worker to one Redis, for the cells that lie there. */
interface WorkerLink {
  readonly connections: RedisConnections;
  readonly cells: readonly Cell[];
  readonly redis: Redis;
  readonly clock: RedisClock;
  readonly health: RedisHealth;
}

/** The slow side: everything that happens without a request (control-api 6 and 7). Any number may run. */
export class WorkerProcess {
  readonly #config: Config;
  readonly #log: Logger;
  readonly #links: readonly WorkerLink[];
  readonly #health: OverallHealth;
  readonly #stores: Cells<Store>;
  readonly #parts: WorkerParts;
  readonly #rounds: CellRounds;
  readonly #version: string;
  readonly #tracing: Tracing | undefined;
  readonly #heartbeatRounds: HeartbeatRounds;
  readonly #metrics: MetricsServer | undefined;
  #stopping = false;
  #heartbeats: NodeJS.Timeout | undefined;

  constructor(config: Config, log: Logger, version: string, tracing?: Tracing) {
    this.#config = config;
    this.#version = version;
    this.#tracing = tracing;
    this.#log = log;
    const links = linksTo(
      new RedisConnections(config.redis),
      allCells(config.cells),
      (connections, cells): WorkerLink => {
        const redis = connections.forBackground();
        redis.on("error", () => undefined);
        connections.lead(redis);
        const health = new RedisHealth(redis, connections, cells);
        return { connections, cells, redis, clock: new RedisClock(redis), health };
      },
    );
    this.#links = [...new Set(links.all)];
    this.#health = overallHealth(this.#links.map(({ health }) => health));
    this.#stores = allCells(config.cells).map((cell, number) => {
      const link = links.at(number);
      const store = createStore(link, cell, config, (error) =>
        log.error({ err: error }, "Redis refused a batch"),
      );
      store.slowScripts.onNote = (commands, ms) => log.warn({ commands, ms }, SLOW_SCRIPT);
      return store;
    });
    this.#parts = {
      ...{ config, log, tracing },
      tokens: new RunTokens({
        signingKeys: config.signingKeys,
        now: () => links.first.clock.lastKnownMs(),
      }),
      places: new Places(config.workerConcurrency),
      client: new EndpointClient({
        allowPrivate: config.allowPrivateEndpoints,
        requireTls: config.endpointRequireTls,
      }),
      webhooks: webhookTools(config),
      endpoints: new EndpointHealth(),
      reach: (id) => {
        const { cell, awayRuns } = this.#stores.ofId(id);
        return links.at(cell.number).health.problem === undefined ? awayRuns : undefined;
      },
      name: `${hostname()}-${process.pid}`,
    };
    this.#rounds = new CellRounds(
      this.#stores,
      (store) => new CellWorker(store, links.at(store.cell.number), this.#parts),
      log,
    );
    this.#heartbeatRounds = new HeartbeatRounds(config.heartbeatIntervalMs);
    this.#metrics = config.metricsPort === 0 ? undefined : this.#metricsServer(version);
  }

  async start(): Promise<void> {
    const { host, metricsPort } = this.#config;
    await this.#metrics?.listen(host, metricsPort).catch((error: Error) => {
      const what = `port ${metricsPort} of ${host} cannot be bound (${error.message})`;
      throw new ConfigurationError(
        `${what}: set METRICS_PORT to a free one, and HOST to an address of this machine`,
      );
    });
    for (const { redis, cells, health, clock } of this.#links) {
      await whenThere(async () => {
        await checkRedis(redis, cells, (step) => this.#log.warn(step));
        await clock.start();
      });
      void health.start();
    }
    await this.#rounds.start(this.#version);
    this.#heartbeats = setInterval(() => {
      this.#heartbeatRounds
        .round(() => this.#rounds.heartbeat())
        .catch((error: unknown) => {
          this.#log.warn({ err: error }, "heartbeats of open dispatches wait for Redis");
        });
    }, this.#config.heartbeatIntervalMs);
  }

  /** Takes nothing new, lets open dispatches end for at most `timeoutMs`, then gives them up. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    const { client, webhooks } = this.#parts;
    const timer = setTimeout(() => {
      void client.destroy();
      webhooks.sandbox.close();
      void webhooks.client.destroy();
    }, timeoutMs);
    await this.#rounds.drain();
    clearTimeout(timer);
    clearInterval(this.#heartbeats);
    webhooks.sandbox.close();
    await Promise.all([client.destroy(), webhooks.client.destroy()]);
    await this.#rounds.close();
    for (const { redis, health, clock } of this.#links) {
      health.stop();
      clock.stop();
      redis.disconnect();
    }
    this.#metrics?.close();
    await this.#tracing?.stop();
  }

  #metricsServer(version: string): MetricsServer {
    const startedAtMs = Date.now();
    new DepthReader(this.#stores.all, Object.values(QUEUE_NAMES)).bind();
    METRICS.queueUtilization.fromNumber(() => this.#rounds.open / this.#config.workerConcurrency);
    METRICS.pendingCommands.from(() => [
      [["group"], this.#stores.all.reduce((sum, { scripts }) => sum + scripts.crowd.pending, 0)],
    ]);
    const state = {
      problem: () => (this.#stopping ? "stopping" : this.#health.problem),
      shortage: () => this.#health.shortage,
      details: () => ({
        version,
        uptime_seconds: Math.floor((Date.now() - startedAtMs) / 1000),
        subsystems: {
          redis: this.#health.problem ?? "ready",
          queues: this.#rounds.areRunning ? "ready" : "stopped",
        },
        open_dispatches: this.#rounds.open,
      }),
    };
    const { internalSecret, authLockout } = this.#config;
    // The connection of a worker waits for Redis however long that is away: who asks for its health cannot.
    const judge = async (address: string, goodDigest: string): Promise<number> => {
      if (this.#health.problem !== undefined) throw new RedisUnavailableError(this.#health.problem);
      return this.#stores.first.apiKeys.judgeSecret(address, goodDigest);
    };
    return new MetricsServer(
      new InternalSecret(internalSecret, authLockout ? judge : undefined),
      state,
      this.#log,
    );
  }
}
