import { LRUCache } from "lru-cache";
import { bearerOf, InternalSecret, type SecretVerdict } from "../../auth/internal-secret.js";
import type { Cells } from "../../domain/cells.js";
import { type Failure, fail } from "../../domain/failures.js";
import { BY_TURNS } from "../../domain/turn-clock.js";
import { METRICS } from "../../metrics/metrics.js";
import { API_KEY_PREFIX, type ApiKey, type FoundKey, type Scope } from "../../store/api-keys.js";
import { KeyRing } from "../../store/key-ring.js";
import type { Store } from "../../store/store.js";

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

/** Who calls with an API key. */
type KeyCaller = Caller & { readonly key: FoundKey };

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
/** Longer than any key: it is not worth a digest. */
const MOST_KEY_LENGTH = 512;

/** Checks API keys and the internal secret, and locks out addresses that guess (control-api 8.1). */
export class Authentication {
  readonly #cells: Cells<Pick<Store, "apiKeys" | "projects">>;
  readonly #keyRing: KeyRing;
  readonly #secret: InternalSecret;
  readonly #lockout: boolean;
  readonly #known = new LRUCache<string, KeyCaller>({ max: MOST_KNOWN, ttl: KNOWN_MS, ...BY_TURNS });

  constructor(cells: Cells<Pick<Store, "apiKeys" | "projects">>, internalSecret: string, lockout: boolean) {
    this.#cells = cells;
    this.#keyRing = new KeyRing(cells.map(({ apiKeys }) => apiKeys));
    this.#lockout = lockout;
    this.#secret = new InternalSecret(
      internalSecret,
      lockout ? (address, goodDigest) => cells.first.apiKeys.judgeSecret(address, goodDigest) : undefined,
    );
  }

  /**
   * The caller with the scope, where one is needed; or why not: 401, 403 without the scope, 429 locked out. At once for
   * a key that is known, which nearly all calls come with.
   */
  check(credentials: Credentials, scope: Scope | undefined): Caller | Failure | Promise<Caller | Failure> {
    const bearer = bearerOf(credentials.authorization);
    if (credentials.internalSecret === "" && bearer.startsWith(API_KEY_PREFIX)) {
      const known = this.#knownCaller(bearer);
      if (known !== undefined) return withScope(known, scope);
    }
    return this.#look(bearer, credentials, scope);
  }

  async #look(bearer: string, credentials: Credentials, scope: Scope | undefined): Promise<Caller | Failure> {
    const isApiKey = bearer.startsWith(API_KEY_PREFIX);
    // A wrong secret beside a good key is a guess all the same.
    const given = credentials.internalSecret || (isApiKey ? "" : bearer);
    const internal = await this.checkSecret(given, credentials.address);
    if (typeof internal !== "string") return internal;
    if (internal === "right") {
      return {
        projectId: credentials.projectId === "" ? undefined : credentials.projectId,
        internal: true,
        actor: credentials.actorId === "" ? "internal" : credentials.actorId,
        scopes: ["*"],
      };
    }
    if (!isApiKey || internal === "wrong") return fail("authentication_required");
    const found = await this.#authenticate(bearer, credentials);
    return "failure" in found ? found : withScope(found, scope);
  }

  /** A key that is known, not revoked and not expired. */
  async find(secret: string): Promise<ApiKey | undefined> {
    const now = Date.now();
    const key = this.#known.get(secret)?.key.key ?? (await this.#keyRing.find(secret));
    return key !== undefined && problemOf(key, now) === undefined ? key : undefined;
  }

  /** Whether what a token was made for is still there: the API key where it has one, and the project. */
  async stillGood({
    projectId,
    keyId,
  }: {
    readonly projectId: string;
    readonly keyId?: string | undefined;
  }): Promise<boolean> {
    const { apiKeys, projects } = this.#cells.ofProject(projectId);
    if (keyId === undefined) return !(await projects.isDeleted(projectId));
    const key = await apiKeys.get(projectId, keyId);
    return key !== undefined && problemOf(key, Date.now()) === undefined;
  }

  /** Forgets what this process knows, so that a change made here is seen here at once. */
  forget(): void {
    this.#known.clear();
  }

  /** Whether what was given is the internal secret; a failure when the address has given too many wrong ones. */
  async checkSecret(given: string, address: () => string): Promise<Exclude<SecretVerdict, object> | Failure> {
    const verdict = await this.#secret.check(given, address);
    if (typeof verdict === "string") return verdict;
    METRICS.rateLimited.add(1, "lockout");
    return fail("locked_out", { retryAfterSecs: verdict.lockedSecs });
  }

  /** Who calls with a key that was found lately and is good. */
  #knownCaller(secret: string): KeyCaller | undefined {
    const known = this.#known.get(secret);
    if (known === undefined || problemOf(known.key.key, Date.now()) === undefined) return known;
    this.#known.delete(secret);
    return undefined;
  }

  async #authenticate(secret: string, credentials: Credentials): Promise<KeyCaller | Failure> {
    const known = this.#knownCaller(secret);
    if (known !== undefined) return known;
    if (secret.length > MOST_KEY_LENGTH)
      return fail("authentication_required", { message: "invalid API key" });
    const found = this.#lockout
      ? await this.#keyRing.authenticate(secret, credentials.address())
      : await this.#keyRing.authenticate(secret, "");
    if (found === "unknown") return fail("authentication_required", { message: "invalid API key" });
    if ("lockedSecs" in found) {
      METRICS.rateLimited.add(1, "lockout");
      return fail("locked_out", { retryAfterSecs: found.lockedSecs });
    }
    const problem = problemOf(found.key, Date.now());
    if (problem !== undefined) return fail("authentication_required", { message: problem });
    const caller = callerWith(found);
    this.#known.set(secret, caller);
    return caller;
  }
}

function callerWith(found: FoundKey): KeyCaller {
  const { id, projectId, scopes } = found.key;
  return { projectId, internal: false, actor: `api-key:${id}`, scopes, key: found };
}

function withScope(caller: KeyCaller, scope: Scope | undefined): Caller | Failure {
  if (scope === undefined || hasScope(caller.key.key, scope)) return caller;
  return fail("forbidden", { message: `the API key needs the scope ${scope}` });
}

/** Why a key that exists is not good. */
function problemOf(key: ApiKey, nowMs: number): string | undefined {
  if (key.revokedAtMs !== undefined) return "API key was revoked";
  if (key.expiresAtMs === 0 || key.expiresAtMs > nowMs) return undefined;
  return key.grace === undefined
    ? "API key has expired"
    : "API key was rotated and its grace is over: use its successor";
}

function hasScope(key: ApiKey, scope: Scope): boolean {
  return key.scopes.includes("*") || key.scopes.includes(scope);
}
