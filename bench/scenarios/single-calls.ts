import type { Scenario } from "../harness/bench.js";
import { compareClosedLoop, type Subject } from "../harness/closed-loop.js";
import { type ContenderName, LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan, streamPlan } from "../harness/executor-calls.js";
import type { Run } from "../harness/seed.js";
import type { Plan } from "../load/plan.js";
import type { Figure, ScenarioResult, Verdict } from "../report/result.js";
import { judge, type Threshold } from "../report/verdict.js";
import { ratioOf } from "../statistics.js";

const CONTENDERS: readonly ContenderName[] = ["bare", "fastify", "fastify-script", "baseline", "bosporus"];

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
export function rateVerdicts(figures: readonly Figure[], against: readonly Against[]): Verdict[] {
  const roundsOf = (contender: ContenderName): readonly number[] =>
    figures.find(
      (figure) => figure.subject === LABELS[contender] && figure.generator === figures[0]?.generator,
    )?.summary.rounds ?? [];
  const measured = against.filter(
    ({ contender }) => contender !== "baseline" || roundsOf(contender).length > 0,
  );
  return measured.map(({ contender, threshold }) =>
    judge(threshold, ratioOf(roundsOf("bosporus"), roundsOf(contender))),
  );
}

function callScenario(definition: CallScenario): Scenario {
  return {
    name: definition.name,
    summary: definition.summary,
    run: async (bench): Promise<ScenarioResult> => {
      const environment = await bench.shared();
      // A quick run has both generators, the bare server and a warm-up in its first scenario only.
      const brief = bench.settings.quick && definition.name !== "heartbeat";
      const names = brief ? CONTENDERS.filter((name) => name !== "bare") : CONTENDERS;
      const subjects = await callSubjects(environment, names, definition.plan);
      const figures = await compareClosedLoop(environment, subjects, {
        measure: "requests/s",
        generators: brief ? [bench.primary] : bench.generators,
        warm: brief,
      });
      const against = [...definition.against, againstBaseline(definition.name)];
      return { figures, verdicts: rateVerdicts(figures, against), notes: [] };
    },
  };
}

/** A change may cost what one run of the same build differs from the next. */
export function againstBaseline(what: string): Against {
  return { contender: "baseline", threshold: baselineThreshold(what) };
}

export function baselineThreshold(what: string): Threshold {
  return { claim: `${what}: rate against the baseline`, unit: "x", atLeast: 0.95 };
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
