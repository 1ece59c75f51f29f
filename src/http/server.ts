import uws, { type HttpRequest, type HttpResponse, type TemplatedApp } from "uWebSockets.js";
import { type Failure, fail, isFailure } from "../domain/failures.js";
import { RedisUnavailableError } from "../store/connection.js";
import { answerOnce } from "./answer-once.js";
import type { Caller } from "./authentication.js";
import { Cors } from "./cors.js";
import { Exchange } from "./exchange.js";
import type { Gateway } from "./gateway.js";
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
import { failureReply, type Reply, send } from "./reply.js";
import { acceptsJson, type JsonBody, parseBody, readBody } from "./request.js";
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

type Handler = (res: HttpResponse, req: HttpRequest) => void;

const EMPTY = Buffer.alloc(0);
const VERBS: Readonly<Record<Method, string>> = { get: "GET", post: "POST", patch: "PATCH", del: "DELETE" };

/** Binds routes to uWebSockets.js. A request goes one way: route, token or key, body, schema, handler, reply. */
export class HttpServer {
  readonly app: TemplatedApp = uws.App();
  readonly #gateway: Gateway;
  readonly #cors: Cors;
  readonly #methods = new Map<string, Set<string>>();
  /** What was asked for and is not there. */
  readonly #elsewhere: RouteTraffic;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#cors = new Cors(gateway.config.corsAllowedOrigins);
    this.#elsewhere = gateway.traffic.route("", "unknown");
  }

  /** The count of a route that is bound by itself. */
  traffic(method: Method, path: string): RouteTraffic {
    return this.#gateway.traffic.route(VERBS[method], path);
  }

  /** Binds a handler of its own kind (the hot calls, health, documents) and remembers its verb for 405. */
  bind(method: Method, path: string, handler: Handler): void {
    this.#remember(method, path);
    this.app[method](path, this.#noted(handler));
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
      this.#noted((res, req) => {
        this.#begin(route, bound, res, req);
      }),
    );
  }

  /** The handler, after the browser of another origin was thought of where some origin is allowed. */
  #noted(handler: Handler): Handler {
    if (!this.#cors.enabled) return handler;
    return (res, req) => {
      this.#cors.note(res, req);
      handler(res, req);
    };
  }

  #answerPreflights(path: string, methods: readonly string[]): void {
    if (!this.#cors.enabled) return;
    this.app.options(path, (res, req) => {
      this.#cors.preflight(res, req, new Exchange(req, false, this.#elsewhere), methods);
    });
  }

  /** Answers everything else: 405 with Allow on known paths, 404 on unknown ones. Call it last. */
  close(): void {
    for (const [path, methods] of this.#methods) {
      const allow = [...methods].join(", ");
      this.#answerPreflights(path, [...methods]);
      this.app.any(
        path,
        this.#noted((res, req) => {
          this.#refuse(res, req, fail("method_not_allowed"), { Allow: allow });
        }),
      );
    }
    this.#answerPreflights("/*", Object.values(VERBS));
    this.app.any(
      "/*",
      this.#noted((res, req) => {
        this.#refuse(res, req, fail("route_not_found"));
      }),
    );
  }

  #remember(method: Method, path: string): void {
    const methods = this.#methods.get(path) ?? new Set();
    this.#methods.set(path, methods.add(VERBS[method]));
  }

  #refuse(res: HttpResponse, req: HttpRequest, failure: Failure, headers?: Record<string, string>): void {
    const exchange = new Exchange(req, req.getUrl().startsWith("/sdk/"), this.#elsewhere);
    const reply = failureReply(failure, exchange.requestId);
    send(res, exchange, headers === undefined ? reply : { ...reply, headers });
  }

  #begin(
    route: Route,
    { checkBody, checkQuery, path, headers: names, traffic }: BoundRoute,
    res: HttpResponse,
    req: HttpRequest,
  ): void {
    const exchange = new Exchange(req, route.kind === "executor", traffic);
    const params = pathParams(req, path);
    const headers = headersOf(req, names);
    const refuse = (failure: Failure, close = false): void => {
      send(res, exchange, failureReply(failure, exchange.requestId), close);
    };
    if (params === undefined) {
      refuse(fail("bad_request", { message: "path is not valid percent-encoding" }));
      return;
    }
    if (!acceptsJson(headers["accept"] ?? "")) {
      refuse(fail("not_acceptable"));
      return;
    }
    const incoming = { exchange, params, query: queryOf(req), headers, path: req.getUrl() };
    const handle =
      route.kind === "executor"
        ? this.#executorHandler(route, incoming, checkQuery, req)
        : this.#controlHandler(route, incoming, checkQuery, req, () => exchange.peer(res));
    if (isFailure(handle)) {
      refuse(handle);
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
          if (isFailure(result)) refuse(result);
          else send(res, exchange, result);
        },
        (error: unknown) => {
          refuse(this.#failureOf(error, exchange, route));
        },
      );
    };
    const { maxBodyBytes, requestTimeoutMs } = this.#gateway.config;
    if (route.method === "get") {
      res.onAborted(() => {
        exchange.abandon();
      });
      answer(EMPTY);
      return;
    }
    readBody(
      res,
      exchange,
      { limit: maxBodyBytes, timeoutMs: requestTimeoutMs },
      { complete: answer, refuse },
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

  #failureOf(error: unknown, exchange: Exchange, route: Route): Failure {
    if (error instanceof RedisUnavailableError) return fail("unavailable");
    this.#gateway.log.error(
      { err: error, request_id: exchange.requestId, route: route.operationId },
      "request failed",
    );
    return fail("internal_error");
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
