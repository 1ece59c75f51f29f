import { setTimeout as delay } from "node:timers/promises";

/** How fast the demo goes, and when it ends. */
export class Pace {
  readonly signal: AbortSignal;
  readonly #speed: number;

  /** `speed` 2: everything takes half the time. */
  constructor(speed: number, signal: AbortSignal) {
    this.#speed = speed;
    this.signal = signal;
  }

  /** Waits some time between the two, in ms at speed 1. Rejects with an AbortError when `signal` fires. */
  async between(leastMs: number, mostMs: number, signal = this.signal): Promise<number> {
    const ms = leastMs + Math.random() * (mostMs - leastMs);
    await delay(ms / this.#speed, undefined, { signal });
    return Math.round(ms);
  }
}

/** One of them. */
export function pick<Value>(values: readonly [Value, ...Value[]]): Value {
  return values[Math.floor(Math.random() * values.length)] ?? values[0];
}

export function chance(probability: number): boolean {
  return Math.random() < probability;
}
