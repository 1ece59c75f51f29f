import type { Cells } from "../../domain/cells.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { LIMITS } from "../../domain/limits.js";
import type { Caller } from "../access/authentication.js";
import { cellChoice } from "../cell-choice.js";
import type { Gateway } from "../gateway.js";
import type { RequestHead, SocketEvents } from "../wire/engine.js";
import type { Exchange } from "../wire/exchange.js";
import {
  FORWARDED_FOR,
  headersOf,
  type PathShape,
  pathParams,
  pathShape,
  type Query,
  queryOf,
  REFUSED_PATH,
} from "../wire/incoming.js";
import type { RouteDescription } from "../wire/route.js";
import type { HttpServer } from "../wire/server.js";
import { callerOf, single } from "./access.js";
import { END_SUFFIX, type Feed, type Page } from "./feed.js";
import { SOCKET_ROUTE, SSE_ROUTES, type StreamRequest, type StreamRoute } from "./followed-routes.js";
import { Reader } from "./reader.js";
import { SseSink, wantsGzip } from "./sse-sink.js";
import { type SocketState, WebSocketSink } from "./websocket-sink.js";

/** What of a route is worked out once. */
interface BoundRoute {
  readonly route: StreamRoute;
  readonly shape: PathShape;
  readonly cellOf: ReturnType<typeof cellChoice>;
}

interface Opened {
  readonly feed: Feed;
  readonly page: Page;
  readonly projectId: string;
}

interface SocketStart extends SocketState {
  readonly opened: Opened;
}

const HEADERS = [
  ...["authorization", "accept-encoding", "last-event-id"],
  ...["x-internal-secret", "x-project-id", "x-actor-id", FORWARDED_FOR],
];
/** Everything that is followed live: runs, waits, projects (control-api section 4). */
export class Following {
  readonly #cells: Cells<Gateway>;
  /** What is one for all cells. */
  readonly #gateway: Omit<Gateway, "store">;

  constructor(cells: Cells<Gateway>) {
    this.#cells = cells;
    this.#gateway = cells.first;
  }

  bind(server: HttpServer): void {
    for (const route of SSE_ROUTES) {
      const bound = boundRoute(route);
      server.bind("get", route.path, (exchange, req) => this.#answerSse(bound, exchange, req));
    }
    this.#bindSocket(server);
  }

  #answerSse(bound: BoundRoute, exchange: Exchange, req: RequestHead): void {
    this.#begin(bound, exchange, req, ({ headers, lastEventId, query }, opened) => {
      const gzip = wantsGzip(headers["accept-encoding"] ?? "");
      // Whoever begins at now has no frame yet to resume behind.
      const atNow = lastEventId === "" && single(query, "from") === "now" && opened.page.frames.length === 0;
      const sink = new SseSink(exchange, gzip, atNow ? opened.page.position : undefined);
      this.#follow(opened, sink);
    });
  }

  #bindSocket(server: HttpServer): void {
    const bound = boundRoute(SOCKET_ROUTE);
    const events: SocketEvents<SocketStart> = {
      idleSecs: 120,
      mostMessageBytes: 4096,
      mostBacklogBytes: LIMITS.socketBacklogBytes,
      open: (socket) => {
        const state = socket.getUserData();
        state.sink = new WebSocketSink(socket);
        this.#follow(state.opened, state.sink);
      },
      drain: (socket) => socket.getUserData().sink?.drained(),
      close: (socket) => socket.getUserData().sink?.closed(),
    };
    server.bindSocket<SocketStart>(SOCKET_ROUTE.path, events, (exchange, req, upgrade) => {
      this.#begin(bound, exchange, req, (_, opened) => {
        if (upgrade === undefined) exchange.refuse(fail("upgrade_required"));
        else exchange.upgrade<SocketStart>(upgrade, { opened });
      });
    });
  }

  /** From a request to the first page of what it follows, or to a refusal. Nothing of the stream is sent yet. */
  #begin(
    { route, shape, cellOf }: BoundRoute,
    exchange: Exchange,
    req: RequestHead,
    go: (request: StreamRequest, opened: Opened) => void,
  ): void {
    const params = pathParams(req, shape);
    const headers = headersOf(req, HEADERS);
    const query = queryOf(req);
    if (params === undefined) {
      exchange.refuse(REFUSED_PATH);
      return;
    }
    const given = headers["last-event-id"] ?? single(query, "last_event_id") ?? "";
    const lastEventId = given.endsWith(END_SUFFIX) ? given.slice(0, -END_SUFFIX.length) : given;
    const { addresses } = this.#gateway;
    const address = (): string => addresses.of(exchange.peer(), headers[FORWARDED_FOR] ?? "");
    const request = { params, headers, query, lastEventId, address };
    this.#open(route, request, (caller) => cellOf(this.#cells, params, caller))
      .then((opened) => {
        if (exchange.ended) return;
        if (isFailure(opened)) exchange.refuse(opened);
        else if (!this.#gateway.readers.hasRoom(opened.projectId)) exchange.refuse(fail("too_many_readers"));
        else go(request, opened);
      })
      .catch((error: unknown) => exchange.failed(error));
  }

  async #open(
    route: StreamRoute,
    request: StreamRequest,
    cellOf: (caller: Caller) => Gateway,
  ): Promise<Opened | Failure> {
    const { authentication, sseTokens, readers } = this.#gateway;
    const caller = await callerOf(authentication, sseTokens, request, route.scope);
    if (isFailure(caller)) return caller;
    const invalid = invalidQuery(route, request.query);
    if (invalid !== undefined) return invalid;
    if (!readers.hasRoom(caller.projectId ?? "")) return fail("too_many_readers");
    const feed = await route.feed(cellOf(caller), request, caller);
    if (isFailure(feed)) return feed;
    const { lastEventId } = request;
    if (lastEventId !== "" && !feed.accepts(lastEventId)) {
      return fail("bad_request", { message: "Last-Event-ID: must be the id of a frame of this stream" });
    }
    const after = "after" in queryOfRoute(route) ? (single(request.query, "after") ?? "") : "";
    const behind = after === "" ? feed.beginning : feed.after?.(after);
    if (behind === undefined) {
      return fail("bad_request", { message: "after: must be the id of an event of this run" });
    }
    const start = single(request.query, "from") === "now" ? "$" : behind;
    const position = lastEventId === "" ? start : lastEventId;
    const page = await readers.read(feed, position, LIMITS.followedPageBytes);
    if (page === undefined) return fail(feed.unknown);
    if (
      page.final !== undefined &&
      single(request.query, "strict") === "1" &&
      "strict" in queryOfRoute(route)
    ) {
      return fail("gone", { extra: { status: page.final } });
    }
    return { feed, page, projectId: page.projectId };
  }

  #follow({ feed, page, projectId }: Opened, sink: SseSink | WebSocketSink): void {
    const { readers, config } = this.#gateway;
    const reader = new Reader(readers, feed, sink, {
      projectId,
      position: page.position,
      report: (error) => this.#report(error),
    });
    const times = { keepAliveMs: config.sseKeepaliveMs, mostMs: config.sseMaxConnDurationMs };
    void reader.run(page, times);
  }

  #report(error: unknown): void {
    this.#gateway.log.error({ err: error }, "stream failed");
  }
}

function boundRoute(route: StreamRoute): BoundRoute {
  return { route, shape: pathShape(route.path), cellOf: cellChoice(route) };
}

function queryOfRoute(
  route: RouteDescription,
): Readonly<Record<string, { enum?: unknown; maxLength?: number }>> {
  return (route.query?.properties ?? {}) as Record<string, { enum?: unknown; maxLength?: number }>;
}

/** 400 that names the parameter, as for the lists: a stream has no body that 422 could be about. */
function invalidQuery(route: StreamRoute, query: Query): Failure | undefined {
  for (const [name, { enum: values, maxLength }] of Object.entries(queryOfRoute(route))) {
    const value = single(query, name);
    if (value === undefined) return fail("bad_request", { message: `${name}: must be given once` });
    if (value === "") continue;
    if (Array.isArray(values) && !values.includes(value)) {
      return fail("bad_request", { message: `${name}: must be one of ${values.join(", ")}` });
    }
    if (maxLength !== undefined && value.length > maxLength) {
      return fail("bad_request", { message: `${name}: must have at most ${maxLength} characters` });
    }
  }
  return undefined;
}
