import { runAutocannon } from "../load/autocannon.js";
import type { ClosedLoop, LoadOutcome } from "../load/outcome.js";
import { type Plan, writePlan } from "../load/plan.js";
import { runWrk } from "../load/wrk.js";
import type { Figure } from "../report/result.js";
import { median, summarize } from "../statistics.js";
import type { GeneratorName } from "./bench.js";
import type { Environment } from "./environment.js";

/** One side of a comparison. */
export interface Subject {
  readonly label: string;
  readonly url: string;
  /** The plan of one measurement; `tag` differs in each, for names that must not be used twice. */
  plan(tag: string): Plan;
  /** How many units one answer stands for: 50 of a batch of 50. */
  readonly unitsPerAnswer?: number;
  readonly x?: number;
  /** Of its processes, by what they are called: the processor time that each has taken, s. */
  readonly processes?: Readonly<Record<string, () => number>>;
}

/** What a measurement has seen. */
interface Measured extends LoadOutcome {
  /** Processor time a unit of each of the subject's processes, µs. */
  readonly spent: Readonly<Record<string, number>>;
}

/** How a comparison is measured and what its figures are called. */
export interface Comparison {
  readonly measure: string;
  readonly generators: readonly GeneratorName[];
  readonly connections?: number;
  /** Rounds, where the settings' number is more than is needed. */
  readonly rounds?: number;
  /** The subjects need no warm-up any more. */
  readonly warm?: boolean;
}

const RUNNERS: Readonly<Record<GeneratorName, (load: ClosedLoop) => Promise<LoadOutcome>>> = {
  autocannon: runAutocannon,
  wrk: runWrk,
};

let measurements = 0;

/**
 * Measures the subjects in turn, A B C A B C, so that what changes on the machine meanwhile meets all of them;
 * each is warmed up once before.
 */
export async function compareClosedLoop(
  environment: Environment,
  subjects: readonly Subject[],
  comparison: Comparison,
): Promise<Figure[]> {
  const { settings } = environment;
  const measureOnce = async (
    subject: Subject,
    generator: GeneratorName,
    seconds: number,
  ): Promise<Measured> => {
    measurements += 1;
    const plan = subject.plan(`s${measurements}`);
    const planFile = environment.planFile();
    writePlan(planFile, plan);
    const connections = comparison.connections ?? settings.connections;
    const processes = Object.entries(subject.processes ?? {});
    const before = processes.map(([, secs]) => secs());
    const { sequenced } = plan;
    const started = performance.now();
    const outcome = await RUNNERS[generator]({ url: subject.url, planFile, sequenced, connections, seconds });
    // A generator takes a moment to start, in which nobody else works.
    const answers = outcome.rate * Math.min(Math.ceil(seconds), (performance.now() - started) / 1000);
    const units = answers * (subject.unitsPerAnswer ?? 1);
    const spent = processes.map(([name, secs], at) => [name, ((secs() - (before[at] ?? 0)) / units) * 1e6]);
    return { ...outcome, spent: Object.fromEntries(spent) as Record<string, number> };
  };
  const outcomes = new Map<string, Measured[]>();
  if (comparison.warm !== true) {
    for (const subject of subjects) await measureOnce(subject, "autocannon", settings.warmup);
  }
  for (let round = 0; round < (comparison.rounds ?? settings.rounds); round += 1) {
    for (const generator of comparison.generators) {
      for (const [index, subject] of subjects.entries()) {
        const outcome = await measureOnce(subject, generator, settings.duration);
        const key = `${generator} ${index}`;
        outcomes.set(key, [...(outcomes.get(key) ?? []), outcome]);
      }
    }
  }
  const all = comparison.generators.flatMap((generator) =>
    subjects.map((subject, index) => ({
      subject,
      generator,
      rounds: outcomes.get(`${generator} ${index}`) ?? [],
    })),
  );
  return [
    ...all.map(({ subject, generator, rounds }) => figureOf(subject, generator, comparison.measure, rounds)),
    ...all.flatMap(({ subject, generator, rounds }) => spentOf(subject, generator, rounds)),
  ];
}

/** What the subject's processes have taken a unit. */
function spentOf(subject: Subject, generator: string, rounds: readonly Measured[]): Figure[] {
  return Object.keys(subject.processes ?? {}).map((name) => ({
    subject: subject.label,
    measure: `µs of ${name} each`,
    generator,
    summary: summarize(rounds.map(({ spent }) => spent[name] ?? Number.NaN)),
    errors: 0,
    ...(subject.x === undefined ? {} : { x: subject.x }),
  }));
}

function figureOf(
  subject: Subject,
  generator: string,
  measure: string,
  rounds: readonly LoadOutcome[],
): Figure {
  return {
    subject: subject.label,
    measure,
    generator,
    summary: summarize(rounds.map((round) => round.rate * (subject.unitsPerAnswer ?? 1))),
    errors: rounds.reduce((sum, round) => sum + round.errors, 0),
    p50: median(rounds.map((round) => round.p50)),
    p99: median(rounds.map((round) => round.p99)),
    ...(subject.x === undefined ? {} : { x: subject.x }),
  };
}
