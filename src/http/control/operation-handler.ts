import { type Failure, fail, isFailure } from "../../domain/failures.js";
import type { Caller, Credentials } from "../access/authentication.js";
import type { Gateway } from "../gateway.js";
import { answerOnce } from "../wire/answer-once.js";
import { bodyBounds } from "../wire/body.js";
import {
  callOf,
  controlHeaders,
  FORWARDED_FOR,
  headersOf,
  type Incoming,
  pathParams,
  pathShape,
  queryOf,
  REFUSED_PATH,
} from "../wire/incoming.js";
import type { Reply } from "../wire/reply.js";
import { acceptsJson, type JsonBody, parseBody } from "../wire/request.js";
import type { ControlRoute } from "../wire/route.js";
import type { Handler } from "../wire/server.js";
import { type Validate, validator } from "../wire/validation.js";

const NO_BODY = Buffer.alloc(0);

/** Answers one control operation: body, credentials and limits, schema, handler, reply. */
export function operationHandler(gateway: Gateway, route: ControlRoute): Handler {
  const bounds = bodyBounds(gateway.config);
  const shape = pathShape(route.path);
  const names = controlHeaders(route.method, gateway.addresses.readsForwarded);
  const checkBody = route.body === undefined ? undefined : validator(route.body);
  const checkQuery = route.query === undefined ? undefined : validator(route.query);
  return (exchange, req) => {
    const params = pathParams(req, shape);
    if (params === undefined) {
      exchange.refuse(REFUSED_PATH);
      return;
    }
    const headers = headersOf(req, names);
    if (!acceptsJson(headers["accept"] ?? "")) {
      exchange.refuse(fail("not_acceptable"));
      return;
    }
    exchange.trace(req);
    const incoming = { exchange, params, query: queryOf(req), headers, path: req.getUrl() };
    const answer = (bytes: Buffer): void => {
      const given =
        route.body === undefined ? undefined : bodyOf(route, bytes, headers["content-type"] ?? "");
      exchange.answerWith(handled(gateway, route, incoming, given, { checkBody, checkQuery }));
    };
    if (route.method === "get") answer(NO_BODY);
    else exchange.readBody(bounds, answer);
  };
}

function bodyOf(route: ControlRoute, bytes: Buffer, contentType: string): JsonBody | Failure {
  return parseBody(bytes, contentType, route.bodyOptional === true);
}

function credentialsOf({ addresses }: Gateway, { exchange, headers, query }: Incoming): Credentials {
  const projectId = query["project_id"];
  return {
    authorization: headers["authorization"] ?? "",
    internalSecret: headers["x-internal-secret"] ?? "",
    projectId: headers["x-project-id"] ?? (Array.isArray(projectId) ? projectId[0] : projectId) ?? "",
    actorId: headers["x-actor-id"] ?? "",
    address: () => addresses.of(exchange.peer(), headers[FORWARDED_FOR] ?? ""),
  };
}

interface Checks {
  readonly checkBody: Validate | undefined;
  readonly checkQuery: Validate | undefined;
}

async function handled(
  gateway: Gateway,
  route: ControlRoute,
  incoming: Incoming,
  body: JsonBody | Failure | undefined,
  checks: Checks,
): Promise<Reply | Failure> {
  const { limiter, authentication } = gateway;
  const credentials = credentialsOf(gateway, incoming);
  let known = credentials;
  if (limiter.limitsAddresses(route.operationId)) {
    const address = credentials.address();
    const refused = await limiter.checkAddress(address, route.operationId);
    if (refused !== undefined) return refused;
    known = { ...credentials, address: () => address };
  }
  const caller = await authentication.check(known, route.scope);
  if (isFailure(caller)) return caller;
  const counted = limiter.checkCaller(caller);
  if (counted === undefined) return answerOf(gateway, route, incoming, body, checks, caller);
  const limited = await counted;
  if (isFailure(limited)) return limited;
  return withHeaders(await answerOf(gateway, route, incoming, body, checks, caller), limited);
}

/** What is wrong with a body is told to those only who may send one. */
async function answerOf(
  gateway: Gateway,
  route: ControlRoute,
  incoming: Incoming,
  body: JsonBody | Failure | undefined,
  { checkBody, checkQuery }: Checks,
  caller: Caller,
): Promise<Reply | Failure> {
  if (body !== undefined && "failure" in body) return body;
  const problem = (body && checkBody?.(body.value)) ?? checkQuery?.(incoming.query);
  if (problem !== undefined) return problem;
  const call = callOf(incoming, body, undefined, caller);
  const { headers, path } = incoming;
  const key = headers["idempotency-key"] ?? headers["x-idempotency-key"] ?? "";
  if (route.idempotent !== true || key === "") return route.handle(gateway, call);
  return answerOnce(gateway.store.replies, { path, key, caller }, () => route.handle(gateway, call));
}

function withHeaders<Answer extends Reply | Failure>(
  answer: Answer,
  headers: Readonly<Record<string, string>>,
): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
