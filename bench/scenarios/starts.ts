import type { Bench, Scenario } from "../harness/bench.js";
import { LABELS, startContender, startDispatcher } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { freePort } from "../harness/processes.js";
import { runPullLoop } from "../load/pull-loop.js";
import { runStarts, type Starts, type StartsOutcome } from "../load/starts.js";
import { formatNumber } from "../report/format.js";
import type { Figure, ScenarioResult, Verdict } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { median, summarize } from "../statistics.js";
import { HttpRuns } from "./http-runs.js";

const BOUNDS = { p50: 3, p99: 15 };
const SHARE = 0.5;
const CLAIMS = 64;

interface Seen {
  readonly kind: string;
  readonly rate: number;
  readonly rounds: readonly StartsOutcome[];
}

/** Runs of a waiting claim, at half of what executors that pull reach. */
async function claimed(bench: Bench, environment: Environment): Promise<Seen> {
  const { longWarmup, duration, rounds } = bench.settings;
  const { url } = await environment.contender("bosporus");
  const { apiKey } = environment.credentials;
  const slug = "starts-claimed";
  const job = await environment.job("bosporus", { slug });
  const top = await runPullLoop({
    url,
    apiKey,
    job,
    slug,
    connections: CLAIMS,
    warmup: longWarmup,
    seconds: duration,
  });
  const claims = { slug, waiting: CLAIMS };
  return seen({ url, apiKey, job, claims, ...pace(bench, top.rate * SHARE) }, "a waiting claim", rounds);
}

/** Runs that are dispatched, at half of what a worker reaches with an endpoint that answers at once. */
async function dispatched(bench: Bench, environment: Environment): Promise<Seen> {
  const { longWarmup, duration, rounds } = bench.settings;
  const { credentials, redis } = environment;
  const { url } = await environment.contender("bosporus");
  const { apiKey } = credentials;
  const fast = await startContender("bare", redis.url, credentials);
  const dispatcher = startDispatcher(redis.url, credentials);
  try {
    const topJob = await environment.job("bosporus", { slug: "top", endpointUrl: `${fast.url}/job` });
    const runs = new HttpRuns(url, apiKey, topJob, fast.url);
    await runs.round(longWarmup);
    const { rate } = await runs.round(duration);
    const port = await freePort();
    const spec = { slug: "starts-dispatched", endpointUrl: `http://127.0.0.1:${port}/` };
    const job = await environment.job("bosporus", spec);
    return await seen(
      { url, apiKey, job, endpointPort: port, ...pace(bench, rate * SHARE) },
      "an http run",
      rounds,
    );
  } finally {
    await Promise.all([dispatcher.stop(), fast.stop()]);
  }
}

function pace(
  { settings }: Bench,
  rate: number,
): Pick<Starts, "rate" | "connections" | "warmup" | "seconds"> {
  // Long enough that one in a hundred is many.
  return { rate, connections: CLAIMS, warmup: settings.warmup, seconds: settings.duration * 2 };
}

async function seen(load: Starts, kind: string, count: number): Promise<Seen> {
  const rounds: StartsOutcome[] = [];
  for (let round = 0; round < count; round += 1) rounds.push(await runStarts(load));
  return { kind, rate: load.rate, rounds };
}

function figureOf({ kind, rate, rounds }: Seen): Figure {
  return {
    subject: LABELS.bosporus,
    measure: `p99 ms from trigger to start, ${kind}`,
    generator: "open loop",
    summary: summarize(rounds.map(({ p99 }) => p99)),
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    x: Math.round(rate),
  };
}

function verdictsOf({ kind, rounds }: Seen): Verdict[] {
  const of = (share: "p50" | "p99"): Verdict => {
    const claim = `from trigger to start of ${kind} at half of the top rate, ${share}`;
    return judge(
      { claim, unit: "ms", atMost: BOUNDS[share] },
      summarize(rounds.map((round) => round[share])),
    );
  };
  return [of("p50"), of("p99")];
}

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const all = [await claimed(bench, environment), await dispatched(bench, environment)];
  return {
    figures: all.map(figureOf),
    verdicts: all.flatMap(verdictsOf),
    notes: all.map(({ kind, rate, rounds }) => {
      const late = formatNumber(median(rounds.map(({ lagP99 }) => lagP99)));
      return `${kind}: ${formatNumber(rate)} a second; the generator was ${late} ms late (p99), which is part of it`;
    }),
  };
}

/** How long a run waits that nobody else is before. */
export const starts: Scenario = {
  name: "starts",
  summary: "from trigger to start at half of the top rate: a waiting claim, an http run",
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
