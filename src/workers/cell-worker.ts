import { type Job as BullJob, DelayedError, type Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { RunTokens } from "../auth/run-token.js";
import type { Config } from "../config.js";
import type { EndpointClient } from "../endpoint/endpoint-client.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import type { AwayRuns } from "../store/away-runs.js";
import type { KindOf, OutboxJob } from "../store/outbox.js";
import { type RedisConnections, whenHearing } from "../store/redis-connections.js";
import { isFull } from "../store/storage.js";
import type { Store } from "../store/store.js";
import type { Tracing } from "../tracing.js";
import { DispatchClaimer } from "./dispatch-claimer.js";
import type { EndpointHealth } from "./dispatch-metrics.js";
import { Dispatcher } from "./dispatcher.js";
import { Errands } from "./errands.js";
import type { Places } from "./places.js";
import { QueueWorker, type QueueWorkerParts } from "./queue-worker.js";
import { CRON_SETTINGS, Queues } from "./queues.js";
import { Relay } from "./relay.js";
import { Sweeper } from "./sweeper.js";
import { Timetable } from "./timetable.js";
import { Upkeep } from "./upkeep.js";
import { WebhookSide, type WebhookTools } from "./webhook-side.js";

/** What is done less often: schedulers that are not as their jobs say. */
const KEEP_UP_EVERY_MS = 30_000;
const TIMER_CONCURRENCY = 50;
/** Jobs of a worker that died are with another one after 15 s. */
const SHORT_JOBS = { lockDuration: 10_000, stalledInterval: 5_000 };
const CRON_CONCURRENCY = 20;

/** What all cells of a worker process share. */
export interface WorkerParts {
  readonly config: Config;
  readonly log: Logger;
  readonly tracing: Tracing | undefined;
  readonly tokens: RunTokens;
  readonly places: Places;
  /** Calls the endpoints of jobs. */
  readonly client: EndpointClient;
  readonly webhooks: WebhookTools;
  readonly endpoints: EndpointHealth;
  /** What other cells do about runs, by an id of theirs; undefined while the Redis of that cell cannot be used. */
  readonly reach: (id: string) => AwayRuns | undefined;
  /** What the process calls itself towards other workers. */
  readonly name: string;
}

/** All that a worker process does for one cell. Any number of processes may do it for the same cell. */
export class CellWorker {
  readonly #parts: WorkerParts;
  readonly #store: Store;
  readonly #connections: RedisConnections;
  readonly #queues: Queues;
  readonly #relay: Relay;
  readonly #dispatcher: Dispatcher;
  readonly #claimer: DispatchClaimer;
  readonly #subscriber: Redis;
  readonly #blocking: Redis;
  readonly #sweeper: Sweeper;
  readonly #timetable: Timetable;
  readonly #webhooks: WebhookSide;
  readonly #upkeep: Upkeep;
  /** What each kind of timer does; it answers after how many ms to come back when it was too early. */
  readonly #timers: Readonly<Record<KindOf<"timers">, (job: OutboxJob) => Promise<number | undefined>>>;
  #workers: { readonly isRunning: boolean; close(): Promise<void> }[] = [];

  constructor(store: Store, { connections }: { readonly connections: RedisConnections }, parts: WorkerParts) {
    const { config, log, tracing, tokens, client, endpoints, places, name } = parts;
    const { redis, dispatches, cell } = store;
    this.#parts = parts;
    this.#store = store;
    this.#connections = connections;
    this.#blocking = connections.forWaiting(Relay.blockMs);
    this.#subscriber = connections.forSubscriptions([
      cell.keys.catalog("dispatch_channel"),
      cell.keys.catalog("calls_channel"),
    ]);
    for (const own of [this.#blocking, this.#subscriber]) own.on("error", () => undefined);
    this.#dispatcher = new Dispatcher({ dispatches, client, tokens, endpoints, config, log, tracing });
    const nowMs = () => store.clock.nowMs() ?? Date.now();
    this.#claimer = new DispatchClaimer({
      ...{ dispatches, places, log, nowMs },
      process: (attempt) => this.#dispatcher.process(attempt),
    });
    this.#sweeper = new Sweeper(store.dueRuns, config, log, nowMs);
    this.#queues = new Queues(redis, cell.keys, tracing?.bullmq);
    this.#timetable = new Timetable({ ...store, queues: this.#queues, config, log });
    this.#webhooks = new WebhookSide(store, this.#queues, parts.webhooks, config, log);
    const advance = ({ run }: OutboxJob) => this.#sweeper.advance(run);
    const nothing = () => undefined;
    const errands = new Errands(store.awayRuns, parts.reach, log);
    this.#timers = {
      ...{ start: advance, held: advance, "wait-timeout": advance },
      errand: (job) => errands.process(job),
      ended: (job) => this.#webhooks.follow(job).then(nothing),
      schedule: ({ run }) => this.#timetable.sync(run).then(nothing),
      "cancel-children": ({ run, number }) => store.runs.cancelDescendants(run, number).then(nothing),
    };
    this.#upkeep = new Upkeep(redis, cell.keys, name, log);
    this.#relay = new Relay({
      ...{ redis, blocking: this.#blocking, dueRuns: store.dueRuns, queues: this.#queues, log, nowMs },
      keys: cell.keys,
      consumer: name,
      replicas: config.redis.waitReplicas,
    });
  }

  /** Calls that are open. */
  get open(): number {
    return this.#dispatcher.open;
  }

  get isRunning(): boolean {
    return this.#workers.every((worker) => worker.isRunning);
  }

  async start(): Promise<void> {
    const { webhookConcurrency, sweepIntervalMs } = this.#parts.config;
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
  }

  /** Takes nothing new, and lets what is open come to its end. */
  async drain(): Promise<void> {
    await Promise.all([this.#relay.stop(), this.#upkeep.stop()]);
    const closing = Promise.all([this.#claimer.stop(), ...this.#workers.map((worker) => worker.close())]);
    await closing.catch(() => undefined);
  }

  /** Of no use from then on. */
  async close(): Promise<void> {
    await this.#queues.close();
    this.#subscriber.disconnect();
  }

  /** Heartbeats the runs whose calls are open. */
  heartbeat(): Promise<void> {
    return this.#dispatcher.heartbeat();
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
    // The heartbeats find calls that have become of no use in between.
    whenHearing(this.#subscriber, () => this.#claimer.wake());
  }

  #worker<Data>(
    queue: Queue<Data>,
    concurrency: number,
    process: QueueWorkerParts<Data>["process"],
    options: QueueWorkerParts<Data>["options"] = {},
  ): QueueWorker<Data> {
    return new QueueWorker<Data>({
      keys: this.#store.cell.keys,
      ...{ queue, concurrency, process, options },
      connect: () => this.#connections.forQueueWorker(),
      telemetry: this.#parts.tracing?.bullmq,
      log: this.#parts.log,
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
