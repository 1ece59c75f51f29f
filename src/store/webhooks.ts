import type { Redis } from "ioredis";
import { type Failure, fail } from "../domain/failures.js";
import { untilUnchanged } from "../domain/until-unchanged.js";
import { type Subscription, WEBHOOK_EVENTS } from "../domain/webhook.js";
import type { WriteWebhookReply } from "./commands.js";
import { answered } from "./connection.js";
import type { Scripts } from "./scripts.js";

/** What is stored: the event types for the scripts, then all of it. */
function recordOf(subscription: Subscription): string {
  const { active, eventTypes } = subscription;
  const types = eventTypes.includes("*") ? WEBHOOK_EVENTS : eventTypes;
  return `${active ? types.join(",") : "-"} ${JSON.stringify(subscription)}`;
}

function subscriptionOf(record: string): Subscription {
  return JSON.parse(record.slice(record.indexOf(" ") + 1)) as Subscription;
}

/** Webhook subscriptions of projects (control-api 7.7). */
export class Webhooks {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /** A repeat under `once` answers the subscription that the first has made. */
  async create(subscription: Subscription, once: string | undefined): Promise<Failure | Subscription> {
    const written = await this.#write(subscription, "", recordOf(subscription), once);
    if (written.outcome !== "written") {
      const { outcome } = written;
      return fail(outcome === "too_many" || outcome === "changed" ? "too_many_webhooks" : outcome);
    }
    return written.record === undefined ? subscription : subscriptionOf(written.record);
  }

  /** Oldest first; at most as many as a project may have. */
  async list(projectId: string): Promise<Subscription[]> {
    const records = await answered(this.#redis.hvals(this.#scripts.keys.catalog("webhooks", projectId)));
    return records.map(subscriptionOf).sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  async get(projectId: string, id: string): Promise<Subscription | undefined> {
    const record = await this.#record(projectId, id);
    return record === null ? undefined : subscriptionOf(record);
  }

  /** Replaces a subscription by what `change` makes of it; a change by somebody else in between is read anew. */
  async update(
    projectId: string,
    id: string,
    change: (subscription: Subscription) => Subscription,
  ): Promise<Failure | Subscription> {
    const updated = await untilUnchanged(async () => {
      const before = await this.#record(projectId, id);
      if (before === null) return fail("webhook_not_found");
      const next = change(subscriptionOf(before));
      return (await this.#write(next, before, recordOf(next))).outcome === "written" ? next : "changed";
    });
    return updated === "changed" ? fail("webhook_changed") : updated;
  }

  async delete(projectId: string, id: string): Promise<Failure | undefined> {
    const refused = await untilUnchanged(async () => {
      const before = await this.#record(projectId, id);
      if (before === null) return fail("webhook_not_found");
      return (await this.#write({ projectId, id }, before, "")).outcome === "written" ? undefined : "changed";
    });
    return refused === "changed" ? fail("webhook_changed") : refused;
  }

  #write(
    { projectId, id }: { projectId: string; id: string },
    before: string,
    after: string,
    once?: string,
  ): Promise<WriteWebhookReply> {
    const args = { projectId, id, before, after };
    return this.#scripts.run("write-webhook", args, { digest: once, outcomes: ["written"] });
  }

  #record(projectId: string, id: string): Promise<string | null> {
    return answered(this.#redis.hget(this.#scripts.keys.catalog("webhooks", projectId), id));
  }
}
