import { type Static, Type } from "typebox";
import { LIMITS } from "../domain/limits.js";
import { component, described, Id, Int, Json, optional, Text, Time } from "./schema.js";
import { storedWriter, valueWriter } from "./writer.js";

export const EVENT_TRIGGER_STATUSES = ["waiting", "received", "timed_out", "canceled"] as const;

export const EventTrigger = component(
  "EventTrigger",
  "A wait of a run for an event, and how it ended.",
  Type.Object({
    id: Id,
    event_key: Text,
    project_id: Text,
    source_type: optional(Text),
    job_run_id: optional(Id, "The run that waits."),
    status: Type.Enum([...EVENT_TRIGGER_STATUSES]),
    response_payload: optional(Json, "The payload of the event."),
    timeout_secs: optional(Int),
    requested_at: optional(Time),
    received_at: optional(Time),
    expires_at: optional(Time),
    error: optional(Text),
    notify_url: optional(Text),
    notify_status: optional(Text, "What became of the call of notify_url."),
    trigger_type: optional(Text),
    sent_by: optional(Text),
  }),
);
export type EventTrigger = Static<typeof EventTrigger>;

/** Fields of a wait as they are kept. */
export type TriggerFields = ReadonlyMap<string, string>;

/** The wait as JSON text (control-api 5.1). */
export const triggerJson: (trigger: TriggerFields) => string = storedWriter(
  EventTrigger,
  (trigger: TriggerFields, name) => trigger.get(name),
);

export const SendEventBody = component(
  "SendEventBody",
  "What an event brings along.",
  Type.Object({ payload: optional(Json) }),
);

export const BufferedEvent = component(
  "BufferedEvent",
  "An event that nobody waits for yet: it is kept until then.",
  Type.Object({
    id: Id,
    event_key: Text,
    project_id: Text,
    status: Type.Literal("buffered"),
    expires_at: described(Time, "Until when a wait still finds it."),
  }),
);
export const bufferedEventJson = valueWriter(BufferedEvent);

export const SentEvents = component(
  "SentEvents",
  "The waits that an event has ended.",
  Type.Object({ resolved: Int, triggers: Type.Array(EventTrigger) }),
);
export const sentEventsJson = valueWriter(SentEvents);

export const Wait = component(
  "Wait",
  "The wait that was begun; `received` when its event was there already.",
  Type.Object({
    status: Type.Enum(["waiting", "received"]),
    event_key: Text,
    expires_at: Time,
    trigger_id: Id,
    payload: optional(Json, "The payload of an event that was received."),
  }),
);
export const waitJson = valueWriter(Wait);

export const EventStats = component(
  "EventStats",
  "Waits of the project by how they stand.",
  Type.Object({
    total_count: Int,
    waiting_count: Int,
    received_count: Int,
    timed_out_count: Int,
    canceled_count: Int,
    avg_wait_duration_secs: Type.Number(),
  }),
);
export const eventStatsJson = valueWriter(EventStats);

export const PurgeEventsBody = component(
  "PurgeEventsBody",
  "How long waits have been over that are purged.",
  Type.Object({
    older_than_days: Type.Integer({ minimum: 1, maximum: LIMITS.purgeDays }),
    dry_run: optional(Type.Boolean()),
  }),
);

export const PurgedEvents = component(
  "PurgedEvents",
  "How many waits were purged, or would be.",
  Type.Object({ deleted: optional(Int), dry_run: optional(Type.Boolean()), would_delete: optional(Int) }),
);
export const purgedEventsJson = valueWriter(PurgedEvents);
