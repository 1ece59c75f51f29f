import { createHash, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";

/** A JSON Web Token: run tokens and SSE tokens are, a secret is not. */
const TOKEN = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;
const BEARER = /^bearer /i;
/** Longer than any secret: it is not worth a digest. */
const MOST_LENGTH = 4096;
const MOST_SUSPECTS = 10_000;

/**
 * Counts a secret of an address, for all processes together: `goodDigest` is '' for a wrong one. Answers for how many
 * seconds the address is locked out, 0 for none; a good secret that was in use before is never locked out.
 */
export type JudgeSecret = (address: string, goodDigest: string) => Promise<number>;

/** Whether what was given is the internal secret; `lockedSecs`: the address has given too many wrong ones. */
export type SecretVerdict = "none" | "right" | "wrong" | { readonly lockedSecs: number };

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** The token of `Authorization: Bearer …`, however the scheme is written; '' for any other. */
export function bearerOf(authorization: string): string {
  const scheme = BEARER.exec(authorization);
  return scheme === null ? "" : authorization.slice(scheme[0].length);
}

/** Checks the internal secret, wherever it may be given, and locks out addresses that guess it (control-api 8.1). */
export class InternalSecret {
  readonly #digest: Buffer | undefined;
  readonly #judge: JudgeSecret | undefined;
  /** Whether the secret is known to be in use: from then on a right one asks nobody. */
  #inUse = false;
  /** Addresses whose wrong ones this process has seen: a right one of theirs makes their count begin anew. */
  readonly #suspects = new LRUCache<string, true>({ max: MOST_SUSPECTS });

  /** `secret` '' turns it off; without `judge` nobody is locked out. */
  constructor(secret: string, judge?: JudgeSecret) {
    this.#digest = secret === "" ? undefined : digest(secret);
    this.#judge = judge;
  }

  /** Rejects when it has to be counted and Redis is away. */
  async check(given: string, address: () => string): Promise<SecretVerdict> {
    if (given === "" || TOKEN.test(given)) return "none";
    const right = this.#matches(given);
    if (this.#judge === undefined || (right && this.#inUse && this.#suspects.size === 0)) {
      return right ? "right" : "wrong";
    }
    const from = address();
    if (right && this.#inUse && !this.#suspects.has(from)) return "right";
    const lockedSecs = await this.#judge(from, right ? (this.#digest?.toString("hex") ?? "") : "");
    if (lockedSecs > 0) return { lockedSecs };
    if (right) {
      this.#inUse = true;
      this.#suspects.delete(from);
      return "right";
    }
    this.#suspects.set(from, true);
    return "wrong";
  }

  /** In constant time; false when no secret is set. */
  #matches(given: string): boolean {
    return (
      this.#digest !== undefined &&
      given.length <= MOST_LENGTH &&
      timingSafeEqual(digest(given), this.#digest)
    );
  }
}
