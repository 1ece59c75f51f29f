import { Agent, fetch } from "undici";
import { Endpoint } from "../support/endpoint.js";
import { API_KEY, type Product } from "../support/product.js";

const EACH_MS = 100;
/** A gateway answers long before that. */
const HANGS_MS = 40_000;
/** Served again is who has been served for so long. */
const STEADY_MS = 2_000;

interface Probe {
  readonly atMs: number;
  /** Undefined: not answered yet; 0: no answer came. */
  status: number | undefined;
  answeredAtMs: number;
}

/**
 * A client that asks at a steady pace, whatever becomes of the calls before: each call triggers a run of an http job,
 * so that a gateway answers it and a worker calls its endpoint. Times are `performance.now()`.
 */
export class Prober {
  readonly #probes: Probe[] = [];
  /** When the worker called, by the number of the probe. */
  readonly #called = new Map<number, number>();
  readonly #endpoint: Endpoint;
  readonly #timer: NodeJS.Timeout;
  readonly #agent = new Agent({ pipelining: 1, connections: 200, keepAliveTimeout: 4_000 });

  private constructor(product: Product, endpoint: Endpoint, url: string) {
    this.#endpoint = endpoint;
    this.#timer = setInterval(() => void this.#probe(`${product.url()}${url}`), EACH_MS);
  }

  static async start(product: Product): Promise<Prober> {
    const endpoint = await Endpoint.start();
    let prober: Prober | undefined;
    const endpointUrl = endpoint.url(({ body }, response) => {
      const { n } = JSON.parse(body) as { n: number };
      if (prober?.calledAtMs(n) === undefined) prober?.noteCall(n);
      response.end("1");
    });
    const fields = { endpoint_url: endpointUrl, execution_mode: "http", max_attempts: 100 };
    const job = await product.createJob({ ...fields, retry_strategy: "fixed" });
    prober = new Prober(product, endpoint, `/v1/jobs/${job.id}/trigger`);
    return prober;
  }

  calledAtMs(n: number): number | undefined {
    return this.#called.get(n);
  }

  noteCall(n: number): void {
    this.#called.set(n, performance.now());
  }

  /** Whether all that were begun in the last while, and are over, went well at the gateway and at the worker. */
  isSteady(sinceMs: number): boolean {
    const now = performance.now();
    if (now - sinceMs < STEADY_MS) return false;
    const last = this.#probes.filter(({ atMs }) => atMs > now - STEADY_MS && atMs < now - EACH_MS * 5);
    const called = this.#probes.filter(({ atMs }, n) => atMs > now - STEADY_MS && this.#called.has(n));
    return last.length > 0 && called.length > 0 && last.every(({ status }) => status === 201);
  }

  /** Of calls begun since then: the slowest answer, and how long until each side served for good. All in ms. */
  since(harmedMs: number, healedMs: number): { slowest: number; gateway: number; worker: number } {
    const probes = this.#probes.map((probe, n) => ({ ...probe, n })).filter(({ atMs }) => atMs >= harmedMs);
    const bad = probes.filter(({ status }) => status !== 201).at(-1);
    const good = probes.find(({ atMs }) => atMs > Math.max(bad?.atMs ?? 0, healedMs));
    // Its first call after that of a run triggered after that.
    const calls = probes
      .filter(({ atMs, n }) => atMs > healedMs && this.#called.has(n))
      .map(({ n }) => this.#called.get(n) ?? 0);
    return {
      slowest: Math.max(...probes.map(({ atMs, answeredAtMs }) => answeredAtMs - atMs)),
      gateway: bad === undefined ? 0 : Math.max(0, (good?.atMs ?? Number.POSITIVE_INFINITY) - healedMs),
      worker: Math.min(...calls) - healedMs,
    };
  }

  /** Asks no more, and waits for what is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#agent.close();
  }

  release(): void {
    clearInterval(this.#timer);
    this.#endpoint.stop();
  }

  async #probe(url: string): Promise<void> {
    const probe: Probe = { atMs: performance.now(), status: undefined, answeredAtMs: 0 };
    const n = this.#probes.push(probe) - 1;
    const answer = await fetch(url, {
      method: "POST",
      dispatcher: this.#agent,
      headers: { Authorization: `Bearer ${API_KEY}`, "Content-Type": "application/json" },
      body: JSON.stringify({ payload: { n } }),
      signal: AbortSignal.timeout(HANGS_MS),
    }).catch(() => undefined);
    await answer?.text().catch(() => undefined);
    probe.answeredAtMs = performance.now();
    probe.status = answer?.status ?? 0;
  }
}
