import { hostname } from "node:os";
import { type Job as BullJob, DelayedError, Worker, type WorkerOptions } from "bullmq";
import type { Redis } from "ioredis";
import { InternalSecret } from "../auth/internal-secret.js";
import { RunTokens } from "../auth/run-token.js";
import type { Config } from "../config.js";
import { EndpointClient } from "../endpoint/endpoint-client.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import { RedisUnavailableError } from "../store/connection.js";
import { DepthReader } from "../store/depths.js";
import { QUEUE_NAMES, QUEUE_PREFIX } from "../store/keys.js";
import { RedisConnections } from "../store/redis-connections.js";
import { RedisHealth } from "../store/redis-health.js";
import { createStore, type Store } from "../store/store.js";
import type { Tracing } from "../tracing.js";
import { HeartbeatRounds } from "./dispatch-metrics.js";
import { Dispatcher } from "./dispatcher.js";
import { MetricsServer } from "./metrics-server.js";
import { CRON_SETTINGS, type CronTick, type OutboxJob, Queues } from "./queues.js";
import { Relay } from "./relay.js";
import { StarvationGuard } from "./starvation-guard.js";
import { Sweeper } from "./sweeper.js";
import { Timetable } from "./timetable.js";
import { WebhookSide } from "./webhook-side.js";

const SWEEP_ID = "sweep";
/** What is done less often: schedulers that are not as their jobs say, runs that have waited long. */
const UPKEEP = { id: "upkeep", everyMs: 60_000 };
const TIMER_CONCURRENCY = 50;
/** A job whose worker died goes to another one, however often that happens: only time ends a delivery. */
const MOST_STALLED = 1_000_000;
/** Short jobs of a worker that died are with another one after 15 s; those of dispatches have the sweep as well. */
const SHORT_JOBS = { lockDuration: 10_000, stalledInterval: 5_000 };
/** In s, one read of an empty queue; in ms, the pause after a read that failed: Redis may be back at once. */
const QUEUE_PACE = { drainDelay: 2, runRetryDelay: 250 };
const CRON_CONCURRENCY = 20;

/** The slow side: everything that happens without a request (control-api 6 and 7). Any number may run. */
export class WorkerProcess {
  readonly #config: Config;
  readonly #log: Logger;
  readonly #connections: RedisConnections;
  readonly #redis: Redis;
  readonly #health: RedisHealth;
  readonly #blocking: Redis;
  readonly #queues: Queues;
  readonly #relay: Relay;
  readonly #client: EndpointClient;
  readonly #dispatcher: Dispatcher;
  readonly #sweeper: Sweeper;
  readonly #timetable: Timetable;
  readonly #starvation: StarvationGuard;
  readonly #store: Store;
  readonly #tracing: Tracing | undefined;
  readonly #rounds: HeartbeatRounds;
  readonly #metrics: MetricsServer | undefined;
  #stopping = false;
  readonly #webhooks: WebhookSide;
  #workers: Worker[] = [];
  #heartbeats: NodeJS.Timeout | undefined;

  constructor(config: Config, log: Logger, version: string, tracing?: Tracing) {
    this.#config = config;
    this.#tracing = tracing;
    this.#log = log;
    this.#connections = new RedisConnections(config.redis);
    this.#redis = this.#connections.forBackground();
    this.#connections.lead(this.#redis);
    this.#health = new RedisHealth(this.#redis, this.#connections);
    this.#blocking = this.#connections.forWaiting(Relay.blockMs);
    for (const redis of [this.#redis, this.#blocking]) redis.on("error", () => undefined);
    const store = createStore(this.#redis, config, (error) =>
      log.error({ err: error }, "Redis refused a batch"),
    );
    this.#store = store;
    const tokens = new RunTokens({ signingKeys: config.signingKeys });
    this.#client = new EndpointClient({
      allowPrivate: config.allowPrivateEndpoints,
      requireTls: config.endpointRequireTls,
    });
    this.#dispatcher = new Dispatcher({
      dispatches: store.dispatches,
      client: this.#client,
      tokens,
      config,
      log,
      tracing,
    });
    this.#sweeper = new Sweeper(store.dueRuns, config, log);
    this.#queues = new Queues(this.#redis, tracing?.bullmq);
    this.#starvation = new StarvationGuard(store.readyRuns, config.partitions);
    this.#timetable = new Timetable({ ...store, queues: this.#queues, config, log });
    this.#rounds = new HeartbeatRounds(config.heartbeatIntervalMs);
    this.#metrics = config.metricsPort === 0 ? undefined : this.#metricsServer(version);
    this.#webhooks = new WebhookSide(store, config, log);
    const consumer = `${hostname()}-${process.pid}`;
    this.#relay = new Relay(this.#redis, this.#blocking, this.#queues, log, config.partitions, consumer);
  }

  get redis(): Redis {
    return this.#redis;
  }

  async start(): Promise<void> {
    await this.#metrics?.listen(this.#config.host, this.#config.metricsPort);
    const { workerConcurrency, webhookConcurrency, sweepIntervalMs, heartbeatIntervalMs } = this.#config;
    void this.#health.start();
    this.#relay.start();
    this.#workers = [
      this.#worker<OutboxJob>(QUEUE_NAMES.dispatch, workerConcurrency, (job, token) =>
        this.#dispatcher.process(job, token),
      ),
      this.#worker<OutboxJob>(
        QUEUE_NAMES.timers,
        TIMER_CONCURRENCY,
        (job, token) => this.#timer(job, token),
        SHORT_JOBS,
      ),
      this.#worker<OutboxJob>(
        QUEUE_NAMES.webhooks,
        webhookConcurrency,
        (job) => this.#webhooks.deliver(job.data),
        SHORT_JOBS,
      ),
      this.#worker<CronTick>(
        QUEUE_NAMES.cron,
        CRON_CONCURRENCY,
        (job) => this.#timetable.tick(job.data, job.opts.prevMillis ?? job.timestamp),
        { ...SHORT_JOBS, settings: CRON_SETTINGS },
      ),
      this.#worker(QUEUE_NAMES.sweep, 1, (job) => (job.name === UPKEEP.id ? this.#keepUp() : this.#sweep())),
    ];
    await this.#queues.sweep.upsertJobScheduler(
      SWEEP_ID,
      { every: sweepIntervalMs },
      { name: SWEEP_ID, opts: { removeOnComplete: true, removeOnFail: true } },
    );
    await this.#queues.sweep.upsertJobScheduler(
      UPKEEP.id,
      { every: UPKEEP.everyMs },
      { name: UPKEEP.id, opts: { removeOnComplete: true, removeOnFail: true } },
    );
    await this.#keepUp();
    this.#heartbeats = setInterval(() => {
      this.#rounds
        .round(() => this.#dispatcher.heartbeat())
        .catch((error: unknown) => {
          this.#log.warn({ err: error }, "heartbeats of open dispatches wait for Redis");
        });
    }, heartbeatIntervalMs);
  }

  /** Takes nothing new, lets open dispatches end for at most `timeoutMs`, then gives them up. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    await this.#relay.stop();
    const closing = Promise.all(this.#workers.map((worker) => worker.close()));
    const timer = setTimeout(() => {
      void this.#client.destroy();
      void this.#webhooks.destroy();
    }, timeoutMs);
    await closing.catch(() => undefined);
    clearTimeout(timer);
    clearInterval(this.#heartbeats);
    await Promise.all([this.#client.destroy(), this.#webhooks.destroy()]);
    await this.#queues.close();
    this.#health.stop();
    this.#redis.disconnect();
    this.#metrics?.close();
    await this.#tracing?.stop();
  }

  #metricsServer(version: string): MetricsServer {
    const startedAtMs = Date.now();
    new DepthReader(this.#redis, Object.values(QUEUE_NAMES), this.#config.partitions).bind();
    METRICS.queueUtilization.fromNumber(() => this.#dispatcher.open / this.#config.workerConcurrency);
    METRICS.pendingCommands.from(() => [[["group"], this.#store.scripts.pending]]);
    const state = {
      problem: () => (this.#stopping ? "stopping" : this.#health.problem),
      details: () => ({
        version,
        uptime_seconds: Math.floor((Date.now() - startedAtMs) / 1000),
        subsystems: {
          redis: this.#health.problem ?? "ready",
          queues: this.#workers.every((worker) => worker.isRunning()) ? "ready" : "stopped",
        },
        open_dispatches: this.#dispatcher.open,
      }),
    };
    const { internalSecret, authLockout } = this.#config;
    // The connection of a worker waits for Redis however long that is away: who asks for its health cannot.
    const judge = async (address: string, goodDigest: string): Promise<number> => {
      if (this.#health.problem !== undefined) throw new RedisUnavailableError(this.#health.problem);
      return this.#store.apiKeys.judgeSecret(address, goodDigest);
    };
    return new MetricsServer(
      new InternalSecret(internalSecret, authLockout ? judge : undefined),
      state,
      this.#log,
    );
  }

  #worker<Data>(
    name: string,
    concurrency: number,
    process: (job: BullJob<Data>, token: string | undefined) => Promise<void>,
    options: Pick<WorkerOptions, "lockDuration" | "stalledInterval" | "settings"> = {},
  ): Worker<Data> {
    const connection = this.#connections.forQueueWorker();
    connection.on("error", () => undefined);
    const worker = new Worker<Data>(name, (job, token) => process(job, token), {
      connection,
      prefix: QUEUE_PREFIX,
      concurrency,
      ...QUEUE_PACE,
      ...(this.#tracing === undefined ? {} : { telemetry: this.#tracing.bullmq }),
      maxStalledCount: MOST_STALLED,
      ...options,
    });
    worker.on("error", (error) => {
      this.#log.warn({ err: error, queue: name }, "queue worker");
    });
    worker.on("failed", (job, error) => {
      this.#log.error({ err: error, queue: name, job_id: job?.id }, "queue job failed");
    });
    worker.on("closed", () => {
      connection.disconnect();
    });
    return worker;
  }

  async #timer(job: BullJob<OutboxJob>, token: string | undefined): Promise<void> {
    const { kind, run } = job.data;
    if (kind === "ended") return this.#webhooks.follow(job.data);
    if (kind === "schedule") return this.#timetable.sync(run);
    if (kind === "cancel-children") return this.#store.runs.cancelDescendants(run);
    const comeBackAtMs = await this.#sweeper.advance(run);
    if (comeBackAtMs === undefined) return;
    await job.moveToDelayed(comeBackAtMs, token);
    throw new DelayedError();
  }

  async #sweep(): Promise<void> {
    const adopted = await this.#relay.adopt();
    METRICS.repairs.add(adopted, "outbox");
    await this.#sweeper.sweep();
    await this.#webhooks.repair();
    await this.#timetable.refreshWindows();
  }

  async #keepUp(): Promise<void> {
    METRICS.repairs.add(await this.#timetable.repair(), "schedules");
    await this.#starvation.lift();
  }
}
