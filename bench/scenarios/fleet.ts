import type { Bench, Scenario } from "../harness/bench.js";
import { type ContenderName, LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan, streamPlan } from "../harness/executor-calls.js";
import { type Flow, type PhaseOutcome, runOpenLoop } from "../load/open-loop.js";
import { type Plan, writePlan } from "../load/plan.js";
import { formatNumber, formatPercent } from "../report/format.js";
import type { Figure } from "../report/result.js";
import { summarize } from "../statistics.js";

/** Seconds between two heartbeats, and two progress reports, of one executor. */
const PACE_SECS = 10;
/** Of the executors, those that stream a model's answer at a time, and the chunks a second each sends. */
const STREAMING = 0.02;
const CHUNKS_PER_SECOND = 25;
const SPIKE = 10;

const SIZES = {
  full: { executors: 5_000, seconds: [6, 3, 3] },
  quick: { executors: 500, seconds: [1, 0.5, 0.5] },
};
const LABELLED = ["steady", `spike of ${SPIKE} times`, "after the spike"];

/** Rates in the three phases. */
function phased(rate: number): number[] {
  return [rate, rate * SPIKE, rate];
}

async function flows(environment: Environment, name: ContenderName, executors: number): Promise<Flow[]> {
  const runs = await environment.runs(name, executors);
  const streaming = Math.ceil(executors * STREAMING);
  const flow = (plan: Plan, rates: number[]): Flow => {
    const planFile = environment.planFile();
    writePlan(planFile, plan);
    return { planFile, sequenced: plan.sequenced, rates };
  };
  const chunks = streaming * CHUNKS_PER_SECOND;
  return [
    flow(callPlan(runs, "heartbeat", BODIES.heartbeat), phased(executors / PACE_SECS)),
    flow(callPlan(runs, "progress", BODIES.progress), phased(executors / PACE_SECS)),
    flow(streamPlan(runs.slice(0, streaming), "answer"), [chunks, chunks, chunks]),
    // In the spike more executors stream, each at the same pace.
    flow(streamPlan(runs.slice(0, streaming * (SPIKE - 1)), "spike"), [0, chunks * (SPIKE - 1), 0]),
  ];
}

function figuresOf(name: ContenderName, phases: readonly PhaseOutcome[]): Figure[] {
  return phases.map((phase) => ({
    subject: `${LABELS[name]}, ${phase.label}`,
    measure: "p99 ms",
    generator: "open loop",
    summary: summarize([phase.p99]),
    errors: phase.errors + phase.refused,
    p50: phase.p50,
    p99: phase.p99,
    late: phase.lagP99,
    x: Math.round(phase.offered),
  }));
}

function noteOf(name: ContenderName, phase: PhaseOutcome): string {
  const numbers = [
    `${formatPercent(phase.rate / phase.offered)} of ${formatNumber(phase.offered)} calls/s answered`,
    `p99.9 ${formatNumber(phase.p999)} ms`,
    `longest ${formatNumber(phase.max)} ms`,
    `${phase.refused} refused with 503`,
    `${phase.errors} failed or not answered in time`,
  ];
  return `${LABELS[name]}, ${phase.label}: ${numbers.join(", ")}`;
}

async function measure(bench: Bench, environment: Environment, name: ContenderName): Promise<PhaseOutcome[]> {
  const { executors, seconds } = bench.settings.quick ? SIZES.quick : SIZES.full;
  const { url } = await environment.contender(name);
  return runOpenLoop({
    url,
    connections: executors,
    flows: await flows(environment, name, executors),
    phases: seconds.map((length, index) => ({ label: LABELLED[index] ?? "", seconds: length })),
  });
}

/** A fleet at work, each executor on its own connection, and a spike. */
export const fleet: Scenario = {
  name: "fleet",
  summary: "thousands of executors with heartbeats, progress and streams, open loop, and a spike",
  run: (bench) =>
    bench.alone(async (environment) => {
      const figures: Figure[] = [];
      const notes: string[] = [];
      for (const name of environment.available(
        bench.settings.quick ? ["bosporus"] : ["fastify", "bosporus"],
      )) {
        const phases = await measure(bench, environment, name);
        figures.push(...figuresOf(name, phases));
        notes.push(...phases.map((phase) => noteOf(name, phase)));
      }
      return { figures, verdicts: [], notes };
    }),
};
