/** The figures of several rounds, summed up. */
export interface Summary {
  readonly median: number;
  /** Half the distance between the largest and the smallest round, as a share of the median (0.05 = ±5 %). */
  readonly spread: number;
  readonly rounds: readonly number[];
}

/** The middle value; the mean of the two middle ones of an even count; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Median and spread of a contender's rounds. */
export function summarize(rounds: readonly number[]): Summary {
  const middle = median(rounds);
  const width = rounds.length > 1 ? Math.max(...rounds) - Math.min(...rounds) : 0;
  return { median: middle, spread: middle > 0 ? width / 2 / middle : 0, rounds };
}

/**
 * The ratio of two contenders, taken round by round because the rounds are interleaved: what slows the whole
 * machine for a moment slows both sides of one ratio.
 */
export function ratioOf(numerator: readonly number[], denominator: readonly number[]): Summary {
  const count = Math.min(numerator.length, denominator.length);
  const ratios: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const below = denominator[i] ?? 0;
    if (below > 0) ratios.push((numerator[i] ?? 0) / below);
  }
  return summarize(ratios);
}
