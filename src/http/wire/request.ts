import { randomBytes } from "node:crypto";
import { type Failure, fail } from "../../domain/failures.js";
import { type JsonRejection, parseJson, withoutMark } from "../../domain/json.js";
import type { Shape } from "../../domain/json-shape.js";
import { LIMITS } from "../../domain/limits.js";
import type { RequestHead } from "./engine.js";
import type { BodyForm } from "./validation.js";

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

let requests = 0;

/** The valid incoming request id, or a new one: unique by process and count, cheaper than a UUID a request. */
export function requestIdOf(incoming: string): string {
  if (incoming !== "" && REQUEST_ID.test(incoming)) return incoming;
  requests++;
  return `${PROCESS_ID}-${requests}`;
}

export function sdkVersionOf(req: RequestHead): string {
  const version = req.getHeader("x-sdk-version");
  return version !== "" && SDK_VERSION.test(version) ? version : "";
}

/** Whether the request announces a body. Without one there is nothing to wait for. */
export function announcesBody(req: RequestHead): boolean {
  const length = req.getHeader("content-length");
  return (length !== "" && length !== "0") || req.getHeader("transfer-encoding") !== "";
}

/** Accept must allow JSON (control-api 8.3). */
export function acceptsJson(accept: string): boolean {
  if (accept === "" || accept === "*/*" || accept === "application/json") return true;
  return accept.split(",").some((range) => JSON_RANGE.test(range) && !REFUSED.test(range));
}

/** The JSON of a body; an empty one is `{}` where a body is optional (executor-api section 2). */
export function parseBody(
  bytes: Buffer,
  contentType: string,
  optional: boolean,
  shape: Shape,
): JsonBody | Failure {
  if (bytes.length === 0)
    return optional ? EMPTY_BODY : fail("invalid_json", { message: "invalid JSON body" });
  if (contentType !== "" && !JSON_TYPE.test(contentType)) return fail("unsupported_media_type");
  const parsed = parseJson(withoutMark(bytes), LIMITS.jsonDepth, shape);
  return "rejected" in parsed ? refusalOf(parsed) : parsed;
}

function refusalOf(rejection: JsonRejection): Failure {
  if (rejection.rejected === "too_many") return fail("validation_failed", { details: [rejection.detail] });
  return fail(rejection.rejected === "too_deep" ? "too_deeply_nested" : "invalid_json");
}

/** The JSON of a body that has to be there, when its form allows it. */
export function validBody(bytes: Buffer, contentType: string, form: BodyForm): JsonBody | Failure {
  const body = parseBody(bytes, contentType, false, form.shape);
  if ("failure" in body) return body;
  return form.validate(body.value) ?? body;
}
