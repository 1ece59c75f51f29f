import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, Scenario } from "../harness/bench.js";
import { LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import { residentBytes } from "../harness/processes.js";
import { redisInfo } from "../harness/redis.js";
import { runOpenLoop } from "../load/open-loop.js";
import { writePlan } from "../load/plan.js";
import type { Figure, ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { summarize } from "../statistics.js";

const SIZES = { full: { runs: 100_000, connections: 10_000 }, quick: { runs: 2_000, connections: 500 } };
const KIB = 1024;
const MB = 1e6;
/** Seconds in which every run sends one heartbeat over its connection. */
const SECONDS = 5;
const SAMPLE_MS = 250;

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
    ],
    verdicts: [
      judge({ claim: "Redis memory a live run without data", unit: "KiB", atMost: 4 }, summarize([perRun])),
      judge({ claim: `gateway memory with ${held}`, unit: "MB", atMost: 200 }, summarize([resident / MB])),
    ],
    notes: [],
  };
}

const GENERATOR = "open loop";

/** What a live run costs in Redis, and the gateway with many connections and runs. */
export const memory: Scenario = {
  name: "memory",
  summary: "Redis bytes a live run; the gateway's resident memory at its peak",
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
