import { createHash } from "node:crypto";
import type { Config } from "../config.js";
import { LIMITS } from "../domain/limits.js";
import { type RetryPolicy, webhookDelayMs } from "../domain/webhook.js";
import type { EndpointClient, EndpointOutcome } from "../endpoint/endpoint-client.js";
import { beginningOf } from "../endpoint/endpoint-outcome.js";
import type { Logger } from "../log.js";
import { METRICS } from "../metrics/metrics.js";
import type { Deliveries, DeliveryFields, Settlement } from "../store/deliveries.js";
import { deliveryBody } from "../store/delivery-body.js";
import type { EventTriggers } from "../store/event-triggers.js";
import type { Jobs } from "../store/jobs.js";
import type { OutboxJob } from "../store/outbox.js";
import type { Runs } from "../store/runs.js";
import type { Webhooks } from "../store/webhooks.js";
import { deliveryHeaders, type SigningSecrets } from "./webhook-message.js";

interface Parts {
  readonly deliveries: Deliveries;
  readonly webhooks: Webhooks;
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly events: EventTriggers;
  readonly client: EndpointClient;
  readonly config: Config;
  readonly log: Logger;
}

/** Where a delivery goes and what signs it, or why it cannot go anywhere any more. */
type Target = Reachable | { readonly lost: string };
interface Reachable {
  readonly url: string;
  readonly secrets: SigningSecrets;
}

/** Makes the deliveries of webhooks (control-api 7.7): at least once, each under one id. */
export class Deliverer {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** One hand-over of a delivery. An older one finds that it is settled or was handed over anew. */
  async process({ run: id, number }: OutboxJob): Promise<void> {
    const { deliveries, log } = this.#parts;
    const delivery = await deliveries.get(id);
    if (delivery?.get("status") !== "pending" || delivery.get("number") !== number) return;
    const target = await this.#target(delivery);
    const circuit = "lost" in target ? "" : circuitOf(delivery, target.url);
    const settlement =
      "lost" in target
        ? { outcome: "failed" as const, error: target.lost }
        : await this.#attempt(delivery, target, circuit);
    if (settlement === undefined) return;
    const settled = await deliveries.settle(id, number, circuit, settlement);
    const { outcome, error } = settlement;
    if (!settled) return;
    METRICS.webhookDeliveries.add(1, outcome, delivery.get("retry_policy") ?? "");
    if (outcome !== "delivered") log.info({ delivery_id: id, outcome, error }, "webhook was not delivered");
  }

  /** Undefined when nothing is left to do: it was postponed, or is somebody else's by now. */
  async #attempt(
    delivery: DeliveryFields,
    { url, secrets }: Reachable,
    circuit: string,
  ): Promise<Settlement | undefined> {
    const { client, config, deliveries } = this.#parts;
    const body = await deliveryBody(this.#parts, delivery);
    if (body === undefined) return { outcome: "failed", error: "the run has left" };
    const entered = await deliveries.enter(delivery.get("id") ?? "", delivery.get("number") ?? "", circuit);
    if (entered === "given_up") return { outcome: "failed", error: "receiver was left alone for too long" };
    if (entered !== "go") return undefined;
    const startedAt = performance.now();
    const outcome = await client.call({
      url,
      headers: deliveryHeaders(delivery, body, secrets, Date.now()),
      body,
      deadlineMs: config.webhookTimeoutMs,
      maxResponseBytes: LIMITS.webhookResponseBytes,
    });
    const tookMs = performance.now() - startedAt;
    METRICS.webhookDuration.observe(tookMs / 1000);
    const quick = Math.max(0, 1 - tookMs / config.webhookTimeoutMs);
    return this.#settlement(delivery, outcome, quick);
  }

  async #target(delivery: DeliveryFields): Promise<Target> {
    const { webhooks, jobs } = this.#parts;
    const url = delivery.get("webhook_url") ?? "";
    const jobId = delivery.get("job_id") ?? "";
    switch (delivery.get("kind")) {
      case "subscription": {
        const id = delivery.get("subscription_id") ?? "";
        const subscription = await webhooks.get(delivery.get("project_id") ?? "", id);
        if (subscription === undefined) return { lost: "the subscription was deleted" };
        if (!subscription.active) return { lost: "the subscription is not active" };
        const { secret, previous } = subscription;
        const old = previous !== undefined && previous.untilMs > Date.now() ? previous.secret : undefined;
        return { url: subscription.url, secrets: { current: secret, previous: old } };
      }
      case "job":
        return { url, secrets: { current: await jobs.signingSecret(jobId) } };
      default:
        return { url, secrets: {} };
    }
  }

  #settlement(delivery: DeliveryFields, outcome: EndpointOutcome, quick: number): Settlement {
    switch (outcome.kind) {
      case "answered": {
        const { status: statusCode } = outcome;
        const answer = { statusCode, response: beginningOf(outcome) };
        // Whoever refuses a delivery is well.
        const receiver = { verdict: statusCode < 500 ? ("good" as const) : ("bad" as const), quick };
        if (statusCode >= 200 && statusCode < 300) return { outcome: "delivered", receiver, ...answer };
        const error = `receiver returned ${statusCode}`;
        // Redirects are not followed, and a refusal stays one: only what may be better later is tried again.
        if (statusCode < 500) return { outcome: "dead", error, receiver, ...answer };
        return { ...this.#again(delivery, error), receiver, ...answer };
      }
      case "timed_out":
        return {
          ...this.#again(delivery, "receiver did not answer in time"),
          receiver: { verdict: "late", quick: 0 },
        };
      case "failed":
        return { ...this.#again(delivery, outcome.message), receiver: { verdict: "bad", quick } };
      case "refused":
        return { outcome: "dead", error: outcome.message };
      case "aborted":
        // This worker is stopping: another one makes the attempt.
        return { outcome: "postponed", error: "", delayMs: 0 };
    }
  }

  #again(delivery: DeliveryFields, error: string): Settlement {
    const attempts = Number(delivery.get("attempts")) + 1;
    if (attempts >= Number(delivery.get("max_attempts"))) return { outcome: "dead", error };
    const policy = (delivery.get("retry_policy") ?? "exponential") as RetryPolicy;
    const { webhookBackoffBaseMs } = this.#parts.config;
    const delayMs = webhookDelayMs(policy, attempts, webhookBackoffBaseMs, Math.random);
    return { outcome: "retry", error, delayMs };
  }
}

/** One receiver of one project has one circuit, whatever tells it something. */
function circuitOf(delivery: DeliveryFields, url: string): string {
  const name = `${delivery.get("project_id")}\n${url}`;
  return `webhook:${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}
