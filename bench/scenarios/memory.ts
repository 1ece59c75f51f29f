import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, Scenario } from "../harness/bench.js";
import { LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import { residentBytes } from "../harness/processes.js";
import { redisInfo } from "../harness/redis.js";
import { completedRuns, type Sent } from "../harness/seed.js";
import { runOpenLoop } from "../load/open-loop.js";
import { writePlan } from "../load/plan.js";
import type { Figure, ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { summarize } from "../statistics.js";

const SIZES = {
  full: { runs: 100_000, connections: 10_000, completed: 10_000 },
  quick: { runs: 2_000, connections: 500, completed: 500 },
};
/** What a completed run has sent. */
const SENT = { logs: 3, chunks: 10 };
const SENT_TEXT = `${SENT.logs} logs, ${SENT.chunks} chunks`;
const SENT_NOTHING = { logs: 0, chunks: 0 };
/** Completed runs before those that are measured. */
const SHARED_BY = 100;
/** Days that completed runs stay, unless RUN_RETENTION_SHORT says otherwise. */
const KEPT_DAYS = 30;
/** Until Redis has written what it was given. */
const SETTLE_MS = 2000;
const KIB = 1024;
const KB = 1e3;
const MB = 1e6;
/** Seconds in which every run sends one heartbeat over its connection. */
const SECONDS = 5;
const SAMPLE_MS = 250;

/** Bytes of Redis a completed run that has sent so much: its keys, and its places in indexes. */
async function bytesAtRest(environment: Environment, count: number, sent: Sent): Promise<number> {
  const { url } = await environment.contender("bosporus");
  const usedMemory = async (): Promise<number> => {
    await sleep(SETTLE_MS);
    return redisInfo(environment.redis.client, "used_memory");
  };
  // What all runs share is there before.
  await completedRuns(url, environment.credentials, SHARED_BY, sent);
  const before = await usedMemory();
  await completedRuns(url, environment.credentials, count, sent);
  return ((await usedMemory()) - before) / count;
}

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const size = bench.settings.quick ? SIZES.quick : SIZES.full;
  const seconds = bench.settings.quick ? 1 : SECONDS;
  const gateway = await environment.contender("bosporus");
  const { client } = environment.redis;
  const empty = await redisInfo(client, "used_memory");
  const runs = await environment.runs("bosporus", size.runs);
  const perRun = ((await redisInfo(client, "used_memory")) - empty) / size.runs / KIB;

  const planFile = environment.planFile();
  writePlan(planFile, callPlan(runs, "heartbeat", BODIES.heartbeat));
  let finished = false;
  const load = runOpenLoop({
    url: gateway.url,
    connections: size.connections,
    flows: [{ planFile, sequenced: false, rates: [size.runs / seconds] }],
    phases: [{ label: "each run once", seconds }],
  }).finally(() => {
    finished = true;
  });
  let resident = 0;
  while (!finished) {
    resident = Math.max(resident, ...gateway.pids.map(residentBytes));
    await sleep(SAMPLE_MS);
  }
  const [phase] = await load;
  const silent = await bytesAtRest(environment, size.completed, SENT_NOTHING);
  const completed = await bytesAtRest(environment, size.completed, SENT);
  const errors = (phase?.errors ?? 0) + (phase?.refused ?? 0);
  const figure = (measure: string, value: number, x: number): Figure => ({
    subject: LABELS.bosporus,
    measure,
    generator: GENERATOR,
    summary: summarize([value]),
    errors,
    x,
  });
  const held = `${size.connections} connections and ${size.runs} runs`;
  return {
    figures: [
      figure("KiB of Redis a live run", perRun, size.runs),
      figure("MB of the gateway", resident / MB, size.connections),
      figure("bytes of Redis a completed run", silent, size.completed),
      figure(`bytes of Redis a completed run, ${SENT_TEXT}`, completed, size.completed),
      figure(`GB of Redis for a million of these a day`, (completed * KEPT_DAYS) / KB, KEPT_DAYS),
    ],
    verdicts: [
      judge({ claim: "Redis memory a live run without data", unit: "KiB", atMost: 4 }, summarize([perRun])),
      judge(
        { claim: `Redis memory a completed run, ${SENT_TEXT}`, unit: "B", atMost: 4000, aim: 3000 },
        summarize([completed]),
      ),
      judge({ claim: `gateway memory with ${held}`, unit: "MB", atMost: 200 }, summarize([resident / MB])),
    ],
    notes: [],
  };
}

const GENERATOR = "open loop";

/** What a live and a completed run cost in Redis, and the gateway with many connections and runs. */
export const memory: Scenario = {
  name: "memory",
  summary: "Redis bytes a live run and a completed one; the gateway's resident memory at its peak",
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
