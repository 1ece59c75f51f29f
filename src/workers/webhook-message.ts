import { createHash } from "node:crypto";
import type { TriggerFields } from "../api/event-trigger.js";
import type { RunView } from "../api/run.js";
import { timestamp } from "../domain/time.js";
import { signBody } from "../endpoint/signature.js";
import type { DeliveryFields } from "../store/deliveries.js";

/** What signs a delivery; `previous` while the grace of a rotation lasts. Without any it goes unsigned. */
export interface SigningSecrets {
  readonly current?: string | undefined;
  readonly previous?: string | undefined;
}

function members(pairs: readonly (readonly [name: string, json: string | undefined])[]): string {
  const given = pairs.filter(([, json]) => json !== undefined).map(([name, json]) => `"${name}":${json}`);
  return `{${given.join(",")}}`;
}

function text(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : JSON.stringify(value);
}

function time(ms: string | undefined): string | undefined {
  return ms === undefined ? undefined : JSON.stringify(timestamp(Number(ms)));
}

/**
 * What is told of a run's end (control-api 7.7); `type` in the subscription's form only. What of it is large stays
 * with the run, `undefined` when that has left or has begun anew: then the result is left out.
 */
export function endingBody(delivery: DeliveryFields, run: RunView | undefined): string {
  const ended = run?.fields.get("finished_at") === delivery.get("ended_at") ? run?.fields : undefined;
  return members([
    ["type", delivery.get("kind") === "subscription" ? text(delivery.get("event_type")) : undefined],
    ["run_id", text(delivery.get("run_id"))],
    ["job_id", text(delivery.get("job_id"))],
    ["project_id", text(delivery.get("project_id"))],
    ["status", text(delivery.get("run_status"))],
    ["attempt", delivery.get("run_attempt")],
    ["result", ended?.get("result") || undefined],
    ["error", text(ended?.get("error") ?? delivery.get("error"))],
    ["timestamp", time(delivery.get("ended_at"))],
  ]);
}

/** What is told of a wait when it begins (control-api 5.5). */
export function waitBody(trigger: TriggerFields): string {
  const key = trigger.get("event_key") ?? "";
  return members([
    ["event_key", JSON.stringify(key)],
    ["trigger_id", text(trigger.get("id"))],
    ["project_id", text(trigger.get("project_id"))],
    ["run_id", text(trigger.get("job_run_id"))],
    ["requested_at", time(trigger.get("requested_at"))],
    ["expires_at", time(trigger.get("expires_at"))],
    ["callback_url", JSON.stringify(`/v1/events/${encodeURIComponent(key)}/send`)],
  ]);
}

/**
 * The headers of a delivery (control-api 7.7). The replay key is that of what is told: the same for every attempt
 * and every replay; the idempotency key is the attempt's own.
 */
export function deliveryHeaders(
  delivery: DeliveryFields,
  body: string,
  secrets: SigningSecrets,
  nowMs: number,
): Record<string, string> {
  const id = delivery.get("id") ?? "";
  const attempt = Number(delivery.get("attempts")) + 1;
  const secs = Math.floor(nowMs / 1000);
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "User-Agent": "bosporus-webhook",
    "X-Strait-Delivery-ID": id,
    "X-Strait-Attempt": `${attempt}/${delivery.get("max_attempts")}`,
    "X-Strait-Idempotency-Key": digest(`${id}:${attempt}`),
    "X-Strait-Replay-Key": digest(delivery.get("origin_id") ?? id),
    "X-Strait-Timestamp": String(secs),
  };
  const named = { "X-Run-ID": "run_id", "X-Job-ID": "job_id", "X-Strait-Trigger-ID": "trigger_id" };
  for (const [header, field] of Object.entries(named)) {
    const value = delivery.get(field);
    if (value !== undefined) headers[header] = value;
  }
  for (const [suffix, secret] of Object.entries({ "": secrets.current, "-Old": secrets.previous })) {
    if (secret === undefined || secret === "") continue;
    const signature = signBody(secret, secs, body);
    headers[`X-Strait-Signature${suffix}`] = signature;
    headers[`X-Webhook-Signature${suffix}`] = signature;
  }
  return headers;
}

function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}
