import { promisify } from "node:util";
import { gunzip, inflate, inflateRaw } from "node:zlib";
import { type Failure, fail } from "../../domain/failures.js";
import type { BodyBounds } from "./body.js";
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

function codingOf(contentEncoding: string): Coding | undefined {
  if (contentEncoding === "") return "identity";
  return CODINGS.get(contentEncoding.trim().toLowerCase());
}

/**
 * The body as it was before it was coded, at most `limit` bytes: 413 beyond, 415 for another coding, 400 when it is not
 * what its coding says. Done by the thread pool, which stops at the limit, however much would come.
 */
export async function decoded(
  bytes: Buffer,
  contentEncoding: string,
  limit: number,
): Promise<Buffer | Failure> {
  const coding = codingOf(contentEncoding);
  if (coding === undefined) return fail("unsupported_coding");
  if (coding === "identity" || bytes.length === 0) return bytes;
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
    decoded(Buffer.from(bytes), contentEncoding, bounds.limit)
      .then((result) => {
        if ("failure" in result) exchange.refuse(result);
        else complete(result);
      })
      .catch((error: unknown) => exchange.crashed(error));
  });
}
