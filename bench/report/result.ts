import type { Settings } from "../settings.js";
import type { Summary } from "../statistics.js";

/** One measured figure of one subject. */
export interface Figure {
  /** A contender's label, or another name for what was measured. */
  readonly subject: string;
  /** What it is, with its unit: "requests/s", "p99 ms", "bytes". */
  readonly measure: string;
  /** autocannon, wrk or the benchmarks' own open or closed loop. */
  readonly generator: string;
  readonly summary: Summary;
  /** Answers that were not 2xx, of all rounds. */
  readonly errors: number;
  /** Median latencies in ms where the generator gives them. */
  readonly p50?: number;
  readonly p99?: number;
  /** How late the generator was itself, at its 99th percentile, ms: beside those latencies. */
  readonly late?: number;
  /** Where on a plot's horizontal axis: live runs, offered rate, processes. */
  readonly x?: number;
}

/** A threshold and how the measurement stands to it. */
export interface Verdict {
  readonly claim: string;
  readonly measured: Summary;
  readonly unit: string;
  /** The bound that must be kept: from below, or from above where less is better. */
  readonly bound?: number;
  readonly aim?: number;
  readonly verdict: "aim reached" | "reached" | "not reached" | "not measured";
}

/** What a scenario gives back. */
export interface ScenarioResult {
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
}

/** A scenario in the result file. */
export interface ScenarioReport extends ScenarioResult {
  readonly name: string;
  readonly summary: string;
  readonly seconds: number;
  /** Why it gave no figures. */
  readonly failure?: string;
}

/** The result file. */
export interface Report {
  readonly started: string;
  readonly seconds: number;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly system: string;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly settings: Omit<Settings, "remote" | "output"> & { readonly url?: string };
  readonly scenarios: readonly ScenarioReport[];
}
