import {
  EventStats,
  eventStatsJson,
  PurgedEvents,
  PurgeEventsBody,
  purgedEventsJson,
} from "../../../api/event-trigger.js";
import { LIMITS } from "../../../domain/limits.js";
import { eventStats } from "../../../store/event-triggers.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, projectOf } from "../page.js";

const DAY_MS = 86_400_000;

/** Waits of a project as a whole: counted and purged (control-api 5.2). */
export const EVENT_UPKEEP_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "get",
    path: "/v1/events/stats",
    operationId: "getEventStats",
    summary: "Waits of the project by how they stand",
    tag: "events",
    scope: "jobs:read",
    responses: { 200: EventStats },
    async handle(gateway, { caller }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const counts = await Promise.all(
        gateway.storesOf(projectId).map(({ events }) => events.counts(projectId)),
      );
      return json(200, eventStatsJson(eventStats(counts)));
    },
  }),
  controlRoute({
    method: "post",
    path: "/v1/events/purge",
    operationId: "purgeEvents",
    summary: "Purge waits that have been over for some days; at most 10,000 a call",
    tag: "events",
    scope: "jobs:write",
    body: PurgeEventsBody,
    responses: { 200: PurgedEvents },
    async handle(gateway, { caller, body }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const dryRun = body.dry_run === true;
      const beforeMs = Date.now() - body.older_than_days * DAY_MS;
      let count = 0;
      for (const { events } of gateway.storesOf(projectId)) {
        count += await events.purge(projectId, beforeMs, dryRun, LIMITS.purgedEvents - count);
      }
      return json(
        200,
        purgedEventsJson(dryRun ? { dry_run: true, would_delete: count } : { deleted: count }),
      );
    },
  }),
];
