import { readFileSync } from "node:fs";
import { stallOf } from "../hostile/stall.js";
import type { Product, ProductProcess } from "../support/product.js";

/** Lines of failures that nobody has meant. */
const FAILURE = /"level":(?:50|60)|nhandled|Error: /;

/** What processes show of themselves while they are sent requests. */
export class Watch {
  /** Resident KiB of each process, gateway first, at each look. */
  readonly memory: number[][] = [];
  /** By how much the gateway was held between two looks, as a share of what a call may. */
  readonly held: number[] = [];
  readonly #product: Product;
  readonly #gateway: ProductProcess;
  /** How much of each process's output was looked through. */
  readonly #read = new Map<ProductProcess, number>();

  constructor(product: Product) {
    this.#product = product;
    const [gateway] = product.gateways;
    if (gateway === undefined) throw new Error("no gateway");
    this.#gateway = gateway;
  }

  get processes(): ProductProcess[] {
    return [this.#gateway, ...this.#product.workers];
  }

  /** Throws when the product is not ready, a process has ended, or has logged a failure since the look before. */
  async look(): Promise<void> {
    const health = await this.#product.call("GET", "/health/ready");
    if (health.status !== 200) throw new Error(`not ready: ${health.text}`);
    const found = this.processes.flatMap((process) => this.#failures(process));
    if (found.length > 0) throw new Error(found.join("\n"));
    const ended = this.processes.map(({ child }) => child.exitCode).filter((code) => code !== null);
    if (ended.length > 0) throw new Error(`processes have ended: ${ended.join()}`);
    this.memory.push(this.processes.map(residentKib));
    const { stallMs, fixedMs } = await stallOf(this.#gateway);
    this.held.push(stallMs / fixedMs);
  }

  #failures(process: ProductProcess): string[] {
    const output = process.output();
    const from = this.#read.get(process) ?? 0;
    // What has no end yet is looked at the next time.
    const to = output.lastIndexOf("\n") + 1;
    this.#read.set(process, to);
    return output
      .slice(from, to)
      .split("\n")
      .filter((line) => FAILURE.test(line));
  }
}

function residentKib({ child }: ProductProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
}
