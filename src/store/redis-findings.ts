import type { Socket } from "node:net";
import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import type { Cell } from "./cell.js";
import { answered, RedisUnavailableError } from "./connection.js";
import { DATA_FORMAT, storedFormat } from "./data-format.js";
import { memorySettings } from "./memory-settings.js";
import { hasFormerNames } from "./names-migration.js";
import { redisNowMs } from "./redis-clock.js";
import { serverSetting } from "./server-setting.js";

/** Something that was looked at, and whether it is as it should be. */
export interface Finding {
  readonly name: string;
  readonly good: boolean;
  readonly found: string;
  /** What to do, when it is not good. */
  readonly advice?: string;
}

/** What to do about a Redis that does not answer. */
export const SILENT_ADVICE =
  "check REDIS_URL, REDIS_CLUSTER or REDIS_CELLS, and that the server runs and may be reached from here";
const MOST_ROUND_TRIP_MS = 5;
const MOST_CLOCK_OFF_MS = 2_000;
export const MIB = 1_048_576;

/** The server that a connection has reached now; undefined while it has none. */
export function serverOf(redis: Redis): string | undefined {
  const { remoteAddress, remotePort } = redis.stream as Partial<Socket>;
  return redis.options.path ?? (remoteAddress === undefined ? undefined : `${remoteAddress}:${remotePort}`);
}

/** The fields of `INFO` by their names. */
export function infoFields(info: string): ReadonlyMap<string, string> {
  return new Map(
    [...info.matchAll(/^([a-z0-9_]+):(.*?)\r?$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
}

/** The median of so many round trips, in ms. */
async function medianRoundTripMs(redis: Redis, probes: number): Promise<number> {
  const trips: number[] = [];
  for (let probe = 0; probe < probes; probe++) {
    const sent = performance.now();
    await answered(redis.ping());
    trips.push(performance.now() - sent);
  }
  return trips.sort((left, right) => left - right)[Math.floor(probes / 2)] ?? 0;
}

/** Times of the calls of commands, of all processes, as Redis has measured them since its start. */
export interface ScriptTimes {
  readonly calls: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

async function scriptTimes(redis: Redis): Promise<ScriptTimes> {
  const [commands, latencies] = await answered(
    Promise.all([redis.info("commandstats"), redis.info("latencystats")]),
  );
  const calls = Number(
    infoFields(commands)
      .get("cmdstat_fcall")
      ?.match(/calls=(\d+)/)?.[1] ?? 0,
  );
  const latency = infoFields(latencies).get("latency_percentiles_usec_fcall") ?? "";
  const ms = (name: string): number =>
    Number(new RegExp(`(?:^|,)${name}=([0-9.]+)`).exec(latency)?.[1] ?? 0) / 1000;
  return { calls, p50Ms: ms("p50"), p99Ms: ms("p99") };
}

/** Of a node of a cluster: whether all slots are served, what stands ready for its failover, and whom its death touches. */
async function clusterFindings(
  redis: Redis,
  info: ReadonlyMap<string, string>,
  hasOneCell: boolean,
): Promise<Finding[]> {
  if (info.get("cluster_enabled") !== "1") return [];
  const cluster = infoFields(String(await answered(redis.cluster("INFO"))));
  const [state, nodes] = [cluster.get("cluster_state"), cluster.get("cluster_known_nodes")];
  const replicas = `${info.get("connected_slaves")} replicas of the node with the data`;
  const coverage = await serverSetting(redis, "cluster-require-full-coverage");
  return [
    {
      name: "cluster",
      good: state === "ok",
      found: `state ${state}, ${nodes} nodes, ${replicas}`,
      advice:
        "look at CLUSTER INFO and CLUSTER NODES: a slot has no master, or most masters cannot be reached",
    },
    {
      name: "cluster coverage",
      good: hasOneCell || coverage !== "yes",
      found: `cluster-require-full-coverage ${coverage ?? "is not known to this user"}`,
      advice:
        'set "cluster-require-full-coverage no" on all nodes: a dead master stops the cells of others, too',
    },
  ];
}

export interface FindingOptions {
  /** Round trips that are measured. */
  readonly probes: number;
  /** Ids of damaged runs that are named; 0: only how many there are. */
  readonly listed: number;
}

interface Looking extends FindingOptions {
  /** The whole data set, of which other cells may lie in other nodes of a cluster. */
  readonly hasOneCell: boolean;
}

export interface RedisFindings {
  readonly findings: Finding[];
  readonly info: ReadonlyMap<string, string>;
  readonly roundTripMs: number;
  readonly scripts: ScriptTimes;
}

/**
 * What of any Redis that cells lie in would keep the product from working well. The figures are those of the Redis of the
 * first cell, which has to answer; where there are several, each finding says whose it is.
 */
export async function findingsOfAll(
  stores: readonly { readonly redis: Redis; readonly cell: Cell }[],
  options: FindingOptions,
): Promise<RedisFindings> {
  // In a cluster each cell has a connection of its own to the master that holds others, too.
  const servers = new Map<string | Redis, { readonly redis: Redis; readonly cells: Cell[] }>();
  for (const { redis, cell } of stores) {
    const server = serverOf(redis) ?? redis;
    const { cells } = servers.get(server) ?? { cells: [] };
    servers.set(server, { redis, cells: [...cells, cell] });
  }
  const [firstServer, ...others] = servers.values();
  if (firstServer === undefined) throw new RangeError("a data set has a cell");
  const looking = { ...options, hasOneCell: stores.length === 1 };
  const [first, ...rest] = await Promise.all([
    redisFindings(firstServer.redis, firstServer.cells, looking),
    ...others.map(({ redis, cells }) => findingsOrSilence(redis, cells, looking)),
  ]);
  if (others.length === 0) return first;
  const findings = [first.findings, ...rest].flatMap((own, index) => {
    const numbers = [...servers.values()][index]?.cells.map(({ number }) => number).join(", ");
    return own.map((one) => ({ ...one, name: `${one.name} (cell ${numbers})` }));
  });
  return { ...first, findings };
}

/** One of several that does not answer leaves the others to be looked at. */
async function findingsOrSilence(redis: Redis, cells: readonly Cell[], options: Looking): Promise<Finding[]> {
  try {
    return (await redisFindings(redis, cells, options)).findings;
  } catch (error) {
    if (!(error instanceof RedisUnavailableError)) throw error;
    return [{ name: "Redis", good: false, found: "does not answer", advice: SILENT_ADVICE }];
  }
}

/** What of a Redis would keep the product from working well; these cells lie there. */
async function redisFindings(
  redis: Redis,
  cells: readonly Cell[],
  { probes, listed, hasOneCell }: Looking,
): Promise<RedisFindings> {
  const info = infoFields(await answered(redis.info()));
  const field = (name: string): string => info.get(name) ?? "";
  const version = field("redis_version");
  const policy = field("maxmemory_policy");
  const [used, most] = [Number(field("used_memory")), Number(field("maxmemory"))];
  const roundTripMs = await medianRoundTripMs(redis, probes);
  const off = Math.abs((await redisNowMs(redis)) - Date.now());
  const isFormer = await answered(hasFormerNames(redis));
  const lists = cells.map(({ keys }) => redis.zrange(keys.partition("damaged"), 0, -1));
  const damaged = (await answered(Promise.all(lists))).flat();
  const named = listed === 0 ? `${damaged.length} of them` : damaged.slice(0, listed).join(" ");
  const format = await storedFormat(redis, cells[0]?.keys);
  const scripts = await scriptTimes(redis);
  const forms = await memorySettings(redis);
  const findings = [
    ...(await clusterFindings(redis, info, hasOneCell)),
    {
      name: "Redis version",
      good: Number(version.split(".")[0]) >= 7,
      found: version,
      advice: "use Redis 7.0 or newer",
    },
    {
      name: "persistence",
      good: field("aof_enabled") !== "0",
      found: field("aof_enabled") === "0" ? "no append-only file" : "append-only file",
      advice: 'set "appendonly yes": without it a restart loses runs',
    },
    {
      name: "eviction",
      good: policy === "" || policy === "noeviction",
      found: policy || "none",
      advice: 'set "maxmemory-policy noeviction": a key that is evicted is a run that is lost',
    },
    {
      name: "memory",
      good: most === 0 || used < most * 0.8,
      found: `${Math.round(used / MIB)} MiB${most === 0 ? "" : ` of ${Math.round(most / MIB)} MiB`}`,
      advice: "raise maxmemory, or shorten RUN_RETENTION_SHORT and RUN_RETENTION_LONG",
    },
    {
      name: "memory settings",
      good: forms.advice === undefined,
      found: forms.found,
      ...(forms.advice === undefined ? {} : { advice: forms.advice }),
    },
    {
      name: "latency",
      good: roundTripMs < MOST_ROUND_TRIP_MS,
      found: `${roundTripMs.toFixed(2)} ms a round trip (median of ${probes})`,
      advice: "run gateways near Redis; on one machine use a Unix socket; look for slow commands of others",
    },
    {
      name: "script times",
      good: scripts.p99Ms * 1000 < LIMITS.slowScriptUs,
      found: `p99 ${scripts.p99Ms.toFixed(2)} ms, p50 ${scripts.p50Ms.toFixed(2)} ms`,
      advice: "look for what holds Redis (slow_scripts_total, GET /v1/system), a slow machine, or swapping",
    },
    {
      name: "clock",
      good: off < MOST_CLOCK_OFF_MS,
      found: `${Math.round(off)} ms from that of Redis`,
      advice:
        "synchronise the clocks (NTP): tokens expire by the gateway's, everything else by that of Redis",
    },
    {
      name: "key names",
      good: !isFormer,
      found: isFormer ? "of a version before" : "of this version",
      advice: "stop all gateways and workers, then run `bosporus migrate`",
    },
    {
      name: "damaged runs",
      good: damaged.length === 0,
      found: damaged.length === 0 ? "none" : named,
      advice: "the workers' logs say what is wrong with them; they are tried again every hour",
    },
    {
      name: "data format",
      good: format === undefined || format <= DATA_FORMAT,
      found: `${format ?? "none"}, this version writes ${DATA_FORMAT}`,
      advice: "run the version of bosporus that wrote the data, or a newer one",
    },
  ];
  return { findings, info, roundTripMs, scripts };
}
