import { Type } from "typebox";
import { LIMITS } from "../../../domain/limits.js";
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
    responses: {
      200: Type.Object({
        total_count: Type.Integer(),
        waiting_count: Type.Integer(),
        received_count: Type.Integer(),
        timed_out_count: Type.Integer(),
        canceled_count: Type.Integer(),
        avg_wait_duration_secs: Type.Number(),
      }),
    },
    async handle(gateway, { caller }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      return json(200, JSON.stringify(await gateway.store.events.stats(projectId)));
    },
  }),
  controlRoute({
    method: "post",
    path: "/v1/events/purge",
    operationId: "purgeEvents",
    summary: "Purge waits that have been over for some days; at most 10,000 a call",
    tag: "events",
    scope: "jobs:write",
    body: Type.Object({
      older_than_days: Type.Integer({ minimum: 1, maximum: LIMITS.purgeDays }),
      dry_run: Type.Optional(Type.Boolean()),
    }),
    responses: {
      200: Type.Object({
        deleted: Type.Optional(Type.Integer()),
        dry_run: Type.Optional(Type.Boolean()),
        would_delete: Type.Optional(Type.Integer()),
      }),
    },
    async handle(gateway, { caller, body }) {
      const projectId = projectOf(caller);
      if (isRefused(projectId)) return projectId;
      const dryRun = body.dry_run === true;
      const count = await gateway.store.events.purge(
        projectId,
        Date.now() - body.older_than_days * DAY_MS,
        dryRun,
      );
      return json(200, JSON.stringify(dryRun ? { dry_run: true, would_delete: count } : { deleted: count }));
    },
  }),
];
