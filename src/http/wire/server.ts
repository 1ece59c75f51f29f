import uws, {
  type HttpRequest,
  type HttpResponse,
  type TemplatedApp,
  type WebSocketBehavior,
} from "uWebSockets.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import { RedisUnavailableError } from "../../store/connection.js";
import type { Caller } from "../access/authentication.js";
import { Cors } from "../access/cors.js";
import type { Gateway } from "../gateway.js";
import { answerOnce } from "./answer-once.js";
import { Exchange, type Handshake } from "./exchange.js";
import {
  callOf,
  headerNames,
  headersOf,
  type Incoming,
  type PathShape,
  pathParams,
  pathShape,
  queryOf,
} from "./incoming.js";
import type { Reply } from "./reply.js";
import { acceptsJson, type JsonBody, parseBody } from "./request.js";
import type { ControlRoute, ExecutorRoute, Method } from "./route.js";
import type { RouteTraffic } from "./traffic.js";
import { type Validate, validator } from "./validation.js";

type Route = ExecutorRoute | ControlRoute;

/** What of a route is worked out once. */
interface BoundRoute {
  readonly checkBody: Validate | undefined;
  readonly checkQuery: Validate | undefined;
  readonly path: PathShape;
  readonly headers: readonly string[];
  readonly traffic: RouteTraffic;
}

/** Called with the request while it is there: the server library takes it back after the call. */
export type Handler = (exchange: Exchange, req: HttpRequest) => void;
type LibraryHandler = (res: HttpResponse, req: HttpRequest) => void;

/** What begins with it is answered with the headers of the executor API. */
const EXECUTOR_PATHS = "/sdk/";
const EMPTY = Buffer.alloc(0);
const VERBS: Readonly<Record<Method, string>> = { get: "GET", post: "POST", patch: "PATCH", del: "DELETE" };

/** Binds routes to uWebSockets.js. A request goes one way: route, token or key, body, schema, handler, reply. */
export class HttpServer {
  readonly app: TemplatedApp = uws.App();
  readonly #gateway: Gateway;
  readonly #cors: Cors;
  readonly #methods = new Map<string, Set<string>>();
  /** What was asked for and is not there. */
  readonly #unknown: RouteTraffic;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#cors = new Cors(gateway.config.corsAllowedOrigins);
    this.#unknown = gateway.traffic.route("", "unknown");
  }

  /** Binds a handler of its own kind (the hot calls, health, documents) and remembers its verb for 405. */
  bind(method: Method, path: string, handler: Handler): void {
    this.#remember(method, path);
    const executor = path.startsWith(EXECUTOR_PATHS);
    this.app[method](
      path,
      this.#opened(this.#traffic(method, path), () => executor, handler),
    );
  }

  /** Binds what is followed by a WebSocket, and what is answered to a request for it that is no handshake. */
  bindSocket<State>(
    path: string,
    behavior: Omit<WebSocketBehavior<State>, "upgrade">,
    upgrade: (exchange: Exchange, req: HttpRequest, handshake: Handshake | undefined) => void,
  ): void {
    const traffic = this.#traffic("get", path);
    const isExecutor = (): boolean => false;
    this.app.ws<State>(path, {
      ...behavior,
      upgrade: (res, req, context) => {
        const key = req.getHeader("sec-websocket-key");
        const extensions = req.getHeader("sec-websocket-extensions");
        const handler: Handler = (exchange, asked) => upgrade(exchange, asked, { key, extensions, context });
        this.#opened(traffic, isExecutor, handler)(res, req);
      },
    });
    this.#remember("get", path);
    const handler: Handler = (exchange, req) => upgrade(exchange, req, undefined);
    this.app.get(path, this.#opened(traffic, isExecutor, handler));
  }

  add(route: Route): void {
    this.#remember(route.method, route.path);
    const bound = {
      checkBody: route.body === undefined ? undefined : validator(route.body),
      checkQuery: route.query === undefined ? undefined : validator(route.query),
      path: pathShape(route.path),
      headers: headerNames(route.kind, route.method, this.#gateway.addresses.readsForwarded),
      traffic: this.#gateway.traffic.route(VERBS[route.method], route.path, {
        operation: route.operationId,
        ...(route.waits === undefined ? {} : { waits: route.waits }),
      }),
    };
    this.app[route.method](
      route.path,
      this.#opened(
        bound.traffic,
        () => route.kind === "executor",
        (exchange, req) => this.#begin(route, bound, exchange, req),
      ),
    );
  }

  /**
   * The one way from the server library to a handler: the exchange is there, with its abort handler, before anything
   * can be sent, and what the handler throws is answered.
   */
  #opened(
    traffic: RouteTraffic,
    isExecutor: (req: HttpRequest) => boolean,
    handler: Handler,
  ): LibraryHandler {
    const cors = this.#cors.enabled ? this.#cors : undefined;
    return (res, req) => {
      const exchange = new Exchange(res, req, isExecutor(req), traffic);
      try {
        if (cors !== undefined) exchange.corsHeaders = cors.headers(req);
        handler(exchange, req);
      } catch (error) {
        exchange.crashed(error);
      }
    };
  }

  #traffic(method: Method, path: string): RouteTraffic {
    return this.#gateway.traffic.route(VERBS[method], path);
  }

  /** What is answered to requests that no route is for. */
  #elsewhere(handler: Handler): LibraryHandler {
    return this.#opened(this.#unknown, (req) => req.getUrl().startsWith(EXECUTOR_PATHS), handler);
  }

  #answerPreflights(path: string, methods: readonly string[]): void {
    if (!this.#cors.enabled) return;
    const handler: Handler = (exchange, req) => this.#cors.preflight(req, exchange, methods);
    this.app.options(path, this.#elsewhere(handler));
  }

  /** Answers everything else: 405 with Allow on known paths, 404 on unknown ones. Call it last. */
  close(): void {
    for (const [path, methods] of this.#methods) {
      const allow = [...methods].join(", ");
      this.#answerPreflights(path, [...methods]);
      const failure = fail("method_not_allowed", { headers: { Allow: allow } });
      this.app.any(
        path,
        this.#elsewhere((exchange) => exchange.refuse(failure)),
      );
    }
    this.#answerPreflights("/*", Object.values(VERBS));
    const unknown = fail("route_not_found");
    this.app.any(
      "/*",
      this.#elsewhere((exchange) => exchange.refuse(unknown)),
    );
  }

  #remember(method: Method, path: string): void {
    const methods = this.#methods.get(path) ?? new Set();
    this.#methods.set(path, methods.add(VERBS[method]));
  }

  #begin(
    route: Route,
    { checkBody, checkQuery, path, headers: names }: BoundRoute,
    exchange: Exchange,
    req: HttpRequest,
  ): void {
    const params = pathParams(req, path);
    const headers = headersOf(req, names);
    if (params === undefined) {
      exchange.refuse(fail("bad_request", { message: "path is not valid percent-encoding" }));
      return;
    }
    if (!acceptsJson(headers["accept"] ?? "")) {
      exchange.refuse(fail("not_acceptable"));
      return;
    }
    const incoming = { exchange, params, query: queryOf(req), headers, path: req.getUrl() };
    const handle =
      route.kind === "executor"
        ? this.#executorHandler(route, incoming, checkQuery, req)
        : this.#controlHandler(route, incoming, checkQuery, req, () => exchange.peer());
    if (isFailure(handle)) {
      exchange.refuse(handle);
      return;
    }

    const answer = (bytes: Buffer): void => {
      const contentType = headers["content-type"] ?? "";
      const parsed =
        route.body === undefined ? undefined : parseBody(bytes, contentType, route.bodyOptional === true);
      const body = parsed === undefined || "failure" in parsed ? undefined : parsed;
      // What is wrong with a body is told to those only who may send one.
      const invalid = parsed !== undefined && "failure" in parsed ? parsed : body && checkBody?.(body.value);
      handle(body, invalid).then(
        (result) => {
          exchange.answer(result);
        },
        (error: unknown) => {
          if (error instanceof RedisUnavailableError) exchange.refuse(fail("unavailable"));
          else exchange.crashed(error);
        },
      );
    };
    const { maxBodyBytes, requestTimeoutMs } = this.#gateway.config;
    if (route.method === "get") {
      answer(EMPTY);
      return;
    }
    exchange.readBody(
      { limit: maxBodyBytes, timeoutMs: requestTimeoutMs },
      { complete: answer, refuse: (failure, close) => exchange.refuse(failure, close) },
    );
  }

  /** Token checks 1 to 5 need no I/O and come before anything of the body is looked at. */
  #executorHandler(
    route: ExecutorRoute,
    incoming: Incoming,
    checkQuery: Validate | undefined,
    req: HttpRequest,
  ) {
    const token = this.#gateway.tokens.verify(incoming.headers["authorization"] ?? "");
    if ("rejected" in token) return fail(token.rejected);
    if (token.runId !== incoming.params[0]) return fail("token_mismatch");
    incoming.exchange.trace(req, token.traceparent);
    return async (body: JsonBody | undefined, invalid: Failure | undefined): Promise<Reply | Failure> => {
      const problem = invalid ?? checkQuery?.(incoming.query);
      if (problem !== undefined) return problem;
      return route.handle(callOf(incoming, body, token, undefined));
    };
  }

  #controlHandler(
    route: ControlRoute,
    incoming: Incoming,
    checkQuery: Validate | undefined,
    req: HttpRequest,
    peer: () => string,
  ) {
    const { headers } = incoming;
    const { limiter, addresses } = this.#gateway;
    incoming.exchange.trace(req);
    const limitsAddresses = limiter.limitsAddresses(route.operationId);
    const credentials = {
      authorization: headers["authorization"] ?? "",
      internalSecret: headers["x-internal-secret"] ?? "",
      projectId: headers["x-project-id"] ?? single(incoming.query["project_id"]),
      actorId: headers["x-actor-id"] ?? "",
      address: () => addresses.of(peer(), headers["x-forwarded-for"] ?? ""),
    };
    const answer = async (
      body: JsonBody | undefined,
      invalid: Failure | undefined,
      caller: Caller,
    ): Promise<Reply | Failure> => {
      const problem = invalid ?? checkQuery?.(incoming.query);
      if (problem !== undefined) return problem;
      const call = callOf(incoming, body, undefined, caller);
      const key = headers["idempotency-key"] ?? headers["x-idempotency-key"] ?? "";
      if (route.idempotent !== true || key === "") return route.handle(call);
      const { replies } = this.#gateway.store;
      return answerOnce(replies, { path: incoming.path, key, caller }, () => route.handle(call));
    };
    return async (body: JsonBody | undefined, invalid: Failure | undefined): Promise<Reply | Failure> => {
      if (limitsAddresses) {
        const address = credentials.address();
        const refused = await limiter.checkAddress(address, route.operationId);
        if (refused !== undefined) return refused;
        credentials.address = () => address;
      }
      const caller = await this.#gateway.authentication.check(credentials, route.scope);
      if (isFailure(caller)) return caller;
      const counted = limiter.checkCaller(caller);
      if (counted === undefined) return answer(body, invalid, caller);
      const limited = await counted;
      if (isFailure(limited)) return limited;
      return withHeaders(await answer(body, invalid, caller), limited);
    };
  }
}

function withHeaders<Answer extends Reply | Failure>(
  answer: Answer,
  headers: Readonly<Record<string, string>>,
): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function single(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}
