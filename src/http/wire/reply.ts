import { FAILURES, type Failure } from "../../domain/failures.js";
import type { Exchange } from "./exchange.js";

/** What a handler answers: JSON text (or another type that its headers name), or nothing for 204. */
export interface Reply {
  readonly status: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export const STATUS_LINES: Readonly<Record<number, string>> = {
  200: "200 OK",
  201: "201 Created",
  202: "202 Accepted",
  204: "204 No Content",
  308: "308 Permanent Redirect",
  400: "400 Bad Request",
  401: "401 Unauthorized",
  403: "403 Forbidden",
  404: "404 Not Found",
  405: "405 Method Not Allowed",
  406: "406 Not Acceptable",
  408: "408 Request Timeout",
  409: "409 Conflict",
  410: "410 Gone",
  413: "413 Payload Too Large",
  415: "415 Unsupported Media Type",
  422: "422 Unprocessable Content",
  426: "426 Upgrade Required",
  429: "429 Too Many Requests",
  500: "500 Internal Server Error",
  503: "503 Service Unavailable",
};

const JSON_TYPE = "\r\nContent-Type: application/json";
const NO_SDK = "\r\nX-SDK-Version-Accepted: legacy\r\nX-SDK-Capabilities: none";
const RETRY_AFTER_SECS = { 503: 1, 429: 5 } as const;
const API_VERSION = "\r\nX-API-Version: v1";
/** Behind the request id of an answer to an executor that says no version of its SDK. */
export const USUAL_HEADERS: string = JSON_TYPE + NO_SDK;

export function json(status: number, body: string): Reply {
  return { status, body };
}

export function noContent(): Reply {
  return { status: 204 };
}

/** Sections with the executor's own headers: progress and checkpoint need a major version of 2 or more. */
function sdkCapabilities(version: string): string {
  return Number.parseInt(version.replace(/^v/, ""), 10) >= 2 ? "progress,checkpoint" : "none";
}

/** The error envelope (executor-api section 2). */
export function failureReply(failure: Failure, requestId: string): Reply {
  const [status, code, sentence] = FAILURES[failure.failure];
  const error = {
    code,
    message: failure.message ?? sentence,
    ...(failure.details === undefined || failure.details.length === 0 ? {} : { details: failure.details }),
    ...failure.extra,
  };
  // Strait's SDKs show what stands here.
  const [detail] = failure.details ?? [];
  const message = detail === undefined ? error.message : `${error.message}: ${detail}`;
  const body = JSON.stringify({ error, message, request_id: requestId });
  const { headers } = failure;
  if (status === 503 || status === 429) {
    const secs = failure.retryAfterSecs ?? RETRY_AFTER_SECS[status];
    return { status, body, headers: { "Retry-After": String(secs), ...headers } };
  }
  return headers === undefined ? { status, body } : { status, body, headers };
}

/** The text as UTF-8; one of ASCII, which to look for costs less than a copy, is that as it is. */
export function utf8(text: string | Buffer): string | Buffer {
  if (typeof text !== "string" || Buffer.byteLength(text) === text.length) return text;
  return Buffer.from(text);
}

/**
 * All headers of an answer as the value of its first: each call into the server library costs more than its text. The
 * usual ones are one text by then, because each that is added costs too.
 */
export function headerBlock({ requestId, sdkVersion, traffic, corsHeaders }: Exchange, reply: Reply): string {
  const { body, headers } = reply;
  if (sdkVersion === "" && body !== undefined && headers === undefined && corsHeaders === "") {
    return requestId + traffic.usualHeaders;
  }
  let block =
    body === undefined || headers?.["Content-Type"] !== undefined ? requestId : requestId + JSON_TYPE;
  if (sdkVersion === "") block += NO_SDK;
  else if (sdkVersion === undefined) block += API_VERSION;
  else {
    block += `\r\nX-SDK-Version-Accepted: ${sdkVersion}\r\nX-SDK-Capabilities: ${sdkCapabilities(sdkVersion)}`;
  }
  for (const name in headers) block += `\r\n${name}: ${headers[name]}`;
  return block + corsHeaders + traffic.keepAlive;
}
