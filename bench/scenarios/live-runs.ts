import type { Bench, Scenario } from "../harness/bench.js";
import { compareClosedLoop } from "../harness/closed-loop.js";
import { LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import { liveRuns as makeRuns, type Run } from "../harness/seed.js";
import type { Figure, ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { summarize } from "../statistics.js";

const QUICK = [500, 2_000];
const USUAL = [1_000, 10_000, 100_000];
const MILLION = 1_000_000;
/** Runs that the calls rotate over at every size, so that only the number of live runs differs. */
const ROTATED = 1_000;

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const { settings } = bench;
  const sizes = settings.quick ? QUICK : settings.full ? [...USUAL, MILLION] : USUAL;
  const { url } = await environment.contender("bosporus");
  const figures: Figure[] = [];
  const rotated: Run[] = [];
  let live = 0;
  for (const size of sizes) {
    const added = await makeRuns(url, environment.credentials, size - live, ROTATED);
    rotated.splice(0, Math.ceil(rotated.length / 2));
    rotated.push(...added.slice(0, ROTATED - rotated.length));
    live = size;
    const runs = [...rotated];
    const plan = () => callPlan(runs, "heartbeat", BODIES.heartbeat);
    figures.push(
      ...(await compareClosedLoop(environment, [{ label: LABELS.bosporus, url, plan, x: size }], {
        measure: "requests/s",
        generators: [bench.primary],
      })),
    );
  }
  const rates = figures.map((figure) => figure.summary.median);
  const apart = ((Math.max(...rates) - Math.min(...rates)) / Math.max(...rates)) * 100;
  const claim = `heartbeat rate with ${sizes[0]} to ${sizes.at(-1)} live runs: apart by`;
  return {
    figures,
    verdicts: [judge({ claim, unit: "%", atMost: 15 }, summarize([apart]))],
    notes: settings.full ? [] : ["1,000,000 live runs take minutes to make: measured with --full"],
  };
}

/** Whether a heartbeat costs more the more runs are live. */
export const liveRuns: Scenario = {
  name: "live-runs",
  summary: "heartbeat rate as the number of live runs grows",
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
