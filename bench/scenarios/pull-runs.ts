import type { Bench, Scenario } from "../harness/bench.js";
import { BullmqPeer, bullmqFigure, WHOLE_RUNS } from "../harness/bullmq.js";
import { type ContenderName, LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { type PullLoop, type PullOutcome, runPullLoop } from "../load/pull-loop.js";
import type { Figure, ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { median, ratioOf, summarize } from "../statistics.js";
import { baselineThreshold } from "./single-calls.js";

/** Executors of one build, on a job of their own. */
async function executors(bench: Bench, environment: Environment, name: ContenderName): Promise<PullLoop> {
  const { url } = await environment.contender(name);
  const slug = `pull-${Date.now()}`;
  const job = await environment.job(name, { slug });
  const { connections, warmup, duration } = bench.settings;
  return { url, apiKey: environment.credentials.apiKey, job, slug, connections, warmup, seconds: duration };
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

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const { settings } = bench;
  const builds = environment.available(["baseline", "bosporus"]);
  const loads: PullLoop[] = [];
  for (const name of builds) loads.push(await executors(bench, environment, name));
  const bullmq = settings.remote ? undefined : await BullmqPeer.start(environment.redis.url);
  const peerRates: number[] = [];
  const outcomes = builds.map((): PullOutcome[] => []);
  await bullmq?.rate(settings.warmup);
  for (let round = 0; round < settings.rounds; round += 1) {
    if (bullmq) peerRates.push(await bullmq.rate(settings.duration));
    for (const [index, load] of loads.entries()) outcomes[index]?.push(await runPullLoop(load));
  }
  await bullmq?.stop();
  const figures = builds.map((name, index) => figureOf(name, outcomes[index] ?? []));
  const ratesOf = (name: ContenderName): readonly number[] =>
    figures.find((figure) => figure.subject === LABELS[name])?.summary.rounds ?? [];
  const empty = outcomes.flat().reduce((sum, outcome) => sum + outcome.emptyClaims, 0);
  const claim = `whole pull runs: rate against ${LABELS.bullmq}`;
  const against = judge({ claim, unit: "x", atLeast: 1, aim: 3 }, ratioOf(ratesOf("bosporus"), peerRates));
  const before = ratesOf("baseline");
  return {
    figures: [...(bullmq ? [bullmqFigure(peerRates)] : []), ...figures],
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
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
