import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { eventually, type ProductProcess } from "../support/product.js";

/** Environment of a process whose event loop is to be measured. */
export const MEASURED = {
  NODE_OPTIONS: `--import ${fileURLToPath(new URL("./fixtures/stall-hook.mjs", import.meta.url))}`,
};

export interface Stall {
  /** The longest that one turn of the event loop has taken since the question before. */
  readonly stallMs: number;
  /** What the fixed computation takes in that process, which is what a call may take. */
  readonly fixedMs: number;
}

/** Asks a process how long its event loop was held since it was asked last. */
export async function stallOf({ child, output }: ProductProcess): Promise<Stall> {
  const from = output().length;
  child.kill("SIGUSR2");
  const found = await eventually(
    async () => /^stall (\{.*\})$/m.exec(output().slice(from)),
    (line) => line !== null,
  );
  return JSON.parse(found?.[1] ?? "{}");
}

/**
 * Ways to try before the least of them counts: a collection of garbage may fall into any one of them, and where other
 * processes hold the cores, this one compiles and collects on the thread that is measured, or later.
 */
const TRIES = 24;

/** Runs the call a few times: the least share that it takes of what a call may take must not be above all of it. */
export async function expectNoStall(process: ProductProcess, call: () => Promise<unknown>): Promise<void> {
  const seen: Stall[] = [];
  for (let tried = 0; tried < TRIES; tried++) {
    await stallOf(process);
    await call();
    const stall = await stallOf(process);
    seen.push(stall);
    if (stall.stallMs <= stall.fixedMs) break;
  }
  const share = ({ stallMs, fixedMs }: Stall): number => stallMs / fixedMs;
  const least = seen.reduce((one, other) => (share(one) < share(other) ? one : other));
  expect(least.stallMs, JSON.stringify(seen)).toBeLessThanOrEqual(least.fixedMs);
}
