import type { Bench, Scenario } from "../harness/bench.js";
import { compareClosedLoop, type Subject } from "../harness/closed-loop.js";
import { type ContenderName, LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan, streamPlan } from "../harness/executor-calls.js";
import type { Run } from "../harness/seed.js";
import type { Plan } from "../load/plan.js";
import type { Figure, ScenarioResult, Verdict } from "../report/result.js";
import { judge, type Threshold } from "../report/verdict.js";
import { ratioOf } from "../statistics.js";

const CONTENDERS: readonly ContenderName[] = ["bare", "fastify", "fastify-script", "bosporus"];

/** A threshold on the product's rate against another contender's. */
interface Against {
  readonly contender: ContenderName;
  readonly threshold: Threshold;
}

interface CallScenario {
  readonly name: string;
  readonly summary: string;
  readonly against: readonly Against[];
  plan(runs: readonly Run[], tag: string): Plan;
}

/** The subjects of one executor call: each contender with live runs of its own. */
export async function callSubjects(
  environment: Environment,
  names: readonly ContenderName[],
  plan: (runs: readonly Run[], tag: string) => Plan,
): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const name of environment.available(names)) {
    const runs = await environment.runs(name);
    const { url } = await environment.contender(name);
    subjects.push({ label: LABELS[name], url, plan: (tag) => plan(runs, tag) });
  }
  return subjects;
}

/** Holds the product's rate against the others', by the first generator's figures. */
export function rateVerdicts(
  figures: readonly Figure[],
  bench: Bench,
  against: readonly Against[],
): Verdict[] {
  const roundsOf = (contender: ContenderName): readonly number[] =>
    figures.find((figure) => figure.subject === LABELS[contender] && figure.generator === bench.generators[0])
      ?.summary.rounds ?? [];
  return against.map(({ contender, threshold }) =>
    judge(threshold, ratioOf(roundsOf("bosporus"), roundsOf(contender))),
  );
}

function callScenario(definition: CallScenario): Scenario {
  return {
    name: definition.name,
    summary: definition.summary,
    run: async (bench): Promise<ScenarioResult> => {
      const environment = await bench.shared();
      const subjects = await callSubjects(environment, CONTENDERS, definition.plan);
      // A quick run shows both generators once; the others take the first.
      const generators =
        bench.settings.quick && definition.name !== "heartbeat"
          ? bench.generators.slice(0, 1)
          : bench.generators;
      const figures = await compareClosedLoop(environment, subjects, { measure: "requests/s", generators });
      return { figures, verdicts: rateVerdicts(figures, bench, definition.against), notes: [] };
    },
  };
}

function peer(what: string, atLeast: number, aim: number): Against {
  return {
    contender: "fastify",
    threshold: { claim: `${what}: rate against ${LABELS.fastify}`, unit: "x", atLeast, aim },
  };
}

export const heartbeat: Scenario = callScenario({
  name: "heartbeat",
  summary: "POST heartbeat, rotating over live runs",
  plan: (runs) => callPlan(runs, "heartbeat", BODIES.heartbeat),
  against: [
    {
      contender: "fastify",
      threshold: { claim: `heartbeat: rate against ${LABELS.fastify}`, unit: "x", atLeast: 5 },
    },
    {
      contender: "bare",
      threshold: { claim: `heartbeat: share of ${LABELS.bare}`, unit: "x", atLeast: 0.6, aim: 0.8 },
    },
  ],
});

export const progress: Scenario = callScenario({
  name: "progress",
  summary: "POST progress with a percentage and a message",
  plan: (runs) => callPlan(runs, "progress", BODIES.progress),
  against: [peer("progress", 3.5, 5)],
});

export const log: Scenario = callScenario({
  name: "log",
  summary: "POST log with one line",
  plan: (runs) => callPlan(runs, "log", BODIES.log),
  against: [peer("log", 3.5, 5)],
});

export const stream: Scenario = callScenario({
  name: "stream",
  summary: "POST stream, chunks of 64 bytes with seq",
  plan: streamPlan,
  against: [peer("stream chunk", 3.5, 5)],
});
