import type { Redis } from "ioredis";
import { compareEntryIds } from "../domain/ids.js";

/** One who waits for an entry after a position. */
export interface Watcher {
  readonly key: string;
  readonly after: string;
  /** Called once: there is something, or it cannot be known. */
  wake(): void;
}

const RETRY_MS = 250;
/** A read that was not blocked yet when it was to be interrupted is interrupted again after this. */
const INTERRUPT_AGAIN_MS = 5;

/**
 * Waits for new entries of any number of Redis Streams with one connection and one blocking XREAD. It only tells
 * that there is something; who is woken reads for itself, from where it is. When somebody comes to wait for
 * another stream, the read is interrupted with CLIENT UNBLOCK and issued anew.
 */
export class StreamWatch {
  /** The longest its connection is silent, in ms. */
  static readonly blockMs = 5_000;
  readonly #blocking: Redis;
  readonly #plain: Redis;
  readonly #watchers = new Map<string, Set<Watcher>>();
  /** Position by key of the XREAD in flight; undefined while none is. */
  #reading: ReadonlyMap<string, string> | undefined;
  #clientId: number | undefined;
  #interrupting = false;
  #resume: (() => void) | undefined;
  #stopped = false;

  /**
   * `blocking` is this one's alone, and must reject the read that is cut (`RedisConnections.forWaiting`); `plain` is any
   * other connection to the same Redis.
   */
  constructor(blocking: Redis, plain: Redis) {
    this.#blocking = blocking;
    this.#plain = plain;
    blocking.on("close", () => {
      this.#clientId = undefined;
    });
  }

  start(): void {
    void this.#loop();
  }

  stop(): void {
    this.#stopped = true;
    this.#resume?.();
    this.#blocking.disconnect();
  }

  add(watcher: Watcher): void {
    const watchers = this.#watchers.get(watcher.key) ?? new Set();
    this.#watchers.set(watcher.key, watchers.add(watcher));
    this.#resume?.();
    const covered = this.#reading?.get(watcher.key);
    const behind = covered === undefined || compareEntryIds(watcher.after, covered) < 0;
    if (this.#reading !== undefined && behind) this.#interrupt(this.#reading);
  }

  delete(watcher: Watcher): void {
    const watchers = this.#watchers.get(watcher.key);
    watchers?.delete(watcher);
    if (watchers?.size === 0) this.#watchers.delete(watcher.key);
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      if (this.#watchers.size === 0) {
        await new Promise<void>((resolve) => {
          this.#resume = resolve;
        });
        this.#resume = undefined;
        continue;
      }
      try {
        this.#clientId ??= await this.#blocking.client("ID");
        const woken = await this.#read();
        for (const key of woken) this.#wake(key);
        // Those who were woken come back to wait when they have read: one XREAD then serves all of them. The
        // more streams there are, the more one costs, and the longer it gathers.
        if (woken.length > 0) await pause(1 + this.#watchers.size / 200);
      } catch {
        // Redis is away. Whoever waits reads for itself now and then, and hears from that what is wrong.
        this.#clientId = undefined;
        await pause(RETRY_MS);
      }
    }
  }

  /** Names of the streams that have something, empty after an interrupt or when nothing came. */
  async #read(): Promise<string[]> {
    const positions = new Map<string, string>();
    for (const [key, watchers] of this.#watchers) positions.set(key, earliest(watchers));
    this.#reading = positions;
    try {
      const found = await this.#blocking.xread(
        ...(["COUNT", 1, "BLOCK", StreamWatch.blockMs, "STREAMS"] as const),
        ...[...positions.keys(), ...positions.values()],
      );
      return (found ?? []).map(([key]) => key);
    } finally {
      this.#reading = undefined;
    }
  }

  #wake(key: string): void {
    const watchers = this.#watchers.get(key);
    this.#watchers.delete(key);
    for (const watcher of watchers ?? []) watcher.wake();
  }

  #interrupt(reading: ReadonlyMap<string, string>): void {
    if (this.#interrupting) return;
    this.#interrupting = true;
    // After all who come in this turn.
    setImmediate(async () => {
      while (this.#reading === reading && this.#clientId !== undefined) {
        const unblocked = await this.#plain.client("UNBLOCK", this.#clientId).catch(() => 0);
        if (unblocked === 1) break;
        await pause(INTERRUPT_AGAIN_MS);
      }
      this.#interrupting = false;
      // Somebody may have come while this one was ended and the next one begun.
      if (this.#reading !== undefined && !this.#covers(this.#reading)) this.#interrupt(this.#reading);
    });
  }

  #covers(reading: ReadonlyMap<string, string>): boolean {
    for (const [key, watchers] of this.#watchers) {
      const covered = reading.get(key);
      if (covered === undefined || compareEntryIds(earliest(watchers), covered) < 0) return false;
    }
    return true;
  }
}

function earliest(watchers: ReadonlySet<Watcher>): string {
  let first = "";
  for (const { after } of watchers) if (first === "" || compareEntryIds(after, first) < 0) first = after;
  return first;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
