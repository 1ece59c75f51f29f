import { Counter, Histogram } from "./instruments.js";
import { METRICS } from "./metrics.js";

const BY_NAME: ReadonlyMap<string, unknown> = new Map(
  Object.values(METRICS).map((instrument) => [instrument.name, instrument]),
);
/** What Lua measures in ms is shown in seconds. */
const MS_PER_SECOND = 1000;
const SECONDS = /_seconds$/;

/**
 * Takes in what commands have counted (`lua/lib/tally.lua`): by `<metric>[:<label value>…]` a count, or the counts of buckets and
 * under `s` their sum. Names that no metric has are left out.
 */
export function takeLuaCounts(counts: object): void {
  for (const [key, counted] of Object.entries(counts)) {
    const [name = "", ...labels] = key.split(":");
    const instrument = BY_NAME.get(name);
    if (instrument instanceof Counter) {
      instrument.add(Number(counted), ...labels);
      if (key === "run_transitions_total:delayed:queued") METRICS.pollerQueued.add(Number(counted));
    } else if (instrument instanceof Histogram) {
      const distribution = instrument.cell(...labels);
      for (const [bucket, by] of Object.entries(counted as Readonly<Record<string, number>>)) {
        if (bucket === "s") distribution.addSum(SECONDS.test(name) ? by / MS_PER_SECOND : by);
        else distribution.addCounted(Number(bucket), by);
      }
    }
  }
}
