import type { Bench, Scenario } from "../harness/bench.js";
import { compareClosedLoop } from "../harness/closed-loop.js";
import { type ContenderName, LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import { type PhaseOutcome, runOpenLoop } from "../load/open-loop.js";
import { writePlan } from "../load/plan.js";
import type { Figure, ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { median, ratioOf, summarize } from "../statistics.js";
import { callSubjects } from "./single-calls.js";

const MEASURE = "p99 ms";
const GENERATOR = "open loop";
const HALF = 0.5;
const LADDER = [0.1, 0.25, HALF, 0.7, 0.85];
/**
 * So many that a connection's turn comes again only milliseconds later: an executor's heartbeats never wait
 * for each other either.
 */
const CONNECTIONS = 512;
const PEER_LADDER = [0.1, HALF, 0.85];
/** Below this share of what was due, the generator or the server did not keep up. */
const KEPT_UP = 0.98;

/** Requests a second that each contender answers in a closed loop. */
async function topRates(
  bench: Bench,
  environment: Environment,
  names: readonly ContenderName[],
): Promise<number[]> {
  const subjects = await callSubjects(environment, names, (runs) =>
    callPlan(runs, "heartbeat", BODIES.heartbeat),
  );
  const figures = await compareClosedLoop(environment, subjects, {
    measure: "requests/s",
    generators: [bench.primary],
    warm: true,
    rounds: 1,
  });
  return figures.map((figure) => figure.summary.median);
}

class Ladder {
  readonly #bench: Bench;
  readonly #environment: Environment;
  readonly notes: string[] = [];

  constructor(bench: Bench, environment: Environment) {
    this.#bench = bench;
    this.#environment = environment;
  }

  async #once(name: ContenderName, rate: number): Promise<PhaseOutcome> {
    const { settings } = this.#bench;
    const planFile = this.#environment.planFile();
    const runs = await this.#environment.runs(name);
    writePlan(planFile, callPlan(runs, "heartbeat", BODIES.heartbeat));
    const [, measured] = await runOpenLoop({
      url: (await this.#environment.contender(name)).url,
      connections: CONNECTIONS,
      flows: [{ planFile, sequenced: false, rates: [rate, rate] }],
      phases: [
        { label: "warm-up", seconds: settings.warmup },
        { label: "measured", seconds: settings.duration },
      ],
    });
    if (!measured) throw new Error("the open loop gave no outcome");
    return measured;
  }

  /** Measures the contenders in turn at one rate. */
  async step(names: readonly ContenderName[], rate: number, rounds: number): Promise<Figure[]> {
    const outcomes = new Map<ContenderName, PhaseOutcome[]>(names.map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) outcomes.get(name)?.push(await this.#once(name, rate));
    }
    return [...outcomes].map(([name, phases]) => this.#figure(name, rate, phases));
  }

  #figure(name: ContenderName, rate: number, phases: readonly PhaseOutcome[]): Figure {
    const answered = median(phases.map((phase) => phase.rate));
    if (answered < KEPT_UP * rate) {
      this.notes.push(`${LABELS[name]} answered ${Math.round(answered)}/s of ${Math.round(rate)}/s due`);
    }
    const p99 = phases.map((phase) => phase.p99);
    return {
      subject: LABELS[name],
      measure: MEASURE,
      generator: GENERATOR,
      summary: summarize(p99),
      errors: phases.reduce((sum, phase) => sum + phase.errors + phase.refused, 0),
      p50: median(phases.map((phase) => phase.p50)),
      p99: median(p99),
      late: median(phases.map((phase) => phase.lagP99)),
      x: Math.round(rate),
    };
  }
}

async function measure(bench: Bench): Promise<ScenarioResult> {
  const environment = await bench.shared();
  const all = environment.available(
    bench.settings.quick ? ["bosporus", "bare"] : ["bosporus", "bare", "fastify"],
  );
  const pair = all.filter((name) => name !== "fastify");
  const tops = await topRates(bench, environment, all);
  const top = tops[all.indexOf("bosporus")] ?? 0;
  const fastifyTop = tops[all.indexOf("fastify")] ?? 0;
  const ladder = new Ladder(bench, environment);
  const half = await ladder.step(pair, HALF * top, bench.settings.rounds);
  const figures = [...half];
  for (const share of bench.settings.quick ? [] : LADDER.filter((step) => step !== HALF)) {
    figures.push(...(await ladder.step(pair, share * top, 1)));
  }
  for (const share of fastifyTop > 0 ? PEER_LADDER : []) {
    figures.push(...(await ladder.step(["fastify"], share * fastifyTop, 1)));
  }
  const roundsOf = (name: ContenderName): readonly number[] =>
    half.find((figure) => figure.subject === LABELS[name])?.summary.rounds ?? [];
  const claim = `p99 at half of the top rate: against ${LABELS.bare} at the same rate`;
  const verdict = judge(
    { claim, unit: "x", atMost: 5, aim: 2 },
    ratioOf(roundsOf("bosporus"), roundsOf("bare")),
  );
  return {
    figures: figures.sort((a, b) => (a.x ?? 0) - (b.x ?? 0)),
    verdicts: [verdict],
    notes: ladder.notes,
  };
}

/** Latency of heartbeats that arrive at a steady rate, whatever the server does. */
export const latency: Scenario = {
  name: "latency",
  summary: "heartbeat latency against the offered rate, open loop",
  run: measure,
};
