import { createRequire } from "node:module";
import process from "node:process";
import { styleText } from "node:util";
import type { RedisSettings } from "../config.js";
import { DATA_FORMAT, storedFormat } from "../store/data-format.js";
import { catalogKey, partitionKey, partitionPrefix } from "../store/keys.js";
import { RedisConnections, waitUntilReady } from "../store/redis-connections.js";

interface Finding {
  readonly name: string;
  readonly good: boolean;
  readonly found: string;
  /** What to do, when it is not good. */
  readonly advice?: string;
}

const MOST_ROUND_TRIP_MS = 5;
const MOST_CLOCK_OFF_MS = 2_000;
const PROBES = 50;
const MOST_LISTED = 20;

function field(info: string, name: string): string {
  return info.match(new RegExp(`^${name}:(.*?)\\r?$`, "m"))?.[1] ?? "";
}

function serverBinary(): Finding {
  try {
    createRequire(import.meta.url)("uWebSockets.js");
    return { name: "uWebSockets.js", good: true, found: `loads on Node ${process.version}` };
  } catch (error) {
    const advice =
      "use Node 20 to 25 on Linux with glibc 2.27 or newer, and install the packages on this machine";
    return { name: "uWebSockets.js", good: false, found: String(error).split("\n")[0] ?? "", advice };
  }
}

/** What of a Redis and of this machine would keep the product from working well. */
async function examine(settings: RedisSettings): Promise<Finding[]> {
  const findings = [serverBinary()];
  const redis = new RedisConnections(settings).forRequests();
  redis.on("error", () => undefined);
  try {
    if (!(await waitUntilReady(redis, 3_000))) {
      const advice = "check REDIS_URL, and that the server runs and may be reached from here";
      return [...findings, { name: "Redis", good: false, found: "does not answer", advice }];
    }
    const info = await redis.info();
    const version = field(info, "redis_version");
    findings.push({
      name: "Redis version",
      good: Number(version.split(".")[0]) >= 7,
      found: version,
      advice: "use Redis 7.0 or newer",
    });
    findings.push({
      name: "persistence",
      good: field(info, "aof_enabled") !== "0",
      found: field(info, "aof_enabled") === "0" ? "no append-only file" : "append-only file",
      advice: 'set "appendonly yes": without it a restart loses runs',
    });
    const policy = field(info, "maxmemory_policy");
    findings.push({
      name: "eviction",
      good: policy === "" || policy === "noeviction",
      found: policy || "none",
      advice: 'set "maxmemory-policy noeviction": a key that is evicted is a run that is lost',
    });
    const [used, most] = [Number(field(info, "used_memory")), Number(field(info, "maxmemory"))];
    findings.push({
      name: "memory",
      good: most === 0 || used < most * 0.8,
      found: `${Math.round(used / 1_048_576)} MiB${most === 0 ? "" : ` of ${Math.round(most / 1_048_576)} MiB`}`,
      advice: "raise maxmemory, or shorten RUN_RETENTION_SHORT and RUN_RETENTION_LONG",
    });
    const trips: number[] = [];
    for (let probe = 0; probe < PROBES; probe++) {
      const sent = performance.now();
      await redis.ping();
      trips.push(performance.now() - sent);
    }
    const median = trips.sort((left, right) => left - right)[Math.floor(PROBES / 2)] ?? 0;
    findings.push({
      name: "latency",
      good: median < MOST_ROUND_TRIP_MS,
      found: `${median.toFixed(2)} ms a round trip (median of ${PROBES})`,
      advice: "run gateways near Redis; on one machine use a Unix socket; look for slow commands of others",
    });
    const [seconds, micros] = await redis.time();
    const off = Math.abs(Number(seconds) * 1000 + Number(micros) / 1000 - Date.now());
    findings.push({
      name: "clock",
      good: off < MOST_CLOCK_OFF_MS,
      found: `${Math.round(off)} ms from that of Redis`,
      advice:
        "synchronise the clocks (NTP): tokens expire by the gateway's, everything else by that of Redis",
    });
    const partitions = await redis.get(catalogKey("partitions"));
    const wanted = process.env["PARTITIONS"] || "1";
    findings.push({
      name: "key names",
      good: partitions === null || partitions === wanted,
      found: partitions === null ? "no data set yet" : `data set with ${partitions} partition(s)`,
      advice: `set PARTITIONS=${partitions}: the data set was made with it`,
    });
    const damaged: string[] = [];
    for (let partition = 0; partition < Number(partitions ?? 0); partition++) {
      damaged.push(...(await redis.zrange(partitionKey(partitionPrefix(partition), "damaged"), 0, -1)));
    }
    findings.push({
      name: "damaged runs",
      good: damaged.length === 0,
      found: damaged.length === 0 ? "none" : damaged.slice(0, MOST_LISTED).join(" "),
      advice: "the workers' logs say what is wrong with them; they are tried again every hour",
    });
    const format = await storedFormat(redis);
    findings.push({
      name: "data format",
      good: format === undefined || format <= DATA_FORMAT,
      found: `${format ?? "none"}, this version writes ${DATA_FORMAT}`,
      advice: "run the version of bosporus that wrote the data, or a newer one",
    });
    return findings;
  } finally {
    redis.disconnect();
  }
}

/** Prints what was found and what to do; whether all is well. */
export async function doctor(settings: RedisSettings): Promise<boolean> {
  const findings = await examine(settings);
  for (const { name, good, found, advice } of findings) {
    const mark = good ? "ok  " : "FAIL";
    const shown = process.stdout.isTTY ? styleText(good ? "green" : "red", mark) : mark;
    process.stdout.write(`${shown} ${name.padEnd(15)} ${found}\n`);
    if (!good && advice !== undefined) process.stdout.write(`     ${" ".repeat(15)} ${advice}\n`);
  }
  return findings.every(({ good }) => good);
}
