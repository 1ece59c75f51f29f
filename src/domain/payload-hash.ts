import { hash } from "node:crypto";
import { configure } from "safe-stable-stringify";

/** What a payload is known by. Both are SHA-256 in hex. */
export interface PayloadHashes {
  /** Of the payload with sorted keys and without whitespace. */
  readonly hash: string;
  /** What equal payloads have in common; long numbers count as the text that came. */
  readonly digest: string;
}

const stringify = configure({ deterministic: true, bigint: false });
/** Numbers that two texts may have in common once they are decoded, though they differ. */
const LONG_NUMBERS = /\d[\d.eE+-]{15,}/g;

/** The hashes of a payload, from its value and its JSON text. It takes some 100 ns a byte. */
export function payloadHashes(value: unknown, text: string): PayloadHashes {
  const canonical = hash("sha256", stringify(value) ?? "null");
  const numbers = text.match(LONG_NUMBERS);
  return {
    hash: canonical,
    digest: numbers === null ? canonical : hash("sha256", [canonical, ...numbers].join("\n")),
  };
}
