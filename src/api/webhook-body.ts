import { timestamp } from "../domain/time.js";
import type { TriggerFields } from "./event-trigger.js";
import type { RunView } from "./run.js";

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
export function endingBody(delivery: ReadonlyMap<string, string>, run: RunView | undefined): string {
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
