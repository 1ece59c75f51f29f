import { createHash, timingSafeEqual } from "node:crypto";
import { type Failure, fail } from "../domain/failures.js";
import type { ApiKey, ApiKeys, Scope } from "../store/api-keys.js";

/** Who calls the control API. `projectId` is undefined for the internal secret without a named project. */
export interface Caller {
  readonly projectId: string | undefined;
  readonly internal: boolean;
  /** Written to runs as created_by and to events as sent_by. */
  readonly actor: string;
  readonly scopes: readonly string[];
}

export interface Credentials {
  readonly authorization: string;
  readonly internalSecret: string;
  readonly projectId: string;
  readonly actorId: string;
}

/** How long a key that was found stays known: a revoked key is refused after this at the latest. */
const KNOWN_MS = 2_000;
const MOST_KNOWN = 10_000;
const BEARER = "Bearer ";
const API_KEY_PREFIX = "strait_";

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Checks API keys and the internal secret (control-api 8.1). */
export class Authentication {
  readonly #apiKeys: ApiKeys;
  readonly #secretDigest: Buffer | undefined;
  readonly #known = new Map<string, { key: ApiKey; untilMs: number }>();

  constructor(apiKeys: ApiKeys, internalSecret: string) {
    this.#apiKeys = apiKeys;
    this.#secretDigest = internalSecret === "" ? undefined : digest(internalSecret);
  }

  /** The caller with the scope, or why not: 401 without a good credential, 403 without the scope. */
  async check(credentials: Credentials, scope: Scope): Promise<Caller | Failure> {
    const { authorization } = credentials;
    const bearer = authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : "";
    const isApiKey = bearer.startsWith(API_KEY_PREFIX);
    if (this.isInternalSecret(credentials.internalSecret) || (!isApiKey && this.isInternalSecret(bearer))) {
      return {
        projectId: credentials.projectId === "" ? undefined : credentials.projectId,
        internal: true,
        actor: credentials.actorId === "" ? "internal" : credentials.actorId,
        scopes: ["*"],
      };
    }
    if (!isApiKey) return fail("authentication_required");
    const key = await this.find(bearer);
    if (key === undefined) return fail("authentication_required", { message: "invalid API key" });
    if (!hasScope(key, scope)) return fail("forbidden", { message: `the API key needs the scope ${scope}` });
    return { projectId: key.projectId, internal: false, actor: `api-key:${key.id}`, scopes: key.scopes };
  }

  /** A key that is known, not revoked and not expired. */
  async find(secret: string): Promise<ApiKey | undefined> {
    const now = Date.now();
    const known = this.#known.get(secret);
    if (known !== undefined && known.untilMs > now) return current(known.key, now);
    const key = await this.#apiKeys.find(secret);
    this.#known.delete(secret);
    if (key === undefined) return undefined;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(secret, { key, untilMs: now + KNOWN_MS });
    return current(key, now);
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
}

function current(key: ApiKey, nowMs: number): ApiKey | undefined {
  return key.expiresAtMs === 0 || key.expiresAtMs > nowMs ? key : undefined;
}

export function hasScope(key: ApiKey, scope: Scope): boolean {
  return key.scopes.includes("*") || key.scopes.includes(scope);
}
