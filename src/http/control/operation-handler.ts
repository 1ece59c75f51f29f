import { type Failure, fail, isFailure } from "../../domain/failures.js";
import type { Caller, Credentials } from "../access/authentication.js";
import type { Gateway } from "../gateway.js";
import { answerOnce } from "../wire/answer-once.js";
import { bodyBounds } from "../wire/body.js";
import { decoded } from "../wire/content-coding.js";
import {
  badIdentifier,
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

/** Answers one control operation: credentials and limits, body, schema, handler, reply. */
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
    // Whoever is not known yet may send no more than has come already.
    const admission = admit(gateway, route, incoming);
    const answer = async (bytes: Buffer): Promise<Reply | Failure> => {
      const admitted = await admission;
      if (isFailure(admitted)) return admitted;
      const given = route.body === undefined ? undefined : await bodyOf(route, bytes, headers, bounds.limit);
      const answered = await answerOf(
        gateway,
        route,
        incoming,
        given,
        { checkBody, checkQuery },
        admitted.caller,
      );
      return withHeaders(answered, admitted.headers);
    };
    if (route.method === "get") {
      exchange.answerWith(answer(NO_BODY));
      return;
    }
    exchange.readBody(bounds, (bytes) => exchange.answerWith(answer(Buffer.from(bytes))), true);
    admission.then(
      (admitted) => {
        if (isFailure(admitted)) exchange.answer(admitted);
        else exchange.admit();
      },
      (error: unknown) => exchange.failed(error),
    );
  };
}

async function bodyOf(
  route: ControlRoute,
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
  limit: number,
): Promise<JsonBody | Failure> {
  const coding = headers["content-encoding"] ?? "";
  const plain = coding === "" ? bytes : await decoded(bytes, coding, limit);
  if ("failure" in plain) return plain;
  return parseBody(plain, headers["content-type"] ?? "", route.bodyOptional === true);
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

/** Who calls, and what is told of the limits of that. */
interface Admitted {
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
}

const NO_HEADERS = {};

/** Who calls, and whether not too often: nothing of the body is looked at before. */
async function admit(gateway: Gateway, route: ControlRoute, incoming: Incoming): Promise<Admitted | Failure> {
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
  if (counted === undefined) return { caller, headers: NO_HEADERS };
  const limited = await counted;
  return isFailure(limited) ? limited : { caller, headers: limited };
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
  const bad = badIdentifier(incoming.headers);
  if (bad !== undefined) return bad;
  if (body !== undefined && "failure" in body) return body;
  const problem = (body && checkBody?.(body.value)) ?? checkQuery?.(incoming.query);
  if (problem !== undefined) return problem;
  const call = callOf(incoming, body, undefined, caller);
  const { headers, path } = incoming;
  const key = headers["idempotency-key"] ?? headers["x-idempotency-key"] ?? "";
  if (route.idempotent !== true || key === "") return route.handle(gateway, call);
  return answerOnce(
    gateway.store.keptReplies,
    { path, key, caller },
    {
      handle: (once) => route.handle(gateway, { ...call, once }),
      renew: async (kept) => (route.renew === undefined ? kept : route.renew(gateway, call, kept)),
    },
  );
}

function withHeaders<Answer extends Reply | Failure>(
  answer: Answer,
  headers: Readonly<Record<string, string>>,
): Answer {
  if (headers === NO_HEADERS) return answer;
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
