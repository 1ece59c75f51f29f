import { Type } from "typebox";
import { wholeListOf } from "../../api/page.js";
import { component } from "../../api/schema.js";
import { isFailure } from "../../domain/failures.js";
import type { Scope } from "../../store/api-keys.js";
import { type ControlRoute, controlRoute } from "../wire/route.js";
import { PageQuery, page, pageRequest } from "./page.js";

const Nothing = component("Nothing", "Of what there is none.", Type.Object({}));
const NOTHING = wholeListOf(Nothing);

/** What Strait has and this product has not: its tools list them beside jobs, and go on when there are none. */
const RESOURCES: readonly (readonly [path: string, operationId: string, scope: Scope])[] = [
  ["workflows", "listWorkflows", "jobs:read"],
  ["workflow-runs", "listWorkflowRuns", "runs:read"],
  ["environments", "listEnvironments", "jobs:read"],
  ["job-groups", "listJobGroups", "jobs:read"],
  ["secrets", "listSecrets", "jobs:read"],
  ["event-sources", "listEventSources", "jobs:read"],
  ["notification-channels", "listNotificationChannels", "webhooks:read"],
  ["log-drains", "listLogDrains", "webhooks:read"],
];

export const ABSENT_RESOURCE_ROUTES: readonly ControlRoute[] = RESOURCES.map(([path, operationId, scope]) =>
  controlRoute({
    method: "get",
    path: `/v1/${path}`,
    operationId,
    summary: `Always empty: there are no ${path.replace("-", " ")} here`,
    tag: "compatibility",
    scope,
    query: PageQuery,
    responses: { 200: NOTHING },
    async handle(_, { caller, query }) {
      const asked = pageRequest(caller, query);
      return isFailure(asked) ? asked : page([], undefined);
    },
  }),
);
