import { hostname } from "node:os";
import { type Job as BullJob, DelayedError, type Queue } from "bullmq";
import type { Redis } from "ioredis";
import { InternalSecret } from "../auth/internal-secret.js";
import { RunTokens } from "../auth/run-token.js";
import type { Config } from "../config.js";
import { EndpointClient } from "../endpoint/endpoint-client.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import { Cell } from "../store/cell.js";
import { checkRedis, RedisUnavailableError } from "../store/connection.js";
import { DepthReader } from "../store/depths.js";
import { QUEUE_NAMES } from "../store/keys.js";
import type { KindOf, OutboxJob } from "../store/outbox.js";
import { RedisConnections } from "../store/redis-connections.js";
import { RedisHealth } from "../store/redis-health.js";
import { SLOW_SCRIPT } from "../store/scripts.js";
import { isFull } from "../store/storage.js";
import { createStore, type Store } from "../store/store.js";
import type { Tracing } from "../tracing.js";
import { DispatchClaimer } from "./dispatch-claimer.js";
import { HeartbeatRounds } from "./dispatch-metrics.js";
import { Dispatcher } from "./dispatcher.js";
import { MetricsServer } from "./metrics-server.js";
import { QueueWorker, type QueueWorkerParts } from "./queue-worker.js";
import { CRON_SETTINGS, Queues } from "./queues.js";
import { Relay } from "./relay.js";
import { Sweeper } from "./sweeper.js";
import { Timetable } from "./timetable.js";
import { Upkeep } from "./upkeep.js";
import { WebhookSide } from "./webhook-side.js";

/** What is done less often: schedulers that are not as their jobs say. */
const KEEP_UP_EVERY_MS = 30_000;
const TIMER_CONCURRENCY = 50;
/** Jobs of a worker that died are with another one after 15 s. */
const SHORT_JOBS = { lockDuration: 10_000, stalledInterval: 5_000 };
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
  readonly #claimer: DispatchClaimer;
  readonly #subscriber: Redis;
  readonly #sweeper: Sweeper;
  readonly #timetable: Timetable;
  readonly #store: Store;
  readonly #version: string;
  readonly #tracing: Tracing | undefined;
  readonly #rounds: HeartbeatRounds;
  readonly #metrics: MetricsServer | undefined;
  #stopping = false;
  readonly #webhooks: WebhookSide;
  readonly #upkeep: Upkeep;
  /** What each kind of timer does; it answers after how many ms to come back when it was too early. */
  readonly #timers: Readonly<Record<KindOf<"timers">, (job: OutboxJob) => Promise<number | undefined>>>;
  #workers: { readonly isRunning: boolean; close(): Promise<void> }[] = [];
  #heartbeats: NodeJS.Timeout | undefined;

  constructor(config: Config, log: Logger, version: string, tracing?: Tracing) {
    this.#config = config;
    this.#version = version;
    this.#tracing = tracing;
    this.#log = log;
    const cell = new Cell(0, 1);
    this.#connections = new RedisConnections(config.redis);
    this.#redis = this.#connections.forBackground();
    this.#connections.lead(this.#redis);
    this.#health = new RedisHealth(this.#redis, this.#connections);
    this.#blocking = this.#connections.forWaiting(Relay.blockMs);
    this.#subscriber = this.#connections.forSubscriptions([
      cell.keys.catalog("dispatch_channel"),
      cell.keys.catalog("calls_channel"),
    ]);
    for (const redis of [this.#redis, this.#blocking, this.#subscriber]) redis.on("error", () => undefined);
    const store = createStore(this.#redis, cell, config, (error) =>
      log.error({ err: error }, "Redis refused a batch"),
    );
    this.#store = store;
    store.slowScripts.onNote = (commands, ms) => log.warn({ commands, ms }, SLOW_SCRIPT);
    const tokens = new RunTokens({
      signingKeys: config.signingKeys,
      now: () => store.clock.lastKnownMs(),
    });
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
    const nowMs = () => store.clock.nowMs() ?? Date.now();
    this.#claimer = new DispatchClaimer({
      dispatches: store.dispatches,
      places: config.workerConcurrency,
      process: (attempt) => this.#dispatcher.process(attempt),
      ...{ log, nowMs },
    });
    this.#sweeper = new Sweeper(store.dueRuns, config, log, nowMs);
    this.#queues = new Queues(this.#redis, cell.keys, tracing?.bullmq);
    this.#timetable = new Timetable({ ...store, queues: this.#queues, config, log });
    this.#rounds = new HeartbeatRounds(config.heartbeatIntervalMs);
    this.#metrics = config.metricsPort === 0 ? undefined : this.#metricsServer(version);
    this.#webhooks = new WebhookSide(store, config, log);
    const advance = ({ run }: OutboxJob) => this.#sweeper.advance(run);
    const nothing = () => undefined;
    this.#timers = {
      ...{ start: advance, held: advance, "wait-timeout": advance },
      ended: (job) => this.#webhooks.follow(job).then(nothing),
      schedule: ({ run }) => this.#timetable.sync(run).then(nothing),
      "cancel-children": ({ run, number }) => store.runs.cancelDescendants(run, number).then(nothing),
    };
    const consumer = `${hostname()}-${process.pid}`;
    this.#upkeep = new Upkeep(this.#redis, cell.keys, consumer, log);
    this.#relay = new Relay({
      keys: cell.keys,
      redis: this.#redis,
      blocking: this.#blocking,
      dueRuns: store.dueRuns,
      queues: this.#queues,
      log,
      consumer,
      nowMs,
    });
  }

  get redis(): Redis {
    return this.#redis;
  }

  async start(): Promise<void> {
    await this.#metrics?.listen(this.#config.host, this.#config.metricsPort);
    await checkRedis(this.#redis, (step) => this.#log.warn(step));
    const { webhookConcurrency, sweepIntervalMs, heartbeatIntervalMs } = this.#config;
    void this.#health.start();
    await this.#store.clock.start();
    this.#relay.start();
    this.#listen();
    this.#claimer.start();
    const { timers, webhooks, cron } = this.#queues;
    this.#workers = [
      this.#worker(timers, TIMER_CONCURRENCY, (job, token) => this.#timer(job, token), SHORT_JOBS),
      this.#worker(webhooks, webhookConcurrency, (job) => this.#webhooks.deliver(job.data), SHORT_JOBS),
      this.#worker(
        cron,
        CRON_CONCURRENCY,
        (job) => this.#timetable.tick(job.data, job.opts.prevMillis ?? job.timestamp),
        { ...SHORT_JOBS, settings: CRON_SETTINGS },
      ),
    ];
    this.#upkeep.start({
      name: "sweep",
      everyMs: sweepIntervalMs,
      steps: [
        async () => METRICS.repairs.add(await this.#relay.adopt(), "outbox"),
        () => this.#sweeper.sweep(),
        () => this.#webhooks.repair(),
        () => this.#timetable.refreshWindows(),
      ],
    });
    this.#upkeep.start({
      name: "keep-up",
      everyMs: KEEP_UP_EVERY_MS,
      steps: [
        async () => METRICS.repairs.add(await this.#timetable.repair(), "schedules"),
        () => this.#relay.dropConsumers(),
      ],
    });
    // A new worker does not wait for its turn: it may be the first after BullMQ's data was lost.
    // What a full Redis refuses now is made up for by the task above.
    const repaired = await this.#timetable.repair().catch((error: unknown) => {
      if (!isFull(error)) throw error;
      return 0;
    });
    METRICS.repairs.add(repaired, "schedules");
    this.#store.processes.start("worker", this.#version);
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
    await Promise.all([this.#relay.stop(), this.#upkeep.stop()]);
    const closing = Promise.all([this.#claimer.stop(), ...this.#workers.map((worker) => worker.close())]);
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
    this.#store.clock.stop();
    await this.#store.processes.stop();
    this.#subscriber.disconnect();
    this.#redis.disconnect();
    this.#metrics?.close();
    await this.#tracing?.stop();
  }

  /** Hears of runs that can be taken, and of calls that are of no use any more. */
  #listen(): void {
    const ready = this.#store.cell.keys.catalog("dispatch_channel");
    this.#subscriber.on("smessage", (channel: string, message: string) => {
      if (channel === ready) {
        this.#claimer.wake();
        return;
      }
      const [runId = "", number] = message.split(" ");
      this.#dispatcher.end(runId, Number(number));
    });
    // Messages of the time in between were missed: the heartbeats find calls that have no use.
    this.#subscriber.on("ready", () => {
      // Answered behind the subscriptions: who looks after that misses nothing.
      this.#subscriber.ping().then(
        () => this.#claimer.wake(),
        () => undefined,
      );
    });
  }

  #metricsServer(version: string): MetricsServer {
    const startedAtMs = Date.now();
    new DepthReader(this.#redis, this.#store.cell.keys, Object.values(QUEUE_NAMES)).bind();
    METRICS.queueUtilization.fromNumber(() => this.#dispatcher.open / this.#config.workerConcurrency);
    METRICS.pendingCommands.from(() => [[["group"], this.#store.scripts.crowd.pending]]);
    const state = {
      problem: () => (this.#stopping ? "stopping" : this.#health.problem),
      shortage: () => this.#health.shortage,
      details: () => ({
        version,
        uptime_seconds: Math.floor((Date.now() - startedAtMs) / 1000),
        subsystems: {
          redis: this.#health.problem ?? "ready",
          queues: this.#workers.every((worker) => worker.isRunning) ? "ready" : "stopped",
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
    queue: Queue<Data>,
    concurrency: number,
    process: QueueWorkerParts<Data>["process"],
    options: QueueWorkerParts<Data>["options"] = {},
  ): QueueWorker<Data> {
    return new QueueWorker<Data>({
      keys: this.#store.cell.keys,
      queue,
      concurrency,
      process,
      options,
      connect: () => this.#connections.forQueueWorker(),
      telemetry: this.#tracing?.bullmq,
      log: this.#log,
    });
  }

  async #timer(job: BullJob<OutboxJob>, token: string | undefined): Promise<void> {
    const { kind } = job.data;
    if (!Object.hasOwn(this.#timers, kind)) throw new Error(`no timer is of the kind ${kind}`);
    const delayMs = await this.#timers[kind as KindOf<"timers">](job.data);
    if (delayMs === undefined) return;
    await job.moveToDelayed(Date.now() + delayMs, token);
    throw new DelayedError();
  }
}
