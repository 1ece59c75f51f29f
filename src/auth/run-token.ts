import { createVerifier } from "fast-jwt";
import { isId } from "../domain/ids.js";
import { HmacSha256 } from "./hmac-sha256.js";
import { bearerOf } from "./internal-secret.js";
import { RunTokenCache } from "./run-token-cache.js";

const ISSUER = "strait:run-token";
const BEARER = "Bearer ";
const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url");
const DEFAULT_CACHE_ENTRIES = 65_536;
/** Letters of a signature, at the end of a token. */
const SIGNATURE = 43;
/** Longer tokens are verified each time, so that the cache is bounded in bytes too. */
const MOST_CACHED_LENGTH = 4096 - BEARER.length;
const MOST_ID_LENGTH = 128;
/** What would break the name of a live-set member, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSAFE = /[:\u0000-\u001f\u007f-\u009f]/;

/**
 * What a token says that passed checks 1 to 4 of executor-api section 1. A class, so that all of them have one shape:
 * each call of an executor reads one, and the cache holds tens of thousands.
 */
export class VerifiedRunToken {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId: string | undefined;
  /** `exp`. In seconds, since milliseconds would take an object of their own. */
  readonly expiresAtSecs: number;
  /** Whether the run id has the form of one: if not, no such run exists. */
  readonly plausible: boolean;
  /** The trace that the calls of this attempt belong to; only where traces are on. */
  readonly traceparent: string | undefined;
  /** The run's member in the live set: `<run>:<attempt>[:<assignment>]`. */
  readonly liveMember: string;
  /** The token itself. */
  readonly text: string;

  constructor(
    { runId, attempt, assignmentId, traceparent }: RunTokenClaims,
    expiresAtSecs: number,
    text: string,
  ) {
    const member = `${runId}:${attempt}`;
    // One flat text, of which the run's id is a part: a text that was put together keeps its parts beside it.
    this.liveMember = flat(assignmentId === undefined ? member : `${member}:${assignmentId}`);
    this.runId = this.liveMember.slice(0, runId.length);
    this.attempt = attempt;
    this.assignmentId = assignmentId;
    this.expiresAtSecs = expiresAtSecs;
    this.plausible = isId(runId);
    this.traceparent = traceparent;
    this.text = flat(text);
  }
}

export type RunTokenRejection = {
  readonly rejected: "missing_header" | "invalid_token" | "missing_run_id" | "missing_attempt";
};

export interface RunTokenClaims {
  readonly runId: string;
  readonly attempt: number;
  readonly assignmentId?: string | undefined;
  readonly traceparent?: string | undefined;
}

/** Signs and checks run tokens (HS256). The first key signs, all verify, so that keys rotate without downtime. */
export class RunTokens {
  readonly #mac: HmacSha256;
  readonly #verifiers: readonly ((token: string) => unknown)[];
  readonly #cache: RunTokenCache<VerifiedRunToken>;
  readonly #now: () => number;

  constructor(options: { signingKeys: readonly string[]; cacheEntries?: number; now?: () => number }) {
    const [signingKey] = options.signingKeys;
    if (signingKey === undefined) throw new Error("run tokens need a signing key");
    this.#now = options.now ?? Date.now;
    this.#mac = new HmacSha256(Buffer.from(signingKey));
    this.#verifiers = options.signingKeys.map((key) =>
      createVerifier({
        algorithms: ["HS256"],
        key,
        allowedIss: ISSUER,
        // An issuer is compared only where there is one.
        requiredClaims: ["iss", "exp"],
        cache: false,
        ignoreExpiration: true,
      }),
    );
    this.#cache = new RunTokenCache(options.cacheEntries ?? DEFAULT_CACHE_ENTRIES);
  }

  /** The time, in ms, that tokens are checked by: what one is good until follows from it. */
  nowMs(): number {
    return this.#now();
  }

  /**
   * A token that is good until `expiresAtMs`, rounded up to a second. Written by hand: a trigger and a claim make
   * one each, and what fast-jwt checks on the way of signing costs twice what the signature does.
   */
  sign(claims: RunTokenClaims, expiresAtMs: number): string {
    const { runId, attempt, assignmentId, traceparent } = claims;
    const payload = JSON.stringify({
      iss: ISSUER,
      sub: runId,
      attempt,
      iat: Math.floor(this.#now() / 1000),
      exp: Math.ceil(expiresAtMs / 1000),
      // What is undefined is left out.
      assignment_id: assignmentId,
      traceparent,
    });
    const signed = `${HEADER}.${Buffer.from(payload).toString("base64url")}`;
    return `${signed}.${this.#mac.of(signed)}`;
  }

  /** The same, and known to {@link verify} from now on: whoever was given it will call here, or beside here. */
  issue(claims: RunTokenClaims, expiresAtMs: number): string {
    const text = this.sign(claims, expiresAtMs);
    this.#keep(new VerifiedRunToken(claims, Math.ceil(expiresAtMs / 1000), text));
    return text;
  }

  /** Checks 1 to 4, in that order. A token that was verified once is not verified again until it expires. */
  verify(authorization: string): VerifiedRunToken | RunTokenRejection {
    if (!authorization.startsWith(BEARER)) {
      const bearer = bearerOf(authorization);
      return bearer === "" ? { rejected: "missing_header" } : this.verify(BEARER + bearer);
    }
    const text = authorization.slice(BEARER.length);
    const known = this.known(text);
    if (known !== undefined) return known;
    const token = this.#check(text);
    if (!("rejected" in token)) this.#keep(token);
    return token;
  }

  /** The token of this text, if it was verified and is good. */
  known(text: string): VerifiedRunToken | undefined {
    const signature = text.slice(-SIGNATURE);
    const known = this.#cache.get(signature);
    if (known === undefined || known.text !== text) return undefined;
    if (known.expiresAtSecs * 1000 > this.#now()) return known;
    this.#cache.delete(signature);
    return undefined;
  }

  /** By its signature alone: of a whole token, each look would reckon a hash of seven times as many letters. */
  #keep(token: VerifiedRunToken): void {
    if (token.text.length <= MOST_CACHED_LENGTH) this.#cache.set(token.text.slice(-SIGNATURE), token);
  }

  #check(token: string): VerifiedRunToken | RunTokenRejection {
    const claims = this.#claims(token);
    if (claims === undefined) return { rejected: "invalid_token" };
    const { sub = "", attempt, exp, assignment_id: assignmentId } = claims;
    if (typeof exp !== "number" || exp * 1000 <= this.#now()) return { rejected: "invalid_token" };
    if (sub === "") return { rejected: "missing_run_id" };
    if (!isSafeId(sub) || (assignmentId !== undefined && !isSafeId(assignmentId))) {
      return { rejected: "invalid_token" };
    }
    if (typeof attempt !== "number" || !Number.isSafeInteger(attempt) || attempt < 1) {
      return { rejected: "missing_attempt" };
    }
    const { traceparent } = claims;
    return new VerifiedRunToken(
      {
        runId: sub,
        attempt,
        // An empty assignment is none: the reference leaves the claim out or empty.
        assignmentId: assignmentId === "" ? undefined : assignmentId,
        traceparent: typeof traceparent === "string" ? traceparent : undefined,
      },
      exp,
      token,
    );
  }

  #claims(token: string): Readonly<Record<string, unknown>> | undefined {
    for (const verify of this.#verifiers) {
      try {
        const claims = verify(token);
        return typeof claims === "object" && claims !== null ? { ...claims } : undefined;
      } catch {
        // The next key may be the one that signed it.
      }
    }
    return undefined;
  }
}

function isSafeId(id: unknown): id is string {
  return typeof id === "string" && id.length <= MOST_ID_LENGTH && !UNSAFE.test(id);
}

function flat(text: string): string {
  return Buffer.from(text).toString();
}
