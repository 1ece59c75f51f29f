import type { Duplex } from "node:stream";
import { type Failure, fail } from "../../domain/failures.js";
import { failureReply } from "./reply.js";
import { requestIdOf } from "./request.js";

const TOO_LARGE = fail("bad_request", { message: "the head of the request is too large: at most 16 KiB" });
const TOO_SLOW = fail("request_timeout", { message: "the request did not arrive in time" });
const MALFORMED = fail("bad_request", { message: "this is no HTTP request that can be read" });

const NO_TUNNEL = fail("bad_request", { message: "CONNECT: this is no proxy" });

/** The status line and what is wrong, by what the library says of what it cannot read. */
function answerTo(code: string | undefined): readonly [string, Failure] {
  if (code === "HPE_HEADER_OVERFLOW") return ["431 Request Header Fields Too Large", TOO_LARGE];
  if (code === "CONNECT") return ["400 Bad Request", NO_TUNNEL];
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return ["408 Request Timeout", TOO_SLOW];
  return ["400 Bad Request", MALFORMED];
}

/** Answers what is no request, and closes its connection: nobody knows where the next one begins. */
export function answerUnreadable(code: string | undefined, connection: Duplex): void {
  if (code === "ECONNRESET" || !connection.writable) {
    connection.destroy();
    return;
  }
  const requestId = requestIdOf("");
  const [status, failure] = answerTo(code);
  const { body = "" } = failureReply(failure, requestId);
  const head = [
    `HTTP/1.1 ${status}`,
    "Connection: close",
    `X-Request-Id: ${requestId}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  connection.end(`${head.join("\r\n")}\r\n\r\n${body.toString()}`, () => connection.destroy());
}
