import type { RedisHealth } from "./redis-health.js";

/** What is told of all Redis that a process uses. */
export type OverallHealth = Pick<RedisHealth, "problem" | "shortage" | "memoryShare">;

/**
 * The health of several Redis as one: there is a problem when none can be used, because who is sent elsewhere finds the
 * same there; a shortage, when one has any.
 */
export function overallHealth(parts: readonly OverallHealth[]): OverallHealth {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return {
    get problem() {
      const problems = parts.map(({ problem }) => problem);
      return problems.includes(undefined) ? undefined : problems[0];
    },
    get shortage() {
      return parts.map(({ problem, shortage }) => problem ?? shortage).find((one) => one !== undefined);
    },
    get memoryShare() {
      return Math.max(...parts.map(({ memoryShare }) => memoryShare));
    },
  };
}
