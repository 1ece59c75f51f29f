import type { Bench, Scenario } from "../harness/bench.js";
import { BullmqPeer, bullmqFigure, IN_FLIGHT, WHOLE_RUNS } from "../harness/bullmq.js";
import { type ContenderName, LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { type PullLoop, type PullOutcome, runPullLoop } from "../load/pull-loop.js";
import type { Figure, ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { median, ratioOf, summarize } from "../statistics.js";
import { baselineThreshold } from "./single-calls.js";

/** Runs of one call of a trigger and of a claim, and what is asked of their rate against BullMQ. */
interface Row {
  readonly bulk: number;
  readonly atLeast: number;
  readonly aim: number;
}

const SINGLE: Row = { bulk: 1, atLeast: 0.5, aim: 0.8 };
const BULK: Row = { bulk: 100, atLeast: 1, aim: 1.5 };

/** What 64 executors trigger together takes two seconds to end, so that a shorter round sees little but its beginning and end. */
function secondsOf({ settings }: Bench, bulk: number): number {
  return bulk > 1 ? settings.duration * 4 : settings.duration;
}

/** Executors of one build, on a job of their own. */
async function executors(
  bench: Bench,
  environment: Environment,
  name: ContenderName,
  { bulk }: Row,
): Promise<PullLoop> {
  const { url } = await environment.contender(name);
  const slug = `pull-${Date.now()}`;
  const job = await environment.job(name, { slug });
  const { warmup } = bench.settings;
  // 100 that trigger 100 runs each are more than a gateway lets wait.
  const connections = bulk > 1 ? bench.settings.connections : IN_FLIGHT;
  const { apiKey } = environment.credentials;
  return { url, apiKey, job, slug, connections, bulk, warmup, seconds: secondsOf(bench, bulk) };
}

function figureOf(name: ContenderName, outcomes: readonly PullOutcome[]): Figure {
  return {
    subject: LABELS[name],
    measure: WHOLE_RUNS,
    generator: "closed loop",
    summary: summarize(outcomes.map((outcome) => outcome.rate)),
    errors: outcomes.reduce((sum, outcome) => sum + outcome.errors, 0),
    p50: median(outcomes.map((outcome) => outcome.p50)),
    p99: median(outcomes.map((outcome) => outcome.p99)),
  };
}

async function measure(bench: Bench, environment: Environment, row: Row): Promise<ScenarioResult> {
  const { settings } = bench;
  const { bulk, atLeast, aim } = row;
  // Commits of before know no end that claims.
  const builds = environment.available(bulk > 1 ? ["bosporus"] : ["baseline", "bosporus"]);
  const loads: PullLoop[] = [];
  for (const name of builds) loads.push(await executors(bench, environment, name, row));
  const bullmq = settings.remote ? undefined : await BullmqPeer.start(environment.redis.url);
  const peerRates: number[] = [];
  const outcomes = builds.map((): PullOutcome[] => []);
  await bullmq?.rate(settings.longWarmup, bulk);
  for (const load of loads) await runPullLoop({ ...load, seconds: settings.longWarmup });
  for (let round = 0; round < settings.rounds; round += 1) {
    if (bullmq) peerRates.push(await bullmq.rate(secondsOf(bench, bulk), bulk));
    for (const [index, load] of loads.entries()) outcomes[index]?.push(await runPullLoop(load));
  }
  await bullmq?.stop();
  const figures = builds.map((name, index) => figureOf(name, outcomes[index] ?? []));
  const ratesOf = (name: ContenderName): readonly number[] =>
    figures.find((figure) => figure.subject === LABELS[name])?.summary.rounds ?? [];
  const empty = outcomes.flat().reduce((sum, outcome) => sum + outcome.emptyClaims, 0);
  const kind = bulk > 1 ? `whole pull runs, ${bulk} a call` : "whole pull runs";
  const claim = `${kind}: rate against ${LABELS.bullmq}`;
  const against = judge({ claim, unit: "x", atLeast, aim }, ratioOf(ratesOf("bosporus"), peerRates));
  const before = ratesOf("baseline");
  return {
    figures: [...(bullmq ? [bullmqFigure(peerRates, bulk > 1 ? "addBulk" : "add")] : []), ...figures],
    verdicts:
      before.length === 0
        ? [against]
        : [against, judge(baselineThreshold("pull runs"), ratioOf(ratesOf("bosporus"), before))],
    notes: empty > 0 ? [`${empty} claims came back without a run`] : [],
  };
}

/** Four calls a run, by executors that pull their work. */
export const pullRuns: Scenario = {
  name: "pull-runs",
  summary: "trigger, claim, heartbeat, complete, against BullMQ's add and process",
  run: (bench) => bench.alone((environment) => measure(bench, environment, SINGLE)),
};

/** Little more than one call a run. */
export const bulkRuns: Scenario = {
  name: "bulk-runs",
  summary: `triggers of ${BULK.bulk}, complete, the last with a claim of ${BULK.bulk}, against BullMQ's addBulk and process`,
  run: (bench) => bench.alone((environment) => measure(bench, environment, BULK)),
};
