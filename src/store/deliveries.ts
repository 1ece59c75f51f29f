import type { Redis } from "ioredis";
import { type Failure, fail } from "../domain/failures.js";
import { isId } from "../domain/ids.js";
import { DELIVERY_STATUSES, type DeliveryStatus } from "../domain/webhook.js";
import type { CreateDeliveryReply } from "./commands.js";
import { answered } from "./connection.js";
import type { OutboxJob, OutboxKind } from "./outbox.js";
import { pageOfIds } from "./pages.js";
import type { Scripts } from "./scripts.js";

/**
 * Fields of a delivery: `kind` is subscription, job or notify; `number` its hand-overs; `run_status`,
 * `run_attempt`, `ended_at` and `error` what it tells of the run; times are ms.
 */
export type DeliveryFields = ReadonlyMap<string, string>;

/** What an attempt means for its delivery; `delayMs` counts for `retry` and `postponed`. */
export interface Settlement {
  readonly outcome: "delivered" | "dead" | "failed" | "retry" | "postponed";
  readonly statusCode?: number;
  readonly error?: string;
  readonly response?: string;
  readonly delayMs?: number;
  /** What it says of the receiver; `quick` is 1 for an answer at once, 0 for one just in time. */
  readonly receiver?: { readonly verdict: "good" | "bad" | "late"; readonly quick: number };
}

/** Deliveries of webhooks. */
export class Deliveries {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /**
   * Creates the delivery of the id unless it exists; `full` when too many are pending. A repeat under `once` answers the
   * id of the one that the first has made.
   */
  create(
    id: string,
    projectId: string,
    fields: Readonly<Record<string, string>>,
    once?: string,
  ): Promise<CreateDeliveryReply> {
    const args = { id, projectId, fields: Object.entries(fields).flat() };
    return this.#scripts.run("create-delivery", args, {
      digest: once,
      outcomes: ["created"],
    });
  }

  async get(id: string): Promise<DeliveryFields | undefined> {
    if (!isId(id)) return undefined;
    const fields = await answered(this.#redis.hgetall(this.#scripts.keys.catalog("delivery", id)));
    return fields["id"] === undefined ? undefined : new Map(Object.entries(fields));
  }

  /**
   * Before an attempt of what was handed over under `number`: whether to `go`; `postponed` when the circuit
   * around the receiver is open, `given_up` when it has been for too long.
   */
  async enter(
    id: string,
    number: string,
    circuit: string,
  ): Promise<"go" | "postponed" | "given_up" | "superseded"> {
    const args = { id, number, circuit };
    return (await this.#scripts.run("enter-delivery", args)).outcome;
  }

  /** Settles what was handed over under `number`; false when somebody else did, or it was handed over anew. */
  async settle(id: string, number: string, circuit: string, settlement: Settlement): Promise<boolean> {
    const { outcome, statusCode, error = "", response = "", delayMs = 0, receiver } = settlement;
    const reply = await this.#scripts.run("settle-delivery", {
      ...{ id, number, outcome, statusCode, error, response, delay: Math.round(delayMs) },
      circuit: receiver === undefined ? undefined : circuit,
      verdict: receiver?.verdict,
      quick: receiver?.quick ?? 0,
    });
    return reply.outcome === "settled";
  }

  /** Tries it again at once, from its first attempt when it was given up. */
  async retry(projectId: string, id: string): Promise<Failure | DeliveryFields> {
    if (!isId(id)) return fail("delivery_not_found");
    const reply = await this.#scripts.run("retry-delivery", { id, projectId });
    switch (reply.outcome) {
      case "pending":
        return reply.delivery;
      case "delivered":
        return fail("delivery_delivered");
      case "full":
        return fail("too_many_deliveries");
      case "not_found":
        return fail("delivery_not_found");
    }
  }

  /** Newest first, of one status or of all; the cursor is the id of the last one looked at. */
  async list(
    projectId: string,
    status: DeliveryStatus | undefined,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ deliveries: readonly DeliveryFields[]; nextCursor?: string }> {
    const indexes = (status === undefined ? DELIVERY_STATUSES : [status]).map((one) =>
      this.#scripts.keys.catalog("deliveries_in", projectId, one),
    );
    const { items, next } = await pageOfIds(this.#redis, indexes, "newest first", limit, cursor);
    const deliveries = await Promise.all(items.map((id) => this.get(id)));
    return { deliveries: deliveries.filter((one) => one !== undefined), ...next };
  }

  /** What is overdue, at most `most` of a kind: ends of runs, deliveries, and what is to be done in other cells. */
  async overdue(most: number): Promise<readonly OutboxJob[]> {
    const jobs = await this.#scripts.run("overdue-follow", { most });
    return jobs.map((text) => {
      const [kind = "", run = "", number = ""] = text.split(" ");
      return { kind: kind as OutboxKind, run, number };
    });
  }

  /** Hands over again what is overdue, at most `most` of a kind; how many that were. */
  async repair(most: number): Promise<number> {
    return (await this.#scripts.run("repair-follow", { most })).count;
  }
}
