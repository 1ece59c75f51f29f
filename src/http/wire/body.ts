import type { Config } from "../../config.js";
import { type Failure, fail } from "../../domain/failures.js";
import type { ResponseSide } from "./engine.js";

/** What comes of a body. */
export interface BodyReader {
  /** Called once, in the turn in which the last byte came; the bytes are only valid during the call. */
  complete(bytes: Buffer): void;
  /** Called once instead; `close` when the rest of the body was not read. */
  refuse(failure: Failure, close: boolean): void;
}

export interface BodyBounds {
  readonly limit: number;
  readonly timeoutMs: number;
}

export function bodyBounds({ maxBodyBytes, requestTimeoutMs }: Config): BodyBounds {
  return { limit: maxBodyBytes, timeoutMs: requestTimeoutMs };
}

/** A body this many times over the limit is not read to its end: the connection is closed. */
const DRAIN_FACTOR = 4;

/**
 * Reads a body of at most `limit` bytes. A larger one is read to its end and then refused, so that the connection
 * stays usable; one that goes far beyond, or takes longer than `timeoutMs`, is refused and closed. Answers what ends
 * the reading when the client has gone.
 */
export function readBody(
  res: ResponseSide,
  { limit, timeoutMs }: BodyBounds,
  reader: BodyReader,
): () => void {
  let received = 0;
  let parts: Buffer[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  let settled = false;
  const settle = (): void => {
    settled = true;
    parts = undefined;
    clearTimeout(timer);
  };
  res.onData((part, isLast) => {
    if (settled) return;
    received += part.byteLength;
    if (isLast) {
      const before = parts;
      settle();
      if (received > limit) reader.refuse(fail("payload_too_large"), false);
      else if (before === undefined) reader.complete(Buffer.from(part));
      else reader.complete(Buffer.concat([...before, Buffer.from(part)]));
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
    // The library takes the memory of the part back after this call.
    if (received > limit) parts = undefined;
    else if (parts === undefined) parts = [Buffer.from(Buffer.from(part))];
    else parts.push(Buffer.from(Buffer.from(part)));
  });
  return settle;
}
