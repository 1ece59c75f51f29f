/** `npm run bench`: measures the gateway against its peers and writes table, result file and plots. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import type { Bench, GeneratorName, Scenario } from "./harness/bench.js";
import { Environment } from "./harness/environment.js";
import { ROOT } from "./harness/paths.js";
import { redisVersion } from "./harness/redis.js";
import { wrkVersion } from "./load/wrk.js";
import { commit, machine, versions } from "./report/machine.js";
import { writePlots } from "./report/plots.js";
import type { Report, ScenarioReport } from "./report/result.js";
import { scenarioText, settingText, verdictText } from "./report/terminal.js";
import { batch } from "./scenarios/batch.js";
import { cells } from "./scenarios/cells.js";
import { fleet } from "./scenarios/fleet.js";
import { fleetHeartbeats } from "./scenarios/fleet-heartbeats.js";
import { gateways } from "./scenarios/gateways.js";
import { handOut } from "./scenarios/hand-out.js";
import { httpRuns } from "./scenarios/http-runs.js";
import { instructions } from "./scenarios/instructions.js";
import { latency } from "./scenarios/latency.js";
import { liveRuns } from "./scenarios/live-runs.js";
import { memory } from "./scenarios/memory.js";
import { overload } from "./scenarios/overload.js";
import { bulkRuns, pullRuns } from "./scenarios/pull-runs.js";
import { heartbeat, log, progress, stream } from "./scenarios/single-calls.js";
import { starts } from "./scenarios/starts.js";
import { trigger } from "./scenarios/trigger.js";
import { readSettings, type Settings } from "./settings.js";

const SCENARIOS: readonly Scenario[] = [
  heartbeat,
  progress,
  log,
  stream,
  batch,
  fleetHeartbeats,
  trigger,
  latency,
  pullRuns,
  bulkRuns,
  httpRuns,
  starts,
  handOut,
  instructions,
  gateways,
  cells,
  liveRuns,
  memory,
  fleet,
  overload,
];

async function runScenario(scenario: Scenario, bench: Bench): Promise<ScenarioReport> {
  const started = performance.now();
  const { name, summary } = scenario;
  try {
    const result = await scenario.run(bench);
    return { name, summary, seconds: (performance.now() - started) / 1000, ...result };
  } catch (error) {
    const failure = (error instanceof Error ? error.message : String(error)).trim();
    const seconds = (performance.now() - started) / 1000;
    return { name, summary, seconds, figures: [], verdicts: [], notes: [], failure };
  }
}

async function main(settings: Settings): Promise<Report> {
  const started = new Date();
  const environment = await Environment.start(settings);
  const generators: GeneratorName[] = wrkVersion() ? ["wrk", "autocannon"] : ["autocannon"];
  const bench: Bench = {
    settings,
    generators,
    // wrk measures whole seconds only, too long for a quick run.
    primary: settings.quick ? "autocannon" : (generators[0] ?? "autocannon"),
    shared: async () => environment,
    alone: async (step) => {
      const own = await Environment.start(settings);
      try {
        return await step(own);
      } finally {
        await own.stop();
      }
    },
  };
  const { remote, baseline, output: _, ...recorded } = settings;
  const redis = remote ? undefined : await redisVersion(environment.redis.client);
  const scenarios: ScenarioReport[] = [];
  const report: Report = {
    started: started.toISOString(),
    seconds: 0,
    machine: machine(),
    versions: versions(redis),
    settings: {
      ...recorded,
      ...(baseline === undefined ? {} : { baseline: commit(baseline) ?? "no repository" }),
      ...(remote ? { url: remote.url } : {}),
    },
    scenarios,
  };
  console.log(settingText(report));
  for (const scenario of SCENARIOS) {
    if (settings.scenarios.length > 0 && !settings.scenarios.includes(scenario.name)) continue;
    if (remote && scenario.local) continue;
    const outcome = await runScenario(scenario, bench);
    scenarios.push(outcome);
    console.log(scenarioText(outcome));
  }
  await environment.stop();
  return { ...report, seconds: (performance.now() - started.getTime() + performance.timeOrigin) / 1000 };
}

const settings = readSettings(
  process.argv.slice(2),
  SCENARIOS.map((scenario) => scenario.name),
  join(ROOT, "bench/results"),
);
const report = await main(settings);
console.log(verdictText(report));
if (settings.quick)
  console.log("A quick run proves that the benchmarks work; its figures say nothing about speed.");
mkdirSync(settings.output, { recursive: true });
const file = join(settings.output, `${report.started.replaceAll(":", "-").slice(0, 19)}.json`);
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
const written = [file];
const failed = report.scenarios.some((scenario) => scenario.failure);
// A quick run's figures are too short-lived, and a partial run's too few, for the plots that are shown.
if (!settings.quick && settings.scenarios.length === 0 && !failed)
  written.push(...writePlots(report, join(ROOT, "docs/plots")));
console.log(
  `${report.seconds.toFixed(0)} s; wrote ${written.map((path) => relative(process.cwd(), path)).join(", ")}`,
);
process.exit(failed ? 1 : 0);
