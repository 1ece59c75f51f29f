import { endingBody, waitBody } from "../api/webhook-body.js";
import type { DeliveryFields } from "./deliveries.js";
import type { EventTriggers } from "./event-triggers.js";
import type { Runs } from "./runs.js";

/** The JSON that a delivery brings, as it is now; undefined when the wait it tells of has left. */
export async function deliveryBody(
  { runs, events }: { readonly runs: Runs; readonly events: EventTriggers },
  delivery: DeliveryFields,
): Promise<string | undefined> {
  if (delivery.get("kind") !== "notify") {
    return endingBody(delivery, await runs.get(undefined, delivery.get("run_id") ?? ""));
  }
  const trigger = await events.byId(delivery.get("trigger_id") ?? "");
  return trigger === undefined ? undefined : waitBody(trigger);
}
