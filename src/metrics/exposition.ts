import { collectDefaultMetrics, type Metric, type MetricType, Registry } from "prom-client";
import type { Counter, Gauge, Histogram, Sample } from "./instruments.js";
import { METRICS } from "./metrics.js";

type Instrument = Counter | Gauge | Histogram;

interface Value {
  readonly metricName: string;
  readonly labels: Record<string, string | number>;
  readonly value: number;
}

const PREFIX = "strait_";

function labelled(instrument: Instrument, values: readonly string[]): Record<string, string | number> {
  return Object.fromEntries(instrument.labels.map((label, index) => [label, values[index] ?? ""]));
}

function plain(instrument: Instrument, name: string, samples: readonly Sample[]): Value[] {
  return samples.map(([labels, value]) => ({
    metricName: name,
    labels: labelled(instrument, labels),
    value,
  }));
}

function bucketed(instrument: Histogram, name: string): Value[] {
  return instrument.distributions().flatMap(({ labels, held }) => {
    const common = labelled(instrument, labels);
    let below = 0;
    const buckets = held.bounds.map((bound, index) => {
      below += held.counts[index] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le: bound, ...common }, value: below };
    });
    return [
      ...buckets,
      { metricName: `${name}_bucket`, labels: { le: "+Inf", ...common }, value: held.count },
      { metricName: `${name}_sum`, labels: common, value: held.sum },
      { metricName: `${name}_count`, labels: common, value: held.count },
    ];
  });
}

/** An instrument in the form in which prom-client's registry asks for its values. */
function exported(instrument: Instrument): Metric {
  const name = PREFIX + instrument.name;
  const metric = {
    name,
    help: instrument.help,
    type: instrument.kind as unknown as MetricType,
    async get() {
      const values =
        instrument.kind === "histogram"
          ? bucketed(instrument, name)
          : plain(instrument, name, await instrument.samples());
      return { name, help: instrument.help, type: instrument.kind, values, aggregator: "sum" };
    },
  };
  // The registry calls nothing but `get`; prom-client's own classes would count on the hot path.
  return metric as unknown as Metric;
}

/** What `/metrics` answers: the process's own metrics and Node's, in Prometheus' text format. */
export class Exposition {
  readonly #registry = new Registry();
  #underWay: Promise<string> | undefined;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    for (const instrument of Object.values(METRICS)) this.#registry.registerMetric(exported(instrument));
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** To write it takes some ms of the event loop: who asks while it is written gets the same. */
  text(): Promise<string> {
    this.#underWay ??= this.#registry.metrics().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }
}
