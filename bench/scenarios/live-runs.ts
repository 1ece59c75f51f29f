import type { Bench, Scenario } from "../harness/bench.js";
import { compareClosedLoop, type Subject } from "../harness/closed-loop.js";
import { LABELS } from "../harness/contenders.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import { liveRuns as makeRuns } from "../harness/seed.js";
import type { Figure, ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { summarize } from "../statistics.js";

const QUICK = [500, 2_000];
const USUAL = [1_000, 10_000, 100_000];
const MILLION = 1_000_000;
/** Runs that the calls rotate over at every size, so that only the number of live runs differs. */
const ROTATED = 1_000;

/** Makes a Redis and a gateway for every size first, and measures them in turn then, like contenders. */
function measureSizes(
  bench: Bench,
  [size = 0, ...rest]: readonly number[],
  made: readonly Subject[] = [],
): Promise<Figure[]> {
  return bench.alone(async (environment) => {
    const { url } = await environment.contender("bosporus");
    const runs = await makeRuns(url, environment.credentials, size, Math.min(size, ROTATED));
    const plan = () => callPlan(runs, "heartbeat", BODIES.heartbeat);
    const subjects = [...made, { label: LABELS.bosporus, url, plan, x: size }];
    if (rest.length > 0) return measureSizes(bench, rest, subjects);
    return compareClosedLoop(environment, subjects, { measure: "requests/s", generators: [bench.primary] });
  });
}

async function measure(bench: Bench): Promise<ScenarioResult> {
  const { settings } = bench;
  const sizes = settings.quick ? QUICK : settings.full ? [...USUAL, MILLION] : USUAL;
  const figures = await measureSizes(bench, sizes);
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
  run: measure,
};
