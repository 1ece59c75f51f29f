import type { ScenarioResult } from "../report/result.js";
import type { Settings } from "../settings.js";
import type { Environment } from "./environment.js";

/** A closed-loop generator. */
export type GeneratorName = "wrk" | "autocannon";

/** What a scenario is given. */
export interface Bench {
  readonly settings: Settings;
  /** All that are installed; the verdicts of single calls are taken from the first. */
  readonly generators: readonly GeneratorName[];
  /** The one to use where one is enough. */
  readonly primary: GeneratorName;
  /** The environment that the scenarios of single calls share. */
  shared(): Promise<Environment>;
  /** Runs a step on a fresh environment, which is stopped afterwards whatever happens. */
  alone<T>(step: (environment: Environment) => Promise<T>): Promise<T>;
}

/** One row, or a few, of the benchmarks. */
export interface Scenario {
  readonly name: string;
  readonly summary: string;
  /** It starts or inspects processes and so cannot measure a remote deployment. */
  readonly local?: boolean;
  run(bench: Bench): Promise<ScenarioResult>;
}
