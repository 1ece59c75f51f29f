/** A number that only grows. Counting is `value++`: nothing else happens until somebody reads the metrics. */
export interface Cell {
  value: number;
}

/** One sample as it is shown: its label values in the order of the instrument's labels. */
export type Sample = readonly [labels: readonly string[], value: number];

interface Described {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/** Cells by label values; made at their first use. */
class Labelled<Held> {
  readonly #held = new Map<string, { readonly labels: readonly string[]; readonly held: Held }>();
  readonly #make: () => Held;

  constructor(make: () => Held) {
    this.#make = make;
  }

  get(labels: readonly string[]): Held {
    const name = labels.length === 1 ? (labels[0] ?? "") : labels.join("\n");
    const known = this.#held.get(name);
    if (known !== undefined) return known.held;
    const held = this.#make();
    this.#held.set(name, { labels, held });
    return held;
  }

  values(): Iterable<{ readonly labels: readonly string[]; readonly held: Held }> {
    return this.#held.values();
  }
}

/** Counts by label values. Label values must come from a bounded set: never ids, URLs or callers' text. */
export class Counter {
  readonly kind = "counter";
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly #cells = new Labelled<Cell>(() => ({ value: 0 }));

  constructor({ name, help, labels = [] }: Described) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    if (labels.length === 0) this.cell();
  }

  /** The cell of the label values; keep it where counting is frequent. */
  cell(...labels: readonly string[]): Cell {
    return this.#cells.get(labels);
  }

  add(by: number, ...labels: readonly string[]): void {
    this.#cells.get(labels).value += by;
  }

  samples(): Sample[] {
    return [...this.#cells.values()].map(({ labels, held }) => [labels, held.value]);
  }
}

/** Values counted by buckets; `bounds` are upper ones, ascending, the last bucket is open. */
export class Distribution {
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum = 0;
  count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let bucket = 0;
    while (bucket < this.bounds.length && value > (this.bounds[bucket] ?? 0)) bucket++;
    this.#add(bucket, 1);
    this.sum += value;
  }

  /** `count` values of a bucket that were counted elsewhere; their sum comes by {@link addSum}. */
  addCounted(bucket: number, count: number): void {
    this.#add(Math.min(bucket, this.bounds.length), count);
  }

  addSum(sum: number): void {
    this.sum += sum;
  }

  #add(bucket: number, count: number): void {
    this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    this.count += count;
  }
}

/** Distributions by label values. */
export class Histogram {
  readonly kind = "histogram";
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly bounds: readonly number[];
  readonly #cells: Labelled<Distribution>;

  constructor({ name, help, labels = [], bounds }: Described & { readonly bounds: readonly number[] }) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.bounds = bounds;
    this.#cells = new Labelled(() => new Distribution(bounds));
    if (labels.length === 0) this.cell();
  }

  cell(...labels: readonly string[]): Distribution {
    return this.#cells.get(labels);
  }

  observe(value: number, ...labels: readonly string[]): void {
    this.#cells.get(labels).observe(value);
  }

  distributions(): { readonly labels: readonly string[]; readonly held: Distribution }[] {
    return [...this.#cells.values()];
  }
}

/** A value that is read when somebody asks. Without a source, the process does not show it. */
export class Gauge {
  readonly kind = "gauge";
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  #read: (() => readonly Sample[] | Promise<readonly Sample[]>) | undefined;

  constructor({ name, help, labels = [] }: Described) {
    this.name = name;
    this.help = help;
    this.labels = labels;
  }

  /** Names the source of the samples; a later one replaces it. */
  from(read: () => readonly Sample[] | Promise<readonly Sample[]>): void {
    this.#read = read;
  }

  /** The source of a gauge without labels. */
  fromNumber(read: () => number): void {
    this.from(() => [[[], read()]]);
  }

  async samples(): Promise<readonly Sample[]> {
    return this.#read === undefined ? [] : this.#read();
  }
}
