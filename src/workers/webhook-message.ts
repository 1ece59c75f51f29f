import { createHash } from "node:crypto";
import { signBody } from "../endpoint/signature.js";
import type { DeliveryFields } from "../store/deliveries.js";

/** What signs a delivery; `previous` while the grace of a rotation lasts. Without any it goes unsigned. */
export interface SigningSecrets {
  readonly current?: string | undefined;
  readonly previous?: string | undefined;
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
