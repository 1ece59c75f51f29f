import { type BatchedCommand, Batcher, type Deliver, refusalCode } from "./batcher.js";
import type { Reply, Scripts } from "./scripts.js";

interface Heartbeat {
  readonly member: string;
  readonly deliver: Deliver;
}

/** `heartbeat.lua` in batches: one multi-member ZADD is guard and write of all (executor-api row 4). */
export class Heartbeats {
  readonly #batcher: Batcher<Heartbeat>;

  constructor(scripts: Scripts, partitions: number, maxPending: number, report: (error: unknown) => void) {
    this.#batcher = new Batcher(scripts, new HeartbeatCommand(report), partitions, maxPending);
  }

  get pending(): number {
    return this.#batcher.pending;
  }

  /**
   * Sends the heartbeat of a live-set member; false when too many wait. `deliver` gets `ok`,
   * `cancel_requested[:reason]`, a guard's refusal (`gone:<status>`), `unavailable` or `internal_error`.
   */
  send(partition: number, member: string, deliver: Deliver): boolean {
    return this.#batcher.push(partition, { member, deliver });
  }
}

class HeartbeatCommand implements BatchedCommand<Heartbeat> {
  readonly script = "heartbeat";
  readonly maxEntries = 1000;
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  encode(entries: readonly Heartbeat[]): string[] {
    const members = entries.map((entry) => entry.member);
    // A member may stand in a call once: its second score would count as a change that did not happen.
    const distinct = new Set(members);
    return distinct.size === members.length ? members : [...distinct];
  }

  deliver(entries: readonly Heartbeat[], reply: Reply): void {
    if (!Array.isArray(reply) || reply.length === 0) {
      for (const entry of entries) entry.deliver("ok");
      return;
    }
    const codes = new Map<string, string>();
    for (const entry of entries) {
      if (!codes.has(entry.member)) codes.set(entry.member, String(reply[codes.size]));
      entry.deliver(codes.get(entry.member) ?? "internal_error");
    }
  }

  refuse(entries: readonly Heartbeat[], error: unknown): void {
    this.#report(error);
    const code = refusalCode(error);
    for (const entry of entries) entry.deliver(code);
  }
}
