import type { Bench, Scenario } from "../harness/bench.js";
import { BullmqPeer, bullmqFigure, WHOLE_RUNS } from "../harness/bullmq.js";
import { LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { type PullOutcome, runPullLoop } from "../load/pull-loop.js";
import type { ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { median, ratioOf, summarize } from "../statistics.js";

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const { settings } = bench;
  const { url } = await environment.contender("bosporus");
  const slug = `pull-${Date.now()}`;
  const job = await environment.job("bosporus", { slug });
  const load = { url, apiKey: environment.credentials.apiKey, job, slug, connections: settings.connections };
  const bullmq = settings.remote ? undefined : await BullmqPeer.start(environment.redis.url);
  const peerRates: number[] = [];
  const outcomes: PullOutcome[] = [];
  await bullmq?.rate(settings.warmup);
  for (let round = 0; round < settings.rounds; round += 1) {
    if (bullmq) peerRates.push(await bullmq.rate(settings.duration));
    outcomes.push(await runPullLoop({ ...load, warmup: settings.warmup, seconds: settings.duration }));
  }
  await bullmq?.stop();
  const rates = outcomes.map((outcome) => outcome.rate);
  const empty = outcomes.reduce((sum, outcome) => sum + outcome.emptyClaims, 0);
  const claim = `whole pull runs: rate against ${LABELS.bullmq}`;
  return {
    figures: [
      ...(bullmq ? [bullmqFigure(peerRates)] : []),
      {
        subject: LABELS.bosporus,
        measure: WHOLE_RUNS,
        generator: "closed loop",
        summary: summarize(rates),
        errors: outcomes.reduce((sum, outcome) => sum + outcome.errors, 0),
        p50: median(outcomes.map((outcome) => outcome.p50)),
        p99: median(outcomes.map((outcome) => outcome.p99)),
      },
    ],
    verdicts: [judge({ claim, unit: "x", atLeast: 1, aim: 3 }, ratioOf(rates, peerRates))],
    notes: empty > 0 ? [`${empty} claims came back without a run`] : [],
  };
}

/** Four calls a run, by executors that pull their work. */
export const pullRuns: Scenario = {
  name: "pull-runs",
  summary: "trigger, claim, heartbeat, complete, against BullMQ's add and process",
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
