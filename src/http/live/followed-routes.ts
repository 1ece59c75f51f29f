import { type TObject, Type } from "typebox";
import { type Failure, fail } from "../../domain/failures.js";
import { isId } from "../../domain/ids.js";
import { LIMITS } from "../../domain/limits.js";
import type { Scope } from "../../store/api-keys.js";
import type { Caller } from "../access/authentication.js";
import type { Gateway } from "../gateway.js";
import type { Query } from "../wire/incoming.js";
import type { RouteDescription } from "../wire/route.js";
import { single } from "./access.js";
import { ActivityFeed } from "./activity-feed.js";
import type { Feed } from "./feed.js";
import { RunFeed, type RunFeedKind } from "./run-feed.js";
import { TriggerFeed, triggerOfPosition } from "./trigger-feed.js";

/** What of a request decides what is followed. */
export interface StreamRequest {
  readonly params: readonly string[];
  readonly query: Query;
  readonly headers: Readonly<Record<string, string>>;
  /** The id to resume behind; '' for none. */
  readonly lastEventId: string;
  address(): string;
}

/** An endpoint that is followed live. */
export interface StreamRoute extends RouteDescription {
  readonly scope: Scope;
  /** What the caller follows, or why not. */
  feed(gateway: Gateway, request: StreamRequest, caller: Caller): Promise<Feed | Failure>;
}

const RESUME = {
  last_event_id: Type.Optional(
    Type.String({ description: "Resume behind this id; the header `Last-Event-ID` comes first." }),
  ),
  from: Type.Optional(Type.Enum(["beginning", "now"], { description: "`now`: only what is to come." })),
  token: Type.Optional(Type.String({ description: "An SSE token, for browsers." })),
};
const STRICT = {
  strict: Type.Optional(Type.Enum(["0", "1"], { description: "`1`: 410 for a run that has ended." })),
};
const AFTER = {
  after: Type.Optional(
    Type.String({ description: "Begin behind this event, by its id in the list of events." }),
  ),
};
const STREAM_ID = {
  stream_id: Type.Optional(
    Type.String({ maxLength: LIMITS.streamIdLength, description: "Only chunks of this stream." }),
  ),
};
const FEEDS = ["all", "status", "logs", "chunks"] as const;
const FEED = {
  feed: Type.Optional(
    Type.Enum([...FEEDS], {
      description: "Ours: another part of what the run tells, or `all` of it in one.",
    }),
  ),
};
const REFUSALS = [400, 410];

interface RunRouteOptions {
  /** Behind `/v1/runs/{runID}/`. */
  readonly path: string;
  readonly kind: RunFeedKind;
  readonly operationId: string;
  readonly summary: string;
  /** Query parameters beside those of every stream. */
  readonly more: TObject;
}

function runRoute(options: RunRouteOptions): StreamRoute {
  const { path, operationId, summary, more } = options;
  return {
    ...{
      method: "get",
      path: `/v1/runs/:runID/${path}`,
      operationId,
      summary,
      tag: "streams",
      scope: "runs:read",
      streams: true,
    },
    query: Type.Object({ ...RESUME, ...more.properties }),
    responses: { 200: Type.String() },
    refusals: REFUSALS,
    async feed({ store }, { params: [runId = ""], query }, { projectId }) {
      if (!isId(runId)) return fail("run_not_found");
      const wanted = "feed" in more.properties ? single(query, "feed") : "";
      const kind = FEEDS.find((name) => name === wanted) ?? options.kind;
      const streamId = "stream_id" in more.properties ? (single(query, "stream_id") ?? "") : "";
      return new RunFeed(store.follows, { kind, runId, projectId, ...(streamId === "" ? {} : { streamId }) });
    },
  };
}

const EVENT_ROUTE: StreamRoute = {
  method: "get",
  path: "/v1/events/:eventKey/stream",
  operationId: "followEvent",
  summary: "The newest wait for an event key, until it ends",
  tag: "streams",
  scope: "jobs:read",
  streams: true,
  query: Type.Object(RESUME),
  responses: { 200: Type.String() },
  refusals: REFUSALS,
  async feed({ store: { follows, events } }, { params: [key = ""], lastEventId }, { projectId }) {
    if (projectId === undefined) return fail("project_required");
    const earlier = triggerOfPosition(lastEventId);
    // A reader that comes back follows the wait it has begun with, also when the key has a newer one.
    const resumed = earlier === undefined ? undefined : await follows.trigger(earlier, projectId);
    const trigger = resumed?.get("event_key") === key ? resumed : await events.get(projectId, key);
    return trigger === undefined ? fail("event_not_found") : new TriggerFeed(follows, projectId, trigger);
  },
};

const ACTIVITY_ROUTE: StreamRoute = {
  method: "get",
  path: "/v1/projects/:projectID/activity/stream",
  operationId: "followActivity",
  summary: "Status changes of a project's runs and waits",
  tag: "streams",
  scope: "runs:read",
  streams: true,
  query: Type.Object(RESUME),
  responses: { 200: Type.String() },
  refusals: REFUSALS,
  async feed({ store: { follows, projects } }, { params: [projectId = ""] }, caller) {
    if (caller.projectId !== undefined && caller.projectId !== projectId) return fail("project_not_found");
    const project = await projects.get(projectId);
    return project === undefined ? fail("project_not_found") : new ActivityFeed(follows, projectId);
  },
};

/** What is followed by server-sent events (control-api section 4). */
export const SSE_ROUTES: readonly StreamRoute[] = [
  runRoute({
    path: "stream",
    kind: "status",
    operationId: "followRun",
    summary: "Status changes and events of a run",
    more: Type.Object({ ...STREAM_ID, ...STRICT, ...AFTER, ...FEED }),
  }),
  runRoute({
    path: "stream/chunks",
    kind: "chunks",
    operationId: "followChunks",
    summary: "Stream chunks of a run",
    more: Type.Object({ ...STREAM_ID, ...STRICT }),
  }),
  runRoute({
    path: "stream/logs",
    kind: "logs",
    operationId: "followLogs",
    summary: "Logs of a run",
    more: Type.Object(AFTER),
  }),
  EVENT_ROUTE,
  ACTIVITY_ROUTE,
];

/** A run over a WebSocket, ours. */
export const SOCKET_ROUTE: StreamRoute = {
  ...runRoute({
    path: "ws",
    kind: "all",
    operationId: "followRunBySocket",
    summary: "Ours: a run over a WebSocket, frames as `{id, event, data}`",
    more: Type.Object({ ...STREAM_ID, ...STRICT, ...AFTER, ...FEED }),
  }),
  responses: { 101: null },
  refusals: [...REFUSALS, 426],
};
