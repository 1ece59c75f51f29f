import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, Product } from "../support/product.js";
import { type Check, checkAll, isQuiet } from "./checks.js";
import type { CrashedRedis } from "./crashed-redis.js";
import { createProjects } from "./fleet-projects.js";
import { Client, Killer } from "./processes.js";
import { RedisCluster } from "./redis-cluster.js";
import { RedisPair } from "./redis-pair.js";

const MINUTES = Number(process.env["CRASH_MINUTES"] ?? 5);
const FSYNC = process.env["CRASH_FSYNC"] === "everysec" ? "everysec" : "always";
const EXECUTORS = Number(process.env["CRASH_EXECUTORS"] ?? 200);
const CELLS = Number(process.env["CRASH_CELLS"] ?? 1);
const ON_CLUSTER = process.env["CRASH_REDIS"] === "cluster";
/** A claim whose answer was lost with its gateway comes back after a minute, a lost dispatch too. */
const SETTLE_MS = 240_000;
/** An executor of which nothing comes through for so long is taken for dead. */
const STALE_MS = 10_000;
/** Redis syncs once a second; while a sync is under way it may hold a write back for up to another one. */
const TOLERATED_MS = FSYNC === "always" ? 0 : 2_000;

let crashed: CrashedRedis;
let product: Product;
/** By the numbers of the cells. */
let redis: readonly Redis[] = [];
let endpoint: Client;
let fleet: Client;

beforeAll(async () => {
  crashed = await (ON_CLUSTER ? RedisCluster : RedisPair).start(FSYNC, CELLS);
  product = await Product.start({
    gateways: 2,
    workers: 2,
    redis: crashed.redis,
    environment: {
      ...crashed.environment,
      CELLS: String(CELLS),
      // What was answered is on both: the one that is left has it.
      REDIS_WAIT_REPLICAS: "1",
      SWEEP_INTERVAL: "500ms",
      HEARTBEAT_INTERVAL: "3s",
      STALE_THRESHOLD: `${STALE_MS}ms`,
      CIRCUIT_OPEN: "1s",
      LOG_LEVEL: "error",
    },
  });
});

afterAll(async () => {
  fleet?.stop();
  endpoint?.stop();
  for (const one of redis) one.disconnect();
  await product?.stop();
});

function table(kills: Killer["kills"], checks: readonly Check[]): string {
  const counts = new Map<string, number>();
  for (const { target } of kills) counts.set(target, (counts.get(target) ?? 0) + 1);
  const rows = [
    ...[...counts].map(([target, count]) => [`hit: ${target}`, "", String(count)]),
    ...checks.map(({ what, looked, wrong }) => [what, String(looked), String(wrong.length)]),
  ];
  const lines = rows.map(
    ([what = "", looked = "", found = ""]) =>
      `| ${what.padEnd(78)} | ${looked.padStart(9)} | ${found.padStart(6)} |`,
  );
  const head = `| ${`${MINUTES} min, appendfsync ${FSYNC}, ${EXECUTORS} executors, ${CELLS} cells`.padEnd(78)} | looked at |  found |`;
  return [head, `| ${"-".repeat(78)} | --------: | -----: |`, ...lines].join("\n");
}

/** What tells why nothing goes on: what the processes logged last, and whether Redis has the replica that they wait for. */
async function whatHolds(): Promise<string> {
  const processes = [...product.gateways, ...product.workers].map(
    ({ child, output }) => `${child.pid}, ended with ${child.exitCode}: ${output().slice(-1500)}`,
  );
  const replication = await Promise.all(redis.map((one) => one.info("replication")));
  return [...processes, ...replication].join("\n\n");
}

describe("killing gateways, workers and Redis, with failovers, under a fleet", () => {
  it("loses nothing that was acknowledged", { timeout: MINUTES * 60_000 + SETTLE_MS + 300_000 }, async () => {
    const urls = [product.url(0), product.url(1)];
    endpoint = Client.start("endpoint.mjs", { urls });
    const projects = await createProjects(product, await endpoint.next(), CELLS);
    fleet = Client.start("fleet.mjs", { ...{ urls, projects, executors: EXECUTORS, staleMs: STALE_MS } });

    const killer = new Killer(product, crashed);
    await killer.during(MINUTES * 60_000);
    await fleet.ask("stop producing");
    // From here on the data stays where it is.
    redis = await crashed.connect();
    const quiet = await eventually(
      () => isQuiet(redis),
      (done) => done,
      SETTLE_MS,
    );
    const journal = [...(await fleet.journal()), ...(await endpoint.journal())];
    const redisKills = killer.kills.filter(({ isRedis }) => isRedis).map(({ atMs }) => atMs);
    const checks = await checkAll(redis, journal, { redisKills, toleratedMs: TOLERATED_MS });
    console.log(`\n${table(killer.kills, checks)}\n`);
    for (const { what, wrong } of checks) {
      if (wrong.length > 0) console.log([`${what}:`, ...wrong.slice(0, 20)].join("\n  "));
    }
    if (!quiet) console.log(`\n${await whatHolds()}\n`);
    expect(quiet, "everything ends once the killing is over").toBe(true);
    expect(journal.length).toBeGreaterThan(0);
    expect(checks.flatMap(({ wrong }) => wrong)).toEqual([]);
  });
});
