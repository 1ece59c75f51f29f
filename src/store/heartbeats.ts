import type { Redis } from "ioredis";
import { Semaphore } from "../domain/semaphore.js";
import { type BatchedCommand, Batcher, type Deliver, refusalCode } from "./batcher.js";
import { answered } from "./connection.js";
import type { RedisClock } from "./redis-clock.js";
import { Beats } from "./redis-commands.js";
import type { Scripts } from "./scripts.js";
import { isFull } from "./storage.js";

interface Heartbeat {
  readonly member: string;
  readonly deliver: Deliver;
}

/** Calls of fleets under way at once. */
const FLEETS_AT_ONCE = 3;

/** What each of the members of a call was answered; all were good when it is absent. */
type Codes = readonly string[] | undefined;

/**
 * Heartbeats in batches (executor-api row 4). One multi-member `ZADD live XX GT CH` is guard and write of all: it
 * touches only members that exist, so when it changed as many as were sent, all were good. If not, `heartbeat.lua`
 * looks at each, by Redis's own clock: a gateway whose clock is behind makes no heartbeat older than it is.
 */
export class Heartbeats {
  readonly #command: HeartbeatCommand;
  readonly #batcher: Batcher<Heartbeat, Codes>;
  readonly #fleets = new Semaphore(FLEETS_AT_ONCE);

  constructor(parts: {
    redis: Redis;
    scripts: Scripts;
    clock: RedisClock;
    maxPending: number;
    report: (error: unknown) => void;
  }) {
    this.#command = new HeartbeatCommand(parts);
    this.#batcher = new Batcher(this.#command, {
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

  /**
   * Sends those of a fleet, a thousand at most, in a call of their own. What each was answered, in order, as by
   * {@link send}; nothing when all were good; one code for all when nothing is known of any.
   */
  async sendAll(members: readonly string[]): Promise<readonly string[] | string | undefined> {
    const { crowd } = this.#batcher;
    if (crowd.refuses("end")) return "unavailable";
    crowd.pending += members.length;
    try {
      // Their text is made when it leaves: many of them waiting in the client would outlive what collects young garbage.
      return await this.#fleets.run(() => this.#command.beat(members));
    } catch (error) {
      return this.#command.refused(error);
    } finally {
      crowd.pending -= members.length;
    }
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
    return this.beat(entries.map(({ member }) => member));
  }

  /** What each of the members is answered. */
  async beat(members: readonly string[]): Promise<Codes> {
    const score = this.#clock.nowUs();
    if (score !== undefined) {
      const command = new Beats(this.#live, score, members);
      const changed = await answered(this.#redis.sendCommand(command) as Promise<unknown>).catch(
        (error: unknown) => {
          // Redis refuses it whatever it writes; the command below goes on.
          if (!isFull(error)) throw error;
        },
      );
      if (changed === members.length) return undefined;
    }
    // One that is twice in a call has changed once, at most.
    const distinct = [...new Set(members)];
    const codes = await this.#scripts.runAlone("heartbeat", { members: distinct });
    if (codes.length === 0 || distinct.length === members.length)
      return codes.length === 0 ? undefined : codes;
    const byMember = new Map(distinct.map((member, index) => [member, codes[index]]));
    return members.map((member) => byMember.get(member) ?? "internal_error");
  }

  deliver(entries: readonly Heartbeat[], codes: Codes): void {
    for (const [index, entry] of entries.entries()) {
      entry.deliver(codes === undefined ? "ok" : (codes[index] ?? "internal_error"));
    }
  }

  refuse(entries: readonly Heartbeat[], error: unknown): void {
    const code = this.refused(error);
    for (const entry of entries) entry.deliver(code);
  }

  /** Reports why there was no answer; the code that stands for it. */
  refused(error: unknown): string {
    this.#report(error);
    return refusalCode(error);
  }
}
