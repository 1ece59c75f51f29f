import type { VerifiedRunToken } from "../../auth/run-token.js";
import { type Failure, fail } from "../../domain/failures.js";
import { TRACE_HEADERS } from "../../domain/trace-context.js";
import type { Caller } from "../access/authentication.js";
import type { RequestHead } from "./engine.js";
import type { Exchange } from "./exchange.js";
import type { JsonBody } from "./request.js";
import type { ControlCall, ExecutorCall, Method } from "./route.js";

export type Query = Record<string, string | string[]>;

/** What of a request outlives the call in which it came: the server library takes the request back after that. */
export interface Incoming {
  readonly exchange: Exchange;
  readonly params: readonly string[];
  readonly query: Query;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
}

/** Each look at a header crosses into the server library: only those that somebody reads. */
export const FORWARDED_FOR = "x-forwarded-for";
const IDENTIFIERS = ["idempotency-key", "x-idempotency-key", "x-project-id", "x-actor-id"];
const PLAIN = /^[\x20-\x7e]*$/;
const CONTROL_HEADERS = [
  ...["authorization", "accept", "content-type", "content-encoding"],
  ...["x-internal-secret", "x-project-id", "x-actor-id"],
];
const WRITE_HEADERS = [
  "idempotency-key",
  "x-idempotency-key",
  ...TRACE_HEADERS.map((name) => name.toLowerCase()),
];

/** Names of the headers that a control route may read; `forwarded`: whether those of proxies are believed. */
export function controlHeaders(method: Method, forwarded: boolean): readonly string[] {
  const writes = method === "post" ? WRITE_HEADERS : [];
  const proxies = forwarded ? [FORWARDED_FOR] : [];
  return [...CONTROL_HEADERS, ...writes, ...proxies];
}

/** All lines of a name as one list, in the order in which they came: `getHeader` knows the first only. */
function everyLine(req: RequestHead, name: string): string {
  const lines: string[] = [];
  req.forEach((key, value) => {
    if (key === name) lines.push(value);
  });
  return lines.join(",");
}

export function headersOf(req: RequestHead, names: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of names) {
    const value = name === FORWARDED_FOR ? everyLine(req, name) : req.getHeader(name);
    if (value !== "") headers[name] = value;
  }
  return headers;
}

/** How to read the parameters of a route's path. */
export interface PathShape {
  readonly params: number;
  /** Path segments in front of a final `*`; -1 without one. */
  readonly restAt: number;
}

export function pathShape(path: string): PathShape {
  const params = path.match(/:[A-Za-z]+/g)?.length ?? 0;
  return { params, restAt: path.endsWith("*") ? path.split("/").length - 1 : -1 };
}

/** The answer to a path whose parameters cannot be read. */
export const REFUSED_PATH = fail("bad_request", { message: "path is not valid percent-encoding" });

/** Path parameters in order, percent-decoded; undefined when one is not valid UTF-8. */
export function pathParams(req: RequestHead, { params, restAt }: PathShape): string[] | undefined {
  const found: string[] = [];
  for (let index = 0; index < params; index++) {
    const param = decodedPart(req.getParameter(index) ?? "");
    if (param === undefined) return undefined;
    found.push(param);
  }
  if (restAt >= 0) {
    const rest = decodedPart(req.getUrl().split("/").slice(restAt).join("/"));
    if (rest === undefined) return undefined;
    found.push(rest);
  }
  return found;
}

/** Percent-decoded; undefined when it is not valid UTF-8. */
export function decodedPart(part: string): string | undefined {
  if (!part.includes("%")) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The query; a name that is repeated gives a list. */
export function queryOf(req: RequestHead): Query {
  const text = req.getQuery();
  const query: Query = Object.create(null);
  if (text === undefined || text === "") return query;
  for (const [name, value] of new URLSearchParams(text)) {
    const before = query[name];
    if (before === undefined) query[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else query[name] = [before, value];
  }
  return query;
}

/** What a header names has to be plain text: other bytes mean one thing to one client and another to the next. */
export function badIdentifier(headers: Readonly<Record<string, string>>): Failure | undefined {
  const bad = IDENTIFIERS.find((name) => !PLAIN.test(headers[name] ?? ""));
  return bad === undefined ? undefined : fail("bad_request", { message: `${bad}: must be printable ASCII` });
}

/** Reads the JSON text of members of a body: what was taken as absent has no text either. */
export function presentText(
  value: unknown,
  read: (name: string) => string | undefined,
): (name: string) => string | undefined {
  const members = typeof value === "object" && value !== null ? value : {};
  return (name) => (Object.hasOwn(members, name) ? read(name) : undefined);
}

/** What a handler is given. One literal for both kinds: spreading one into another is slow in this engine. */
export function callOf(
  incoming: Incoming,
  body: JsonBody | undefined,
  token: VerifiedRunToken | undefined,
  caller: Caller | undefined,
): ExecutorCall & ControlCall {
  const call = {
    token,
    caller,
    once: undefined,
    params: incoming.params,
    query: incoming.query,
    body: body?.value,
    raw: presentText(body?.value, (name) => body?.rawField(name)),
    header: (name: string) => incoming.headers[name] ?? "",
    gone: () => incoming.exchange.ended,
    whenGone: (handler: () => void) => incoming.exchange.whenGone(handler),
    traceparent: incoming.exchange.traffic.traceparent(incoming.exchange),
  };
  // Each kind of handler reads the one of token and caller that it was checked for.
  return call as ExecutorCall & ControlCall;
}
