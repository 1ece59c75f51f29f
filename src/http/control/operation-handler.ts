import type { Cells } from "../../domain/cells.js";
import { type Failure, fail, isFailure } from "../../domain/failures.js";
import type { Caller, Credentials } from "../access/authentication.js";
import { atHome } from "../at-home.js";
import { cellChoice, jobElsewhere } from "../cell-choice.js";
import type { Gateway, Gateways } from "../gateway.js";
import { answerOnce, onceDigest } from "../wire/answer-once.js";
import { type BodyBounds, bodyBounds } from "../wire/body.js";
import { decoded } from "../wire/content-coding.js";
import type { Exchange } from "../wire/exchange.js";
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
import { type BodyForm, bodyForm, type Validate, validator } from "../wire/validation.js";

const NO_BODY = Buffer.alloc(0);

/** Answers one control operation: credentials and limits, cell, body, schema, handler, reply. */
export function operationHandler({ own, crossing }: Gateways, route: ControlRoute): Handler {
  const cells: Cells<Gateway> = route.crosses === true ? crossing : own;
  const cellOf = cellChoice(route);
  const elsewhere = jobElsewhere(route);
  const { config, addresses } = cells.first;
  const bounds = bodyBounds(config);
  const shape = pathShape(route.path);
  const names = controlHeaders(route.method, addresses.readsForwarded);
  const form = route.body === undefined ? undefined : bodyForm(route.body);
  const checkQuery = route.query === undefined ? undefined : validator(route.query);
  const checks = { checkBody: form?.validate, checkQuery };
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
    const admission = admit(cells.first, route, incoming, (caller) => cellOf(cells, params, caller));
    const admitted = admission instanceof Promise ? undefined : admission;
    if (admitted !== undefined && isFailure(admitted)) {
      exchange.answer(admitted);
      return;
    }
    const answer = (bytes: Buffer, { caller, headers: shown }: Admitted): Answer => {
      const answerTo = (body: JsonBody | Failure | undefined): Answer => {
        const answerIn = (gateway: Gateway) =>
          answerOf(gateway, cells, route, incoming, body, checks, caller);
        const act = () =>
          elsewhere(cells, params, caller)?.then(answerIn) ?? answerIn(cellOf(cells, params, caller, body));
        return withHeaders(route.begins === true ? atHome(cells.first.homes, act) : act(), shown);
      };
      const body = form === undefined ? undefined : bodyOf(route, form, bytes, incoming, bounds.limit);
      return body instanceof Promise ? body.then(answerTo) : answerTo(body);
    };
    if (admitted === undefined) answerWhenAdmitted(exchange, admission, answer, route, bounds);
    else if (route.method === "get") exchange.answerWith(answer(NO_BODY, admitted));
    else exchange.readBody(bounds, (bytes) => exchange.answerWith(answer(bytes, admitted)));
  };
}

type Answer = Reply | Failure | Promise<Reply | Failure>;

/** Of a call whose body comes before it is known who sends it: whoever is not known yet may send no more than that. */
function answerWhenAdmitted(
  exchange: Exchange,
  admission: Admission | Promise<Admission>,
  answer: (bytes: Buffer, admitted: Admitted) => Answer,
  { method }: ControlRoute,
  bounds: BodyBounds,
): void {
  const answerLater = async (bytes: Buffer): Promise<Reply | Failure> => {
    const known = await admission;
    return isFailure(known) ? known : answer(bytes, known);
  };
  if (method === "get") {
    exchange.answerWith(answerLater(NO_BODY));
    return;
  }
  exchange.readBody(bounds, (bytes) => exchange.answerWith(answerLater(Buffer.from(bytes))), true);
  admitWhenKnown(exchange, admission);
}

async function admitWhenKnown(exchange: Exchange, admission: Admission | Promise<Admission>): Promise<void> {
  try {
    const admitted = await admission;
    if (isFailure(admitted)) exchange.answer(admitted);
    else exchange.admit();
  } catch (error) {
    exchange.failed(error);
  }
}

/** The JSON of a body, whose bytes are looked at before it returns unless they have to be decoded. */
function bodyOf(
  route: ControlRoute,
  { shape }: BodyForm,
  bytes: Buffer,
  { exchange, headers }: Incoming,
  limit: number,
): JsonBody | Failure | Promise<JsonBody | Failure> {
  const coding = headers["content-encoding"] ?? "";
  const parsed = (plain: Buffer | Failure): JsonBody | Failure =>
    "failure" in plain
      ? plain
      : parseBody(plain, headers["content-type"] ?? "", route.bodyOptional === true, shape);
  return coding === "" ? parsed(bytes) : decoded(exchange, Buffer.from(bytes), coding, limit).then(parsed);
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

type Admission = Admitted | Failure;

/** The gateway of the cell that a call of the caller is about, as far as its path tells. */
type CellOfCaller = (caller: Caller) => Gateway;

const NO_HEADERS = {};

/**
 * Who calls, and whether not too often: nothing of the body is looked at before. At once where no count in Redis has
 * to be asked, since each promise costs a trigger more than what it waits for.
 */
function admit(
  gateway: Gateway,
  route: ControlRoute,
  incoming: Incoming,
  cellOf: CellOfCaller,
): Admission | Promise<Admission> {
  const { limiter } = gateway;
  const credentials = credentialsOf(gateway, incoming);
  if (limiter.limitsAddresses(route.operationId)) return admitCounted(gateway, route, credentials, cellOf);
  const caller = gateway.authentication.check(credentials, route.scope);
  if (caller instanceof Promise) return caller.then((found) => withinLimit(cellOf, found, route));
  return withinLimit(cellOf, caller, route);
}

async function admitCounted(
  gateway: Gateway,
  route: ControlRoute,
  credentials: Credentials,
  cellOf: CellOfCaller,
): Promise<Admission> {
  const { limiter, authentication } = gateway;
  const address = credentials.address();
  const refused = await limiter.checkAddress(address, route.operationId);
  if (refused !== undefined) return refused;
  const known = { ...credentials, address: () => address };
  return withinLimit(cellOf, await authentication.check(known, route.scope), route);
}

function withinLimit(
  cellOf: CellOfCaller,
  caller: Caller | Failure,
  { importance = "call" }: ControlRoute,
): Admission | Promise<Admission> {
  if (isFailure(caller)) return caller;
  const { limiter, store } = cellOf(caller);
  if (store.scripts.crowd.refuses(importance, caller.projectId)) return fail("overloaded");
  const counted = limiter.checkCaller(caller);
  if (counted === undefined) return { caller, headers: NO_HEADERS };
  return counted.then((limited) => (isFailure(limited) ? limited : { caller, headers: limited }));
}

/** What is wrong with a body is told to those only who may send one. */
function answerOf(
  gateway: Gateway,
  cells: Cells<Gateway>,
  route: ControlRoute,
  incoming: Incoming,
  body: JsonBody | Failure | undefined,
  { checkBody, checkQuery }: Checks,
  caller: Caller,
): Reply | Failure | Promise<Reply | Failure> {
  const bad = badIdentifier(incoming.headers);
  if (bad !== undefined) return bad;
  if (body !== undefined && "failure" in body) return body;
  const problem = (body && checkBody?.(body.value)) ?? checkQuery?.(incoming.query);
  if (problem !== undefined) return problem;
  const call = callOf(incoming, body, undefined, caller);
  const { headers, path } = incoming;
  const key = headers["idempotency-key"] ?? headers["x-idempotency-key"] ?? "";
  if (route.idempotent !== true || key === "") return route.handle(gateway, call);
  const named = { path, key, caller };
  const left = gateway.homes.leftBy(caller.projectId);
  const answerIn = (own: Gateway): Promise<Reply | Failure> =>
    answerOnce(own.store.keptReplies, named, {
      handle: (once) => route.handle(own, { ...call, once, asked: left }),
      renew: async (kept) => (route.renew === undefined ? kept : route.renew(own, call, kept)),
    });
  return left.length === 0 ? answerIn(gateway) : answerWhereKnown(gateway, left, cells, named, answerIn);
}

/**
 * The answer of a cell that the caller's project has left, where the key is known: nothing of the call is done there any
 * more, but what was done there is answered. What it does not answer is new.
 */
async function answerWhereKnown(
  gateway: Gateway,
  left: readonly number[],
  cells: Cells<Gateway>,
  named: Parameters<typeof onceDigest>[0],
  answerIn: (own: Gateway) => Promise<Reply | Failure>,
): Promise<Reply | Failure> {
  for (const cell of left) {
    const own = cells.at(cell);
    if (own === gateway || !(await own.store.keptReplies.knows(onceDigest(named)))) continue;
    const answer = await answerIn(own);
    if (!isFailure(answer) || answer.failure !== "project_elsewhere") return answer;
  }
  return answerIn(gateway);
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  if (headers === NO_HEADERS) return answer;
  if (answer instanceof Promise) return answer.then((answered) => withHeaders(answered, headers));
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
