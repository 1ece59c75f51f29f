import { Type } from "typebox";
import {
  BufferedEvent,
  bufferedEventJson,
  EVENT_TRIGGER_STATUSES,
  EventTrigger,
  SendEventBody,
  SentEvents,
  sentEventsJson,
  triggerJson,
} from "../../../api/event-trigger.js";
import { pageOf } from "../../../api/page.js";
import { jsonList } from "../../../api/writer.js";
import { type Failure, fail, failDrained, isFailure } from "../../../domain/failures.js";
import { LIMITS } from "../../../domain/limits.js";
import type { Gateway } from "../../gateway.js";
import { isSameJson } from "../../inspection.js";
import { json, type Reply } from "../../wire/reply.js";
import { type ControlCall, type ControlRoute, controlRoute } from "../../wire/route.js";
import { mergedNewest } from "../merged.js";
import { isRefused, PageQuery, page, pageRequest, projectOf } from "../page.js";

const STATUSES: ReadonlySet<string> = new Set(EVENT_TRIGGER_STATUSES);

async function send(
  gateway: Gateway,
  projectId: string,
  key: string,
  { raw, caller, once }: ControlCall,
): Promise<Reply | Failure> {
  const payload = raw("payload");
  const event = { payload: payload ?? "", sentBy: caller.actor, once };
  let sent = await gateway.store.events.send(projectId, key, {
    ...{ ...event, bufferMs: gateway.config.eventBufferMs },
  });
  // The event that a wait had received before the project moved may be sent again.
  for (const { events } of gateway.left(projectId)) {
    if (sent.outcome === "not_found") sent = await events.send(projectId, key, { ...event, bufferMs: 0 });
  }
  if (sent.outcome === "not_found") return fail("event_not_found");
  if (sent.outcome === "project_elsewhere") return fail("project_elsewhere");
  if (sent.outcome === "project_drains") return failDrained(sent.left);
  if (sent.outcome === "buffered") {
    const { id, keptUntilMs: expires_at } = sent;
    const answer = { id, event_key: key, project_id: projectId, status: "buffered", expires_at } as const;
    return json(202, bufferedEventJson(answer));
  }
  const { trigger } = sent;
  if (sent.outcome === "sent") return json(200, triggerJson(trigger));
  // A repeat of the event that was received is the same event (control-api 5.2).
  if (trigger.get("status") !== "received") return fail("event_conflict");
  const received = trigger.get("response_payload") || "null";
  const repeated = await isSameJson(gateway.sandbox, projectId, received, payload ?? "null");
  if (typeof repeated === "object") return repeated;
  return repeated ? json(200, triggerJson(trigger)) : fail("event_conflict");
}

/** Events: send, prefix send, list, read, cancel (control-api 5.2). */
export const EVENT_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "post",
    path: "/v1/events/:eventKey/send",
    operationId: "sendEvent",
    summary: "Send an event to the run that waits for the key",
    tag: "events",
    scope: "jobs:trigger",
    idempotent: true,
    begins: true,
    body: SendEventBody,
    bodyOptional: true,
    responses: { 200: EventTrigger, 202: BufferedEvent },
    async handle(gateway, call) {
      const projectId = projectOf(call.caller);
      if (isRefused(projectId)) return projectId;
      const [key = ""] = call.params;
      if (Buffer.byteLength(key) > LIMITS.eventKeyBytes) return fail("event_not_found");
      return send(gateway, projectId, key, call);
    },
  }),
  controlRoute({
    method: "post",
    path: "/v1/events/prefix/:prefix/send",
    operationId: "sendEventToPrefix",
    summary: "Send an event to every run that waits for a key with the prefix; at most 100 a call",
    tag: "events",
    scope: "jobs:trigger",
    idempotent: true,
    body: SendEventBody,
    bodyOptional: true,
    responses: { 200: SentEvents },
    async handle(gateway, { caller, params: [prefix = ""], raw, once }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const resolved: string[] = [];
      let bytes = 0;
      const payload = raw("payload") ?? "";
      const keys = await gateway.store.events.waitingKeys(projectId, prefix, LIMITS.prefixSend, once);
      for (const key of keys) {
        const sent = await gateway.store.events.send(projectId, key, {
          ...{ payload, sentBy: caller.actor, bufferMs: 0 },
          once: once === undefined ? undefined : `${once}:${key}`,
        });
        if (sent.outcome !== "sent") continue;
        const trigger = triggerJson(sent.trigger);
        resolved.push(trigger);
        bytes += trigger.length;
        // Each repeats the payload. Those that are left still wait: the next call finds them.
        if (bytes >= LIMITS.pageBytes) break;
      }
      return json(200, sentEventsJson({ resolved: resolved.length, triggers: jsonList(resolved) }));
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/events",
    operationId: "listEvents",
    summary: "List event triggers, newest first",
    tag: "events",
    scope: "jobs:read",
    query: Type.Object({ ...PageQuery.properties, status: Type.Optional(Type.String({ minLength: 1 })) }),
    responses: { 200: pageOf(EventTrigger) },
    async handle(gateway, { caller, query }) {
      const asked = pageRequest(caller, query);
      if (isFailure(asked)) return asked;
      const { projectId, limit } = asked;
      if (query.status !== undefined && !STATUSES.has(query.status)) {
        return fail("bad_request", { message: `status must be one of ${[...STATUSES].join(", ")}` });
      }
      const found = await mergedNewest(
        gateway.storesOf(projectId),
        limit,
        async ({ events }) => {
          const { triggers, ...next } = await events.list(projectId, limit, query.cursor, query.status);
          return { items: triggers, ...next };
        },
        (trigger) => trigger.get("id") ?? "",
      );
      return page(found.items.map(triggerJson), found.nextCursor);
    },
  }),
  controlRoute({
    method: "get",
    path: "/v1/events/:eventKey",
    operationId: "getEvent",
    summary: "The newest event trigger of a key",
    tag: "events",
    scope: "jobs:read",
    responses: { 200: EventTrigger },
    async handle(gateway, { caller, params: [key = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      let trigger = await gateway.store.events.get(projectId, key);
      // Waits in a cell that the project has left are over, and older than any in the one where it lies.
      for (const { events } of gateway.left(projectId)) trigger ??= await events.get(projectId, key);
      return trigger === undefined ? fail("event_not_found") : json(200, triggerJson(trigger));
    },
  }),
  controlRoute({
    method: "del",
    path: "/v1/events/:eventKey",
    operationId: "cancelEvent",
    summary: "Cancel a wait, and the run with it",
    tag: "events",
    scope: "jobs:write",
    responses: { 200: EventTrigger },
    async handle(gateway, { caller, params: [key = ""] }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      let canceled = await gateway.store.events.cancel(projectId, key);
      for (const { events } of gateway.left(projectId)) {
        if (canceled.outcome === "not_found") canceled = await events.cancel(projectId, key);
      }
      if (canceled.outcome === "not_found") return fail("event_not_found");
      return canceled.outcome === "conflict"
        ? fail("event_conflict")
        : json(200, triggerJson(canceled.trigger));
    },
  }),
];
