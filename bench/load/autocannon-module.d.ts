declare module "autocannon" {
  /** The options of autocannon that the benchmarks use. */
  interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    workers: number;
    /** Milliseconds between two looks at the clock. */
    sampleInt: number;
    /** File of a function that is called with every connection's client. */
    setupClient: string;
    initialContext: unknown;
  }
  interface Result {
    "2xx": number;
    non2xx: number;
    errors: number;
    /** Seconds. */
    duration: number;
    /** Milliseconds. */
    latency: { p50: number; p99: number };
  }
  export default function autocannon(options: Options): Promise<Result>;
}
