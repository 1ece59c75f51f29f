import { promisify } from "node:util";
import { gunzip, inflate, inflateRaw } from "node:zlib";
import { type Failure, fail } from "../../domain/failures.js";
import { Semaphore } from "../../domain/semaphore.js";
import { type BodyBounds, TOO_MANY_BODIES } from "./body.js";
import type { Exchange } from "./exchange.js";

/** How a body may come (RFC 9110, 8.4.1); undefined for what nobody here reads. */
type Coding = "identity" | "gzip" | "deflate";

const CODINGS: ReadonlyMap<string, Coding> = new Map([
  ["", "identity"],
  ["identity", "identity"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
]);
const DECODERS = {
  gunzip: promisify(gunzip),
  inflate: promisify(inflate),
  inflateRaw: promisify(inflateRaw),
};
/** Low bits of the first byte of the zlib format: deflate, as RFC 1950 has it. Some clients send it bare. */
const ZLIB_METHOD = 8;

/** As many as Node has threads for them. All that come would be held at once, and would be ready in one turn. */
const DECODERS_AT_WORK = new Semaphore(4);

function codingOf(contentEncoding: string): Coding | undefined {
  if (contentEncoding === "") return "identity";
  return CODINGS.get(contentEncoding.trim().toLowerCase());
}

/**
 * The body as it was before it was coded, at most `limit` bytes: 413 beyond, 415 for another coding, 400 when it is not
 * what its coding says. Done by the thread pool, which stops at the limit, however much would come, and a few at a time:
 * what waits counts as bytes that are held.
 */
export async function decoded(
  exchange: Exchange,
  bytes: Buffer,
  contentEncoding: string,
  limit: number,
): Promise<Buffer | Failure> {
  const coding = codingOf(contentEncoding);
  if (coding === undefined) return fail("unsupported_coding");
  if (coding === "identity" || bytes.length === 0) return bytes;
  const { bodies } = exchange.traffic;
  const address = bodies.counted(exchange.peer());
  if (!bodies.take(address, bytes.length)) return TOO_MANY_BODIES;
  try {
    // Nobody reads the answer of one that has gone.
    return await DECODERS_AT_WORK.run(async () =>
      exchange.ended ? TOO_MANY_BODIES : decodedBy(coding, bytes, limit),
    );
  } finally {
    bodies.giveBack(address, bytes.length);
  }
}

async function decodedBy(
  coding: Exclude<Coding, "identity">,
  bytes: Buffer,
  limit: number,
): Promise<Buffer | Failure> {
  const zlib = ((bytes[0] ?? 0) & 0x0f) === ZLIB_METHOD;
  const decode = DECODERS[coding === "gzip" ? "gunzip" : zlib ? "inflate" : "inflateRaw"];
  try {
    return await decode(bytes, { maxOutputLength: limit });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ERR_BUFFER_TOO_LARGE") return fail("payload_too_large");
    return fail("bad_request", { message: `request body is not ${coding}, as its Content-Encoding says` });
  }
}

/** Reads a body that may be coded; `complete` is called in the turn in which it came when it is not. */
export function readCoded(
  exchange: Exchange,
  bounds: BodyBounds,
  contentEncoding: string,
  complete: (bytes: Buffer) => void,
): void {
  if (contentEncoding === "") {
    exchange.readBody(bounds, complete);
    return;
  }
  exchange.readBody(bounds, (bytes) => {
    decoded(exchange, Buffer.from(bytes), contentEncoding, bounds.limit)
      .then((result) => {
        if ("failure" in result) exchange.refuse(result);
        else complete(result);
      })
      .catch((error: unknown) => exchange.crashed(error));
  });
}
