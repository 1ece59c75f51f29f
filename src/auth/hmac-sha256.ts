import { hash } from "node:crypto";

const BLOCK = 64;
const DIGEST = 32;
const INNER = 0x36;
const OUTER = 0x5c;
/** Longer texts get a buffer of their own. */
const MOST_KEPT = 4096;

/**
 * HMAC-SHA-256 with one key (RFC 2104) of ASCII text, from two hashes: Node's own makes an object with a context for
 * each text, which costs several times what it computes, and a trigger and a claim sign one each.
 */
export class HmacSha256 {
  readonly #inner: Buffer;
  readonly #outer: Buffer;

  constructor(key: Buffer) {
    const block = Buffer.alloc(BLOCK);
    if (key.length > BLOCK) block.write(hash("sha256", key, "binary"), "latin1");
    else key.copy(block);
    this.#inner = Buffer.alloc(BLOCK + MOST_KEPT);
    this.#outer = Buffer.alloc(BLOCK + DIGEST);
    for (const [at, byte] of block.entries()) {
      this.#inner[at] = byte ^ INNER;
      this.#outer[at] = byte ^ OUTER;
    }
  }

  /** The code of a text of ASCII characters, in base64url. */
  of(text: string): string {
    let inner = this.#inner;
    if (text.length > MOST_KEPT) {
      inner = Buffer.alloc(BLOCK + text.length);
      this.#inner.copy(inner, 0, 0, BLOCK);
    }
    inner.write(text, BLOCK, "latin1");
    this.#outer.write(hash("sha256", inner.subarray(0, BLOCK + text.length), "binary"), BLOCK, "latin1");
    return hash("sha256", this.#outer, "base64url");
  }
}
