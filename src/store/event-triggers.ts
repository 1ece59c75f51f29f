import type { Redis } from "ioredis";
import type { TriggerFields } from "../api/event-trigger.js";
import { newId } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import { untilUnchanged } from "../domain/until-unchanged.js";
import { answered } from "./connection.js";
import { fittingHashes } from "./pages.js";
import type { Scripts } from "./scripts.js";

export type Sent =
  | { outcome: "sent" | "conflict"; trigger: TriggerFields }
  | { outcome: "buffered"; id: string; keptUntilMs: number }
  | { outcome: "not_found" }
  | { outcome: "project_elsewhere" }
  /** It comes to rest, and keeps no event; the ms left of that. */
  | { outcome: "project_drains"; left: number };

export interface SentEvent {
  /** JSON text; empty for none. */
  readonly payload: string;
  readonly sentBy: string;
  /** How long it is kept when nobody waits; 0: it is refused. */
  readonly bufferMs: number;
  /** The same for a repeat of the event; undefined for one that is another each time. */
  readonly once: string | undefined;
}

const PURGE_STEP = 500;

interface EventCounts {
  readonly waiting: number;
  readonly received: number;
  readonly timedOut: number;
  readonly canceled: number;
  readonly waitMs: number;
}

/** What cells have counted of a project, and how long those received had waited on average, in s. */
export function eventStats(counts: readonly EventCounts[]) {
  const sum = (name: keyof EventCounts): number => counts.reduce((all, one) => all + one[name], 0);
  const received = sum("received");
  return {
    total_count: sum("waiting") + received + sum("timedOut") + sum("canceled"),
    waiting_count: sum("waiting"),
    received_count: received,
    timed_out_count: sum("timedOut"),
    canceled_count: sum("canceled"),
    avg_wait_duration_secs: received === 0 ? 0 : Math.round(sum("waitMs") / received) / 1000,
  };
}

/** Waits of runs and the events that end them. */
export class EventTriggers {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /** Delivers an event; kept for `bufferMs` when nobody waits for the key now (executor-api section 5). */
  async send(projectId: string, key: string, { payload, sentBy, bufferMs, once }: SentEvent): Promise<Sent> {
    const sent = await untilUnchanged(async () => {
      const id = (await this.#idOf(projectId, key)) ?? "";
      const args = { projectId, key, triggerId: id, payload, sender: sentBy, keep: bufferMs };
      const reply = await this.#scripts.run("send-event", args, {
        digest: once,
        outcomes: ["sent", "buffered"],
      });
      if (reply.outcome === "buffered")
        return { outcome: reply.outcome, id: newId(), keptUntilMs: reply.keptUntil };
      return reply.outcome === "moved" ? "changed" : reply;
    });
    if (sent === "changed") throw new Error("an event key changed hands too often");
    return sent;
  }

  /** Cancels the wait under the key and its run. */
  async cancel(
    projectId: string,
    key: string,
  ): Promise<{ outcome: "canceled" | "conflict"; trigger: TriggerFields } | { outcome: "not_found" }> {
    const id = await this.#idOf(projectId, key);
    if (id === undefined) return { outcome: "not_found" };
    return this.#scripts.run("cancel-event", { triggerId: id });
  }

  async get(projectId: string, key: string): Promise<TriggerFields | undefined> {
    const id = await this.#idOf(projectId, key);
    return id === undefined ? undefined : this.byId(id);
  }

  /**
   * Keys with the prefix that somebody waits for, at most `most`, in lexical order. A repeat under `once` answers those
   * that the first has found.
   */
  async waitingKeys(
    projectId: string,
    prefix: string,
    most: number,
    once: string | undefined,
  ): Promise<readonly string[]> {
    const kept = { digest: once, outcomes: ["found"] as const };
    return (await this.#scripts.run("list-waiting", { projectId, prefix, most }, kept)).keys;
  }

  /** Newest first; `status` is looked at trigger by trigger, within a bounded scan. */
  async list(
    projectId: string,
    limit: number,
    cursor: string | undefined,
    status: string | undefined,
  ): Promise<{ triggers: readonly TriggerFields[]; nextCursor?: string }> {
    const found: TriggerFields[] = [];
    let room: number = LIMITS.pageBytes;
    let after = cursor;
    const step = 200;
    for (let round = 0; round < 10; round++) {
      const from = after === undefined ? "+" : `(${after}`;
      const key = this.#scripts.keys.catalog("triggers", projectId);
      const ids = await answered(this.#redis.zrange(key, from, "-", "BYLEX", "REV", "LIMIT", 0, step));
      const fit = await fittingHashes(
        this.#redis,
        ids.map((id) => this.#scripts.keys.partition("trigger", id)),
        "response_payload",
      );
      const triggers = await Promise.all(ids.slice(0, fit).map((id) => this.byId(id)));
      for (const [index, trigger] of triggers.entries()) {
        if (found.length === limit || room <= 0)
          return { triggers: found, ...(after === undefined ? {} : { nextCursor: after }) };
        after = ids[index];
        if (trigger !== undefined && (status === undefined || trigger.get("status") === status)) {
          found.push(trigger);
          room -= trigger.get("response_payload")?.length ?? 0;
        }
      }
      if (fit === ids.length && ids.length < step) return { triggers: found };
      if (room <= 0) break;
    }
    return { triggers: found, ...(after === undefined ? {} : { nextCursor: after }) };
  }

  /** The trigger of whatever project. */
  async byId(id: string): Promise<TriggerFields | undefined> {
    const fields = await answered(this.#redis.hgetall(this.#scripts.keys.partition("trigger", id)));
    return Object.keys(fields).length === 0 ? undefined : new Map(Object.entries(fields));
  }

  /** Waits of the project by how they stand, and the ms for which those received had waited together. */
  async counts(projectId: string): Promise<EventCounts> {
    const fields = ["waiting", "received", "timed_out", "canceled", "wait_ms"];
    const read = await answered(
      this.#redis.hmget(this.#scripts.keys.catalog("trigger_counts", projectId), ...fields),
    );
    const [waiting = 0, received = 0, timedOut = 0, canceled = 0, waitMs = 0] = read.map(Number);
    return { waiting, received, timedOut, canceled, waitMs };
  }

  /** Purges waits that were over before `beforeMs`, about `most` a call; or counts them only. */
  async purge(projectId: string, beforeMs: number, dryRun: boolean, most: number): Promise<number> {
    const key = this.#scripts.keys.catalog("triggers", projectId);
    const time = Math.max(0, beforeMs).toString(16).padStart(12, "0");
    // Ids begin with the time of the wait's begin, and no version digit is as high as 8.
    const end = `(${time.slice(0, 8)}-${time.slice(8)}-8`;
    let start = "-";
    let count = 0;
    for (let looked = 0; looked < 2 * LIMITS.purgedEvents && count < most; looked += PURGE_STEP) {
      const ids = await answered(this.#redis.zrange(key, start, end, "BYLEX", "LIMIT", 0, PURGE_STEP));
      if (ids.length > 0) {
        const args = { projectId, before: beforeMs, dryRun, ids };
        count += (await this.#scripts.run("purge-events", args)).count;
      }
      if (ids.length < PURGE_STEP) break;
      start = `(${ids.at(-1)}`;
    }
    return count;
  }

  async #idOf(projectId: string, key: string): Promise<string | undefined> {
    return (
      (await answered(this.#redis.hget(this.#scripts.keys.catalog("event_keys", projectId), key))) ??
      undefined
    );
  }
}
