import { fail } from "../../domain/failures.js";
import { Cors } from "./cors.js";
import type { Engine, RequestHead, ResponseSide, SocketEvents, Upgrade } from "./engine.js";
import { Exchange, type RequestKind } from "./exchange.js";
import { badFraming } from "./framing.js";
import type { Method } from "./route.js";
import type { RouteTraffic, RouteTrafficOptions, Traffic } from "./traffic.js";

/** Called with the request while it is there: the server library takes it back after the call. */
export type Handler = (exchange: Exchange, req: RequestHead) => void;
/** The same with a way to make the connection a WebSocket; without one the request did not ask for that. */
export type SocketHandler<State extends object> = (
  exchange: Exchange,
  req: RequestHead,
  upgrade: Upgrade<State> | undefined,
) => void;

type LibraryHandler = (res: ResponseSide, req: RequestHead) => void;

/** What begins with it is answered with the headers of the executor API. */
const EXECUTOR_PATHS = "/sdk/";
const VERBS: Readonly<Record<Method, string>> = { get: "GET", post: "POST", patch: "PATCH", del: "DELETE" };

/** Binds handlers to paths; what no handler is for is refused. */
export class HttpServer {
  readonly #engine: Engine;
  readonly #counts: Traffic;
  readonly #cors: Cors;
  readonly #behindProxy: boolean;
  readonly #methods = new Map<string, Set<string>>();
  /** What was asked for and is not there. */
  readonly #unknown: RouteTraffic;

  /** `behindProxy`: whether it is known that others hand requests over. */
  constructor(
    engine: Engine,
    counts: Traffic,
    { corsAllowedOrigins, behindProxy }: { corsAllowedOrigins: readonly string[]; behindProxy: boolean },
  ) {
    this.#engine = engine;
    this.#behindProxy = behindProxy;
    this.#counts = counts;
    const { keepAliveSecs } = engine;
    if (keepAliveSecs !== undefined) counts.keepConnections(keepAliveSecs);
    this.#cors = new Cors(corsAllowedOrigins);
    this.#unknown = counts.route("", "unknown");
  }

  bind(method: Method, path: string, handler: Handler, counted: RouteTrafficOptions = {}): void {
    this.#remember(method, path);
    const executor = path.startsWith(EXECUTOR_PATHS);
    const traffic = this.#counts.route(VERBS[method], path, counted);
    const kind = { executor, head: false };
    // The routes that executors call most are not described, and are the only ones that cannot afford it for nothing.
    const everyLine = counted.operation !== undefined || this.#behindProxy;
    this.#engine.on(
      method,
      path,
      this.#opened(traffic, () => kind, handler, everyLine),
    );
    if (method !== "get") return;
    const head = { executor, head: true };
    this.#engine.on(
      "head",
      path,
      this.#opened(traffic, () => head, handler, everyLine),
    );
  }

  /** Binds what is followed by a WebSocket. */
  bindSocket<State extends object>(
    path: string,
    events: SocketEvents<State>,
    handler: SocketHandler<State>,
  ): void {
    const traffic = this.#counts.route(VERBS.get, path);
    this.#engine.onSocket<State>(path, events, (res, req, upgrade) => {
      this.#opened(
        traffic,
        () => ({ executor: false, head: false }),
        (exchange) => handler(exchange, req, upgrade),
      )(res, req);
    });
    this.bind("get", path, (exchange, req) => handler(exchange, req, undefined));
  }

  /**
   * The one way from the server library to a handler: the exchange is there, with its abort handler, before anything
   * can be sent, and what the handler throws is answered.
   */
  #opened(
    traffic: RouteTraffic,
    kindOf: (req: RequestHead) => RequestKind,
    handler: Handler,
    everyLine = true,
  ): LibraryHandler {
    const cors = this.#cors.enabled ? this.#cors : undefined;
    return (res, req) => {
      const exchange = new Exchange(res, req, kindOf(req), traffic);
      try {
        if (cors !== undefined) exchange.corsHeaders = cors.headers(req);
        const bad = badFraming(req, everyLine);
        if (bad === undefined) handler(exchange, req);
        // Not within this call: the library would go on with what has come behind, as another request. While this one
        // waits for its answer, it ends the connection instead.
        else setImmediate(() => exchange.refuse(bad, true));
      } catch (error) {
        exchange.failed(error);
      }
    };
  }

  /** What is answered to requests that no route is for. */
  #elsewhere(handler: Handler): LibraryHandler {
    const kindOf = (req: RequestHead): RequestKind => ({
      executor: req.getUrl().startsWith(EXECUTOR_PATHS),
      head: req.getMethod() === "head",
    });
    return this.#opened(this.#unknown, kindOf, handler);
  }

  #answerPreflights(path: string, methods: readonly string[]): void {
    if (!this.#cors.enabled) return;
    const handler: Handler = (exchange, req) => this.#cors.preflight(req, exchange, methods);
    this.#engine.on("options", path, this.#elsewhere(handler));
  }

  /** Answers everything else: 405 with Allow on known paths, 404 on unknown ones. Call it last. */
  close(): void {
    for (const [path, methods] of this.#methods) {
      const allow = [...methods].join(", ");
      this.#answerPreflights(path, [...methods]);
      const failure = fail("method_not_allowed", { headers: { Allow: allow } });
      this.#engine.on(
        "any",
        path,
        this.#elsewhere((exchange) => exchange.refuse(failure)),
      );
    }
    this.#answerPreflights("/*", Object.values(VERBS));
    const unknown = fail("route_not_found");
    this.#engine.on(
      "any",
      "/*",
      this.#elsewhere((exchange) => exchange.refuse(unknown)),
    );
  }

  #remember(method: Method, path: string): void {
    const methods = this.#methods.get(path) ?? new Set();
    this.#methods.set(path, methods.add(VERBS[method]));
  }
}
