import { type BatchedCommand, Batcher, type Deliver, refusalCode } from "./batcher.js";
import type { Argument, Reply, Scripts } from "./scripts.js";

/** A log, a progress or a stream chunk; `args` as `append.lua` takes them, the kind first. */
export interface Append {
  readonly member: string;
  readonly args: readonly string[];
  readonly deliver: Deliver;
}

/** `append.lua` in batches (executor-api rows 2, 3, 20): one ZMSCORE guards all entries of a call. */
export class Appends {
  readonly #batcher: Batcher<Append>;

  constructor(scripts: Scripts, partitions: number, maxPending: number, report: (error: unknown) => void) {
    this.#batcher = new Batcher(scripts, new AppendCommand(report), partitions, maxPending);
  }

  get pending(): number {
    return this.#batcher.pending;
  }

  /**
   * Appends; false when too many wait. `deliver` gets the stream entry id (log, progress), `ok[:<last seq>]`
   * (stream), `gap:<expected>`, `closed`, `too_many_streams`, a guard's refusal, `unavailable` or `internal_error`.
   */
  send(partition: number, append: Append): boolean {
    return this.#batcher.push(partition, append);
  }
}

class AppendCommand implements BatchedCommand<Append> {
  readonly script = "append";
  readonly maxEntries = 500;
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  encode(entries: readonly Append[]): Argument[] {
    const args: Argument[] = [entries.length];
    for (const entry of entries) args.push(entry.member);
    for (const entry of entries) for (const argument of entry.args) args.push(argument);
    return args;
  }

  deliver(entries: readonly Append[], reply: Reply): void {
    const codes = Array.isArray(reply) ? (reply as readonly Reply[]) : [];
    entries.forEach((entry, index) => {
      entry.deliver(String(codes[index] ?? "internal_error"));
    });
  }

  refuse(entries: readonly Append[], error: unknown): void {
    this.#report(error);
    const code = refusalCode(error);
    for (const entry of entries) entry.deliver(code);
  }
}
