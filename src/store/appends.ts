import { LIMITS } from "../domain/limits.js";
import { type BatchedCommand, Batcher, type Deliver, refusalCode } from "./batcher.js";
import type { RecordOperation } from "./executor-commands.js";
import type { Scripts } from "./scripts.js";

/** A log, a progress or a stream chunk, as `append.lua` takes it. */
export interface Append {
  readonly member: string;
  readonly operation: RecordOperation;
  readonly deliver: Deliver;
}

/** `append.lua` in batches (executor-api rows 2, 3, 20): one ZMSCORE guards all entries of a call. */
export class Appends {
  readonly #batcher: Batcher<Append, readonly string[]>;

  constructor(scripts: Scripts, maxPending: number, report: (error: unknown) => void) {
    this.#batcher = new Batcher(new AppendCommand(scripts, report), {
      maxPending,
      early: 24,
      inFlight: 3,
    });
  }

  get pending(): number {
    return this.#batcher.crowd.pending;
  }

  /** Whether too many wait already, which is to be asked before a body is looked at; counted as a refusal. */
  refuses(): boolean {
    return this.#batcher.crowd.refuses("record");
  }

  /**
   * Appends; false when too many wait. `deliver` gets the stream entry id (log, progress), `ok[:<last seq>]`
   * (stream), `gap:<expected>`, `closed`, `too_many_streams`, a guard's refusal, `unavailable` or `internal_error`.
   */
  send(append: Append): boolean {
    if (this.refuses()) return false;
    this.#batcher.push(append);
    return true;
  }
}

class AppendCommand implements BatchedCommand<Append, readonly string[]> {
  readonly name = "append";
  readonly maxEntries = 500;
  readonly maxBytes = LIMITS.appendBytes;
  readonly #scripts: Scripts;
  readonly #report: (error: unknown) => void;

  constructor(scripts: Scripts, report: (error: unknown) => void) {
    this.#scripts = scripts;
    this.#report = report;
  }

  bytesOf({ operation }: Append): number {
    let bytes = 0;
    for (const text of operation.args) bytes += text.length;
    return bytes;
  }

  async run(entries: readonly Append[]): Promise<readonly string[]> {
    const members: string[] = [];
    const operations: string[] = [];
    for (const { member, operation } of entries) {
      members.push(member);
      operations.push(operation.name, ...operation.args);
    }
    return this.#scripts.runAlone("append", { members, operations });
  }

  deliver(entries: readonly Append[], codes: readonly string[]): void {
    entries.forEach((entry, index) => {
      entry.deliver(codes[index] ?? "internal_error");
    });
  }

  refuse(entries: readonly Append[], error: unknown): void {
    this.#report(error);
    const code = refusalCode(error);
    for (const entry of entries) entry.deliver(code);
  }
}
