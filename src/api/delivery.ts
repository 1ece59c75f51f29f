import { type Static, Type } from "typebox";
import { DELIVERY_STATUSES } from "../domain/webhook.js";
import { component, extended, Id, Int, Json, optional, Text, Time } from "./schema.js";
import { storedWriter } from "./writer.js";

export const WebhookDelivery = component(
  "WebhookDelivery",
  "One message to one receiver, with all its attempts.",
  Type.Object({
    id: Id,
    project_id: Text,
    subscription_id: optional(Id, "Absent when the URL is not one of a subscription."),
    event_type: optional(Text),
    run_id: optional(Id),
    job_id: optional(Id),
    event_trigger_id: optional(Id, "The wait whose notify_url is called."),
    webhook_url: Text,
    status: Type.Enum([...DELIVERY_STATUSES]),
    attempts: Int,
    max_attempts: Int,
    retry_policy: Text,
    last_status_code: optional(Int),
    last_error: optional(Text),
    response_body: optional(Text, "The beginning of what the receiver answered last."),
    next_retry_at: optional(Time),
    delivered_at: optional(Time),
    replay_of: optional(Id),
    created_at: Time,
    updated_at: Time,
  }),
);
export type WebhookDelivery = Static<typeof WebhookDelivery>;

/** What a delivery brings; the rest of it is {@link WebhookDelivery}. */
export const ReadWebhookDelivery = extended(
  "ReadWebhookDelivery",
  "A delivery with what it brings.",
  WebhookDelivery,
  { payload: optional(Json, "What is posted, as it is now; absent when the wait it tells of has left.") },
);

const own = {
  event_trigger_id(delivery: ReadonlyMap<string, string>): string | undefined {
    const id = delivery.get("trigger_id");
    return id === undefined || id === "" ? undefined : JSON.stringify(id);
  },
};

/** The delivery as JSON text, from its fields as they are kept. */
export const deliveryJson: (delivery: ReadonlyMap<string, string>) => string = storedWriter(
  WebhookDelivery,
  (delivery: ReadonlyMap<string, string>, name) => delivery.get(name),
  own,
);

/** The same with `payload`, JSON text. */
export const readDeliveryJson: (
  delivery: ReadonlyMap<string, string>,
  payload: string | undefined,
) => string = (delivery, payload) => write({ delivery, payload });
const write = storedWriter(
  ReadWebhookDelivery,
  ({ delivery }: { delivery: ReadonlyMap<string, string>; payload: string | undefined }, name) =>
    delivery.get(name),
  { event_trigger_id: ({ delivery }) => own.event_trigger_id(delivery), payload: ({ payload }) => payload },
);
