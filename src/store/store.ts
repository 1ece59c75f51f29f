import type { Redis } from "ioredis";
import type { Config } from "../config.js";
import { ApiKeys } from "./api-keys.js";
import { Appends } from "./appends.js";
import { AwayRuns } from "./away-runs.js";
import { BatchOperations } from "./batch-operations.js";
import type { Cell } from "./cell.js";
import { Claims } from "./claims.js";
import { Deliveries } from "./deliveries.js";
import { Dispatches } from "./dispatches.js";
import { DueRuns } from "./due-runs.js";
import { EventTriggers } from "./event-triggers.js";
import { ExecutorCommands } from "./executor-commands.js";
import { Follows } from "./follows.js";
import { HeartbeatReader } from "./heartbeat-ages.js";
import { Heartbeats } from "./heartbeats.js";
import { JobHealth } from "./job-health.js";
import { JobQueues } from "./job-queue.js";
import { Jobs } from "./jobs.js";
import { KeptReplies } from "./kept-replies.js";
import { JobMemory } from "./memory.js";
import { Processes } from "./processes.js";
import { Projects } from "./projects.js";
import { RateLimits } from "./rate-limits.js";
import { Records } from "./records.js";
import type { RedisClock } from "./redis-clock.js";
import { RunActions } from "./run-actions.js";
import { RunPages } from "./run-pages.js";
import { Runs } from "./runs.js";
import { Scripts } from "./scripts.js";
import { Series } from "./series.js";
import { SlowScriptLog } from "./slow-scripts.js";
import { Triggers } from "./triggers.js";
import { Webhooks } from "./webhooks.js";
import { Workers } from "./workers.js";

/** Everything that gives commands to Redis about one cell: what gateways and workers do with it. */
export interface Store {
  readonly cell: Cell;
  readonly redis: Redis;
  readonly clock: RedisClock;
  readonly scripts: Scripts;
  readonly heartbeats: Heartbeats;
  readonly heartbeatAges: HeartbeatReader;
  readonly appends: Appends;
  readonly executor: ExecutorCommands;
  readonly awayRuns: AwayRuns;
  readonly memory: JobMemory;
  readonly runs: Runs;
  readonly runPages: RunPages;
  readonly triggers: Triggers;
  readonly batches: BatchOperations;
  readonly runActions: RunActions;
  readonly jobs: Jobs;
  readonly jobHealth: JobHealth;
  readonly jobQueues: JobQueues;
  readonly events: EventTriggers;
  readonly records: Records;
  readonly follows: Follows;
  readonly claims: Claims;
  readonly apiKeys: ApiKeys;
  readonly processes: Processes;
  readonly projects: Projects;
  readonly keptReplies: KeptReplies;
  readonly series: Series;
  readonly slowScripts: SlowScriptLog;
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
  readonly rateLimits: RateLimits;
  readonly workers: Workers;
  readonly dispatches: Dispatches;
  readonly dueRuns: DueRuns;
}

/** What the stores of all cells that lie in one Redis share. */
export interface StoreConnections {
  readonly redis: Redis;
  readonly clock: RedisClock;
  /** For the reads of those who follow live: their pages are large, and no write shall wait behind them. */
  readonly following?: Redis;
}

/** Builds the store of a cell; `report` hears of batches that Redis refused. */
export function createStore(
  { redis, clock, following = redis }: StoreConnections,
  cell: Cell,
  config: Config,
  report: (error: unknown) => void,
): Store {
  const { maxPendingCommands } = config;
  const { keys } = cell;
  const scripts = new Scripts(redis, keys, config, maxPendingCommands, config.redis.waitReplicas);
  const reading = new Scripts(following, keys, config, maxPendingCommands);
  const slowScripts = new SlowScriptLog(redis, keys);
  for (const one of [scripts, reading]) one.onSlow = (commands, ms) => slowScripts.note(commands, ms);
  // A connection that waits for replicas carries nothing meanwhile: while there are none, executors still live.
  const beating = config.redis.waitReplicas > 0 ? { redis: following, scripts: reading } : { redis, scripts };
  return {
    cell,
    redis,
    clock,
    scripts,
    heartbeats: new Heartbeats({ ...beating, clock, maxPending: maxPendingCommands, report }),
    heartbeatAges: new HeartbeatReader(redis, keys),
    appends: new Appends(scripts, maxPendingCommands, report),
    executor: new ExecutorCommands(scripts),
    awayRuns: new AwayRuns(scripts, redis),
    triggers: new Triggers(scripts, redis, config.retentionLongMs),
    batches: new BatchOperations(redis, keys),
    memory: new JobMemory(scripts),
    runs: new Runs(scripts, redis),
    runPages: new RunPages(scripts, redis),
    runActions: new RunActions(scripts, redis),
    jobs: new Jobs(scripts, redis),
    jobHealth: new JobHealth(redis, keys),
    jobQueues: new JobQueues(redis, keys),
    events: new EventTriggers(scripts, redis),
    records: new Records(scripts, redis),
    follows: new Follows(reading),
    claims: new Claims(scripts),
    apiKeys: new ApiKeys(redis, scripts),
    processes: new Processes(redis, keys),
    projects: new Projects(redis, scripts),
    series: new Series(redis, keys),
    slowScripts,
    keptReplies: new KeptReplies(scripts, redis),
    webhooks: new Webhooks(scripts, redis),
    deliveries: new Deliveries(scripts, redis),
    rateLimits: new RateLimits(scripts),
    workers: new Workers(scripts, redis),
    dispatches: new Dispatches(scripts),
    dueRuns: new DueRuns(scripts),
  };
}
