import process from "node:process";
import type { RedisSettings } from "../config.js";
import { chooseHttpLibrary, httpLibraryName } from "../http-library.js";
import { allCells } from "../store/cell.js";
import { cellFindings } from "../store/cell-findings.js";
import { storedCells } from "../store/data-format.js";
import { waitUntilReady } from "../store/redis-connections.js";
import { type Finding, findingsOfAll, SILENT_ADVICE } from "../store/redis-findings.js";
import { CellConnections } from "./cell-connections.js";
import { deploymentFindings } from "./deployment-findings.js";
import { styled } from "./style.js";

const MOST_WAIT_MS = 3_000;
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
  const connections = new CellConnections(settings);
  try {
    if (!(await waitUntilReady(connections.first, MOST_WAIT_MS))) {
      return [...findings, { name: "Redis", good: false, found: "does not answer", advice: SILENT_ADVICE }];
    }
    const stored = allCells(await storedCells(connections.first));
    const links = connections.to(stored);
    for (const redis of new Set(links.all)) await waitUntilReady(redis, MOST_WAIT_MS);
    const cells = stored.all.map((cell) => ({ cell, redis: links.at(cell.number) }));
    const { findings: found } = await findingsOfAll(cells, { probes: PROBES, listed: MOST_LISTED });
    return [...findings, ...found, ...(cells.length === 1 ? [] : await cellFindings(cells))];
  } finally {
    connections.close();
  }
}

/**
 * Prints what was found and what to do; whether all is well. With BOSPORUS_URL a running deployment is examined, and its
 * Redis only where REDIS_URL or REDIS_CLUSTER says how to reach it from here.
 */
export async function doctor(settings: () => RedisSettings): Promise<boolean> {
  const {
    BOSPORUS_URL: url,
    REDIS_URL: redisUrl,
    REDIS_CLUSTER: redisCluster,
    REDIS_CELLS: redisCells,
    BOSPORUS_API_KEY: apiKey,
    INTERNAL_SECRET: secret,
  } = process.env;
  const baseUrl = url?.replace(/\/+$/, "");
  const findings = baseUrl ? await deploymentFindings({ baseUrl, apiKey, internalSecret: secret }) : [];
  if (!baseUrl || redisUrl || redisCluster || redisCells) findings.push(...(await examine(settings())));
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, good, found, advice } of findings) {
    const mark = good ? "ok  " : "FAIL";
    const shown = styled(good ? "green" : "red", mark);
    process.stdout.write(`${shown} ${name.padEnd(width)} ${found}\n`);
    if (!good && advice !== undefined) process.stdout.write(`     ${" ".repeat(width)} ${advice}\n`);
  }
  return findings.every(({ good }) => good);
}
