import { readFileSync } from "node:fs";
import { stallOf } from "../hostile/stall.js";
import type { Product, ProductProcess } from "../support/product.js";
import { bytesInUse } from "./growth.js";

/** Lines of failures that nobody has meant. */
const FAILURE = /"level":(?:50|60)|nhandled|Error: /;

/** What processes show of themselves while they are sent requests. */
export class Watch {
  /** Bytes that are resident of each process, gateway first, at each look. */
  readonly resident: number[][] = [];
  /** Bytes in use of each process, and of Redis last, whenever it was weighed. */
  readonly inUse: number[][] = [];
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
    this.resident.push(this.processes.map(residentBytes));
    const { stallMs, fixedMs } = await stallOf(this.#gateway);
    this.held.push(stallMs / fixedMs);
  }

  /** Has all garbage collected, which holds the processes: no look counts that. */
  async weigh(): Promise<void> {
    const { heaps, redis } = await bytesInUse(this.#product, this.processes);
    this.inUse.push([...heaps, redis]);
    await stallOf(this.#gateway);
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

function residentBytes({ child }: ProductProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
}
