import { createHash, timingSafeEqual } from "node:crypto";
import { type Failure, fail } from "../../domain/failures.js";
import { METRICS } from "../../metrics/metrics.js";
import type { ApiKey, ApiKeys, FoundKey, Scope } from "../../store/api-keys.js";

/** Who calls the control API. `projectId` is undefined for the internal secret without a named project. */
export interface Caller {
  readonly projectId: string | undefined;
  readonly internal: boolean;
  /** Written to runs as created_by and to events as sent_by. */
  readonly actor: string;
  readonly scopes: readonly string[];
  /** The API key it came with; undefined for the internal secret. */
  readonly key?: FoundKey;
}

export interface Credentials {
  readonly authorization: string;
  readonly internalSecret: string;
  readonly projectId: string;
  readonly actorId: string;
  /** Where the request came from; asked for only when it matters. */
  address(): string;
}

/** How long a key that was found stays known: a revoked key is refused after this at the latest. */
const KNOWN_MS = 2_000;
const MOST_KNOWN = 10_000;
const BEARER = "Bearer ";
const API_KEY_PREFIX = "strait_";
/** Longer than any key: it is not worth a digest. */
const MOST_KEY_LENGTH = 512;

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Checks API keys and the internal secret, and locks out addresses that guess (control-api 8.1). */
export class Authentication {
  readonly #apiKeys: ApiKeys;
  readonly #secretDigest: Buffer | undefined;
  readonly #lockout: boolean;
  readonly #known = new Map<string, { found: FoundKey; untilMs: number }>();
  /** Addresses whose wrong internal secrets this process has seen, so that a good one is checked against a lock. */
  readonly #suspects = new Set<string>();

  constructor(apiKeys: ApiKeys, internalSecret: string, lockout: boolean) {
    this.#apiKeys = apiKeys;
    this.#secretDigest = internalSecret === "" ? undefined : digest(internalSecret);
    this.#lockout = lockout;
  }

  /** The caller with the scope, or why not: 401 without a good credential, 403 without the scope, 429 locked out. */
  async check(credentials: Credentials, scope: Scope): Promise<Caller | Failure> {
    const { authorization } = credentials;
    const bearer = authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : "";
    const isApiKey = bearer.startsWith(API_KEY_PREFIX);
    const { internalSecret } = credentials;
    if (this.isInternalSecret(internalSecret) || (!isApiKey && this.isInternalSecret(bearer))) {
      const locked = this.#suspects.size > 0 ? await this.#judge(credentials.address(), true) : undefined;
      if (locked !== undefined) return locked;
      return {
        projectId: credentials.projectId === "" ? undefined : credentials.projectId,
        internal: true,
        actor: credentials.actorId === "" ? "internal" : credentials.actorId,
        scopes: ["*"],
      };
    }
    if (!isApiKey) {
      const given = internalSecret !== "" || bearer !== "";
      const locked = given && this.#lockout ? await this.#judge(credentials.address(), false) : undefined;
      return locked ?? fail("authentication_required");
    }
    const found = await this.#authenticate(bearer, credentials);
    if ("failure" in found) return found;
    const { key } = found;
    if (!hasScope(key, scope)) return fail("forbidden", { message: `the API key needs the scope ${scope}` });
    return {
      projectId: key.projectId,
      internal: false,
      actor: `api-key:${key.id}`,
      scopes: key.scopes,
      key: found,
    };
  }

  /** A key that is known, not revoked and not expired. */
  async find(secret: string): Promise<ApiKey | undefined> {
    const now = Date.now();
    const known = this.#known.get(secret);
    const key =
      known !== undefined && known.untilMs > now ? known.found.key : await this.#apiKeys.find(secret);
    return key !== undefined && problemOf(key, now) === undefined ? key : undefined;
  }

  /** Forgets what this process knows, so that a change made here is seen here at once. */
  forget(): void {
    this.#known.clear();
  }

  /** Constant-time comparison of digests; false when no internal secret is set. */
  isInternalSecret(given: string): boolean {
    return (
      given !== "" && this.#secretDigest !== undefined && timingSafeEqual(digest(given), this.#secretDigest)
    );
  }

  async #authenticate(secret: string, credentials: Credentials): Promise<FoundKey | Failure> {
    const now = Date.now();
    const known = this.#known.get(secret);
    if (known !== undefined && known.untilMs > now) {
      const problem = problemOf(known.found.key, now);
      if (problem === undefined) return known.found;
    }
    this.#known.delete(secret);
    if (secret.length > MOST_KEY_LENGTH)
      return fail("authentication_required", { message: "invalid API key" });
    const found = this.#lockout
      ? await this.#apiKeys.authenticate(secret, credentials.address())
      : await this.#apiKeys.authenticate(secret, "");
    if (found === "unknown") return fail("authentication_required", { message: "invalid API key" });
    if ("lockedSecs" in found) {
      METRICS.rateLimited.add(1, "lockout");
      return fail("locked_out", { retryAfterSecs: found.lockedSecs });
    }
    const problem = problemOf(found.key, now);
    if (problem !== undefined) return fail("authentication_required", { message: problem });
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(secret, { found, untilMs: now + KNOWN_MS });
    return found;
  }

  /** Counts an internal secret; a failure when the address is locked out. */
  async #judge(address: string, good: boolean): Promise<Failure | undefined> {
    if (good && !this.#suspects.has(address)) return undefined;
    const secs = await this.#apiKeys.judge("internal-secret", address, good);
    if (secs > 0) {
      METRICS.rateLimited.add(1, "lockout");
      return fail("locked_out", { retryAfterSecs: secs });
    }
    if (good) this.#suspects.delete(address);
    else {
      if (this.#suspects.size >= MOST_KNOWN) this.#suspects.clear();
      this.#suspects.add(address);
    }
    return undefined;
  }
}

/** Why a key that exists is not good. */
function problemOf(key: ApiKey, nowMs: number): string | undefined {
  if (key.revokedAtMs !== undefined) return "API key was revoked";
  if (key.expiresAtMs === 0 || key.expiresAtMs > nowMs) return undefined;
  return key.grace === undefined
    ? "API key has expired"
    : "API key was rotated and its grace is over: use its successor";
}

export function hasScope(key: ApiKey, scope: Scope): boolean {
  return key.scopes.includes("*") || key.scopes.includes(scope);
}
