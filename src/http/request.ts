import type { HttpRequest, HttpResponse } from "uWebSockets.js";
import { randomBytes } from "node:crypto";
import { type Failure, fail } from "../domain/failures.js";
import { parseJson } from "../domain/json.js";
import { LIMITS } from "../domain/limits.js";
import type { Exchange } from "./exchange.js";

/** A JSON body: its value, and the text of its members as they came. */
export interface JsonBody {
  readonly value: unknown;
  readonly text: string;
  rawField(name: string): string | undefined;
}

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;
const PROCESS_ID = randomBytes(6).toString("hex");
const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json\s*(?:;|$)/i;
const JSON_RANGE = /^\s*(?:\*\/\*|application\/(?:\*|json|[a-z0-9.-]+\+json))\s*(?:;|$)/i;
const REFUSED = /;\s*q=0(?:\.0*)?\s*(?:;|$)/i;
const SDK_VERSION = /^[\x21-\x7e]{1,64}$/;
const EMPTY_BODY: JsonBody = { value: {}, text: "{}", rawField: () => undefined };
/** A body this many times over the limit is not read to its end: the connection is closed. */
const DRAIN_FACTOR = 4;

let requests = 0;

/** The valid incoming request id, or a new one: unique by process and count, cheaper than a UUID a request. */
export function requestIdOf(incoming: string): string {
  if (incoming !== "" && REQUEST_ID.test(incoming)) return incoming;
  requests++;
  return `${PROCESS_ID}-${requests}`;
}

export function sdkVersionOf(req: HttpRequest): string {
  const version = req.getHeader("x-sdk-version");
  return version !== "" && SDK_VERSION.test(version) ? version : "";
}

/** Whether the request announces a body. Without one there is nothing to wait for. */
export function announcesBody(req: HttpRequest): boolean {
  const length = req.getHeader("content-length");
  return (length !== "" && length !== "0") || req.getHeader("transfer-encoding") !== "";
}

/** Accept must allow JSON (control-api 8.3). */
export function acceptsJson(accept: string): boolean {
  if (accept === "" || accept === "*/*" || accept === "application/json") return true;
  return accept.split(",").some((range) => JSON_RANGE.test(range) && !REFUSED.test(range));
}

export interface BodyReader {
  /** Called once, in the turn in which the last byte came; the bytes are only valid during the call. */
  complete(bytes: Buffer): void;
  /** Called once instead; `close` when the rest of the body was not read. */
  refuse(failure: Failure, close: boolean): void;
}

/**
 * Reads a body of at most `limit` bytes. A larger one is read to its end and then refused, so that the
 * connection stays usable; one that goes far beyond, or takes longer than `timeoutMs`, is refused and closed.
 */
export function readBody(
  res: HttpResponse,
  exchange: Exchange,
  { limit, timeoutMs }: { limit: number; timeoutMs: number },
  reader: BodyReader,
): void {
  let received = 0;
  let chunks: Buffer[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  let settled = false;
  const settle = (): void => {
    settled = true;
    chunks = undefined;
    clearTimeout(timer);
  };
  res.onData((chunk, isLast) => {
    if (settled) return;
    received += chunk.byteLength;
    if (isLast) {
      const before = chunks;
      settle();
      if (received > limit) {
        reader.refuse(fail("payload_too_large"), false);
        return;
      }
      if (before === undefined) {
        reader.complete(Buffer.from(chunk));
        return;
      }
      before.push(Buffer.from(chunk));
      reader.complete(Buffer.concat(before));
      return;
    }
    if (received > limit * DRAIN_FACTOR) {
      settle();
      reader.refuse(fail("payload_too_large"), true);
      return;
    }
    timer ??= setTimeout(() => {
      settle();
      reader.refuse(fail("request_timeout"), true);
    }, timeoutMs);
    // uWebSockets.js reuses the chunk's memory after this call.
    if (received > limit) chunks = undefined;
    else if (chunks === undefined) chunks = [Buffer.from(Buffer.from(chunk))];
    else chunks.push(Buffer.from(Buffer.from(chunk)));
  });
  res.onAborted(() => {
    exchange.abandon();
    settle();
  });
}

/** The JSON of a body; an empty one is `{}` where a body is optional (executor-api section 2). */
export function parseBody(bytes: Buffer, contentType: string, optional: boolean): JsonBody | Failure {
  if (bytes.length === 0)
    return optional ? EMPTY_BODY : fail("invalid_json", { message: "invalid JSON body" });
  if (contentType !== "" && !JSON_TYPE.test(contentType)) return fail("unsupported_media_type");
  const parsed = parseJson(bytes, LIMITS.jsonDepth);
  if (!("rejected" in parsed)) return parsed;
  return fail(parsed.rejected === "too_deep" ? "too_deeply_nested" : "invalid_json");
}
