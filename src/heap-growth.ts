import { constants, type PerformanceEntry, PerformanceObserver } from "node:perf_hooks";
import { getHeapStatistics, setFlagsFromString } from "node:v8";

/** A heap of which that much is left by a collection, bytes, is a large one. */
const LARGE_BYTES = 48 * 1024 * 1024;
/** By how much a heap may grow until the next one, percent of what is left. */
const GROWTH = { small: 100, large: 20 };

/**
 * Lets a small heap double between collections, and a large one grow by a fifth: with 100,000 runs doubling is some 40 MB of
 * garbage. By a fifth alone a small heap, of which most is what waits at the moment, is collected three times a second where
 * a gateway is busy, beside Redis, which has no core then (bench/README.md).
 */
export function boundHeapGrowth(): void {
  let growth: number | undefined;
  const look = (): void => {
    const wanted = getHeapStatistics().used_heap_size > LARGE_BYTES ? GROWTH.large : GROWTH.small;
    if (wanted !== growth) setFlagsFromString(`--heap-growing-percent=${wanted}`);
    growth = wanted;
  };
  look();
  const observer = new PerformanceObserver((list) => {
    if (list.getEntries().some(isWhole)) look();
  });
  observer.observe({ entryTypes: ["gc"] });
}

function isWhole(entry: PerformanceEntry): boolean {
  return (
    "detail" in entry && (entry.detail as { kind?: number }).kind === constants.NODE_PERFORMANCE_GC_MAJOR
  );
}
