import type { Summary } from "../statistics.js";
import type { Verdict } from "./result.js";

/** What a measurement is held against. */
export interface Threshold {
  readonly claim: string;
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly aim?: number;
}

/** Holds a measurement against its threshold and its aim. */
export function judge(threshold: Threshold, measured: Summary): Verdict {
  const { claim, unit, aim } = threshold;
  const upward = threshold.atMost === undefined;
  const limit = threshold.atLeast ?? threshold.atMost;
  const passes = (bound: number | undefined): boolean =>
    bound !== undefined && (upward ? measured.median >= bound : measured.median <= bound);
  const base = {
    claim,
    unit,
    measured,
    ...(limit === undefined ? {} : { bound: limit }),
    ...(aim === undefined ? {} : { aim }),
  };
  if (!Number.isFinite(measured.median)) return { ...base, verdict: "not measured" };
  if (passes(aim)) return { ...base, verdict: "aim reached" };
  return { ...base, verdict: passes(limit) ? "reached" : "not reached" };
}
