import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";

/** Calls with the same commands that have held Redis for longer than LIMITS.slowScriptUs. */
export interface SlowScripts {
  /** Names of their commands. */
  readonly commands: string;
  readonly calls: number;
  readonly medianMs: number;
  readonly longestMs: number;
  readonly lastAtMs: number;
}

/** Names that are told of a call; the others are counted. */
const NAMED = 3;

/** What has held Redis for long, as all gateways and workers have met it. */
export class SlowScriptLog {
  readonly #redis: Redis;
  readonly #keys: CellKeys;
  /** Hears of each call that this process notes. */
  onNote: (commands: Readonly<Record<string, number>>, ms: number) => void = () => undefined;

  constructor(redis: Redis, keys: CellKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Keeps a call: how often each command was in it, and how long it took. */
  note(commands: Readonly<Record<string, number>>, ms: number): void {
    this.onNote(commands, ms);
    const key = this.#keys.catalog("slow_scripts");
    const names = Object.keys(commands).sort();
    const rest = names.length - NAMED;
    const shown = names.slice(0, NAMED).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
    this.#redis
      .pipeline()
      .xadd(key, "MAXLEN", "~", LIMITS.slowScripts, "*", "commands", shown, "ms", ms.toFixed(2))
      .pexpire(key, LIMITS.slowScriptsKeptMs)
      .exec()
      // What cannot be kept is still counted and logged by its process.
      .catch(() => undefined);
  }

  /** Those of the last day, by commands; first what has held Redis longest in sum. */
  async list(): Promise<SlowScripts[]> {
    const since = Date.now() - LIMITS.slowScriptsKeptMs;
    const most = LIMITS.slowScripts;
    const entries = await answered(
      this.#redis.xrevrange(this.#keys.catalog("slow_scripts"), "+", String(since), "COUNT", most),
    );
    const times = new Map<string, { readonly lastAtMs: number; readonly ms: number[] }>();
    for (const [id, [, commands = "", , ms = "0"]] of entries) {
      const known = times.get(commands) ?? { lastAtMs: Number.parseInt(id, 10), ms: [] };
      known.ms.push(Number(ms));
      times.set(commands, known);
    }
    const sum = (ms: readonly number[]): number => ms.reduce((all, one) => all + one, 0);
    return [...times]
      .sort(([, left], [, right]) => sum(right.ms) - sum(left.ms))
      .slice(0, LIMITS.slowScriptGroups)
      .map(([commands, { lastAtMs, ms }]) => {
        const sorted = ms.toSorted((left, right) => left - right);
        const medianMs = sorted[Math.floor(sorted.length / 2)] ?? 0;
        return { commands, calls: ms.length, medianMs, longestMs: sorted.at(-1) ?? 0, lastAtMs };
      });
  }
}
