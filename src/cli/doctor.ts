import process from "node:process";
import { styleText } from "node:util";
import type { RedisSettings } from "../config.js";
import { chooseHttpLibrary, httpLibraryName } from "../http-library.js";
import { RedisConnections, waitUntilReady } from "../store/redis-connections.js";
import { type Finding, redisFindings } from "../store/redis-findings.js";

const PROBES = 50;
const MOST_LISTED = 20;

/** Not the fastest is good, too: what would be better is told. */
async function httpEngine(): Promise<Finding> {
  const wanted = process.env["HTTP_ENGINE"];
  try {
    const library = await chooseHttpLibrary(wanted === "uws" || wanted === "node" ? wanted : "auto");
    const note = library.note === undefined ? "" : `: ${library.note}`;
    const found = `${httpLibraryName(library)} on Node ${process.versions.node}${note}`;
    return { name: "HTTP engine", good: true, found };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return { name: "HTTP engine", good: false, found, advice: "set HTTP_ENGINE=auto" };
  }
}

/** What of a Redis and of this machine would keep the product from working well. */
async function examine(settings: RedisSettings): Promise<Finding[]> {
  const findings = [await httpEngine()];
  const redis = new RedisConnections(settings).forRequests();
  redis.on("error", () => undefined);
  try {
    if (!(await waitUntilReady(redis, 3_000))) {
      const advice = "check REDIS_URL, and that the server runs and may be reached from here";
      return [...findings, { name: "Redis", good: false, found: "does not answer", advice }];
    }
    const partitions = process.env["PARTITIONS"] || "1";
    const { findings: found } = await redisFindings(redis, {
      partitions,
      probes: PROBES,
      listed: MOST_LISTED,
    });
    return [...findings, ...found];
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
