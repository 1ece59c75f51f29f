import { Counter, Histogram } from "./instruments.js";
import { METRICS } from "./metrics.js";

const BY_NAME: ReadonlyMap<string, unknown> = new Map(
  Object.values(METRICS).map((instrument) => [instrument.name, instrument]),
);
/** What Lua measures in ms is shown in seconds. */
const MS_PER_SECOND = 1000;
const SECONDS = /_seconds$/;

/**
 * Takes in what commands have counted (`lua/lib/tally.lua`): name, count pairs, a name being
 * `<metric>[:<label value>…][#<bucket or s for the sum>]`. Names that no metric has are left out.
 */
export function takeLuaCounts(list: readonly unknown[]): void {
  for (let index = 0; index + 1 < list.length; index += 2)
    count(String(list[index]), Number(list[index + 1]));
}

function count(key: string, by: number): void {
  const mark = key.indexOf("#");
  const [name = "", ...labels] = (mark < 0 ? key : key.slice(0, mark)).split(":");
  const instrument = BY_NAME.get(name);
  if (instrument instanceof Counter) {
    instrument.add(by, ...labels);
    if (key === "run_transitions_total:delayed:queued") METRICS.pollerQueued.add(by);
  } else if (instrument instanceof Histogram) {
    const bucket = key.slice(mark + 1);
    const distribution = instrument.cell(...labels);
    if (bucket === "s") distribution.addSum(SECONDS.test(name) ? by / MS_PER_SECOND : by);
    else distribution.addCounted(Number(bucket), by);
  }
}
