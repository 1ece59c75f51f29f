import type { Redis } from "ioredis";
import { type BatchedCommand, Batcher, type Deliver, refusalCode } from "./batcher.js";
import { answered, flatCommand } from "./connection.js";
import type { RedisClock } from "./redis-clock.js";
import type { Scripts } from "./scripts.js";
import { isFull } from "./storage.js";

interface Heartbeat {
  readonly member: string;
  readonly deliver: Deliver;
}

/** What each of the members of a call was answered; all were good when it is absent. */
type Codes = readonly string[] | undefined;

/**
 * Heartbeats in batches (executor-api row 4). One multi-member `ZADD live XX GT CH` is guard and write of all: it
 * touches only members that exist, so when it changed as many as were sent, all were good. If not, `heartbeat.lua`
 * looks at each, by Redis's own clock: a gateway whose clock is behind makes no heartbeat older than it is.
 */
export class Heartbeats {
  readonly #batcher: Batcher<Heartbeat, Codes>;

  constructor(parts: {
    redis: Redis;
    scripts: Scripts;
    clock: RedisClock;
    maxPending: number;
    report: (error: unknown) => void;
  }) {
    this.#batcher = new Batcher(new HeartbeatCommand(parts), {
      maxPending: parts.maxPending,
      early: 24,
      inFlight: 2,
    });
  }

  get pending(): number {
    return this.#batcher.crowd.pending;
  }

  /**
   * Sends the heartbeat of a live-set member; false when too many wait. `deliver` gets `ok`,
   * `cancel_requested[:reason]`, a guard's refusal (`gone:<status>`), `unavailable` or `internal_error`.
   */
  send(member: string, deliver: Deliver): boolean {
    if (this.#batcher.crowd.refuses("end")) return false;
    this.#batcher.push({ member, deliver });
    return true;
  }
}

class HeartbeatCommand implements BatchedCommand<Heartbeat, Codes> {
  readonly name = "heartbeat";
  readonly maxEntries = 1000;
  readonly #live: string;
  readonly #redis: Redis;
  readonly #scripts: Scripts;
  readonly #clock: RedisClock;
  readonly #report: (error: unknown) => void;

  constructor(parts: {
    redis: Redis;
    scripts: Scripts;
    clock: RedisClock;
    report: (error: unknown) => void;
  }) {
    this.#live = parts.scripts.keys.partition("live");
    this.#redis = parts.redis;
    this.#scripts = parts.scripts;
    this.#clock = parts.clock;
    this.#report = parts.report;
  }

  async run(entries: readonly Heartbeat[]): Promise<Codes> {
    const members = distinctMembers(entries);
    const score = this.#clock.nowUs();
    if (score !== undefined) {
      const args = [this.#live, "XX", "GT", "CH"];
      for (const member of members) args.push(score, member);
      const changed = await answered(
        this.#redis.sendCommand(flatCommand("zadd", args)) as Promise<unknown>,
      ).catch((error: unknown) => {
        // Redis refuses it whatever it writes; the command below goes on.
        if (!isFull(error)) throw error;
      });
      if (changed === members.length) return undefined;
    }
    const codes = await this.#scripts.runAlone("heartbeat", { members });
    return codes.length === 0 ? undefined : codes;
  }

  deliver(entries: readonly Heartbeat[], codes: Codes): void {
    if (codes === undefined) {
      for (const entry of entries) entry.deliver("ok");
      return;
    }
    const byMember = new Map<string, string>();
    for (const { member } of entries) {
      if (!byMember.has(member)) byMember.set(member, codes[byMember.size] ?? "internal_error");
    }
    for (const { member, deliver } of entries) deliver(byMember.get(member) ?? "internal_error");
  }

  refuse(entries: readonly Heartbeat[], error: unknown): void {
    this.#report(error);
    const code = refusalCode(error);
    for (const entry of entries) entry.deliver(code);
  }
}

/** A member may stand in a call once: its second score would count as a change that did not happen. */
function distinctMembers(entries: readonly Heartbeat[]): string[] {
  const members = entries.map((entry) => entry.member);
  const distinct = new Set(members);
  return distinct.size === members.length ? members : [...distinct];
}
