import { createHash, randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { newId } from "../domain/ids.js";
import type { RateLimit } from "../domain/rate-limit.js";
import type { Cell } from "./cell.js";
import type { RevokeApiKeyReply } from "./commands.js";
import { answered } from "./connection.js";
import type { Scripts } from "./scripts.js";

export { SCOPES, type Scope } from "../domain/scopes.js";

/** An API key without its secret; times are ms, `expiresAtMs` 0 for never. */
export interface ApiKey {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Its first characters, to tell keys apart; '' for keys of before. */
  readonly prefix: string;
  readonly lastUsedAtMs?: number;
  readonly revokedAtMs?: number;
  /** Set once it was rotated: until when it is good beside its successor. */
  readonly grace?: { readonly untilMs: number; readonly replacedBy: string };
  readonly rotationIntervalDays?: number;
  /** Its own limit, which goes before that of its project. */
  readonly rateLimit?: RateLimit;
}

/** A key that was looked up, and the limit of its project. */
export interface FoundKey {
  readonly key: ApiKey;
  readonly projectLimit?: RateLimit;
}

export interface NewApiKey {
  readonly projectId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** 0: never. */
  readonly expiresInMs: number;
  readonly rotationIntervalDays?: number | undefined;
  readonly rateLimit?: RateLimit | undefined;
}

export const API_KEY_PREFIX = "strait_";
const MARKED = /^strait_c([0-9a-f])_/;
const SHOWN_DIGITS = 8;

/** How a key is stored and looked up: only its digest ever reaches Redis. */
export function apiKeyDigest(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** A new API key; where there are several cells it says in clear which one knows it. */
export function newApiKeySecret({ number, of }: Cell): string {
  const mark = of === 1 ? "" : `c${number.toString(16)}_`;
  return `${API_KEY_PREFIX}${mark}${randomBytes(32).toString("hex")}`;
}

/** The number of the cell that a key names; undefined for one that names none, as those of before and those that people made. */
export function cellOfApiKey(secret: string): number | undefined {
  const [, digit] = MARKED.exec(secret) ?? [];
  return digit === undefined ? undefined : Number.parseInt(digit, 16);
}

/** The first characters of a key, which are shown to tell keys apart. */
function shownPrefix(secret: string): string {
  return secret.slice(0, secret.lastIndexOf("_") + 1 + SHOWN_DIGITS);
}

function optionalNumber(text: string | undefined): number | undefined {
  return text === undefined || text === "" ? undefined : Number(text);
}

function rateLimitOf(requests: string | undefined, windowSecs: string | undefined): RateLimit | undefined {
  if (requests === undefined || requests === "" || windowSecs === undefined || windowSecs === "")
    return undefined;
  return { requests: Number(requests), windowSecs: Number(windowSecs) };
}

function record(fields: ReadonlyMap<string, string>): ApiKey | undefined {
  const id = fields.get("id");
  const projectId = fields.get("project_id");
  if (id === undefined || projectId === undefined) return undefined;
  const replacedBy = fields.get("replaced_by");
  const lastUsedAtMs = optionalNumber(fields.get("last_used_at"));
  const revokedAtMs = optionalNumber(fields.get("revoked_at"));
  const rotationIntervalDays = optionalNumber(fields.get("rotation_interval_days"));
  const rateLimit = rateLimitOf(fields.get("rate_limit"), fields.get("rate_window_secs"));
  return {
    id,
    projectId,
    name: fields.get("name") ?? "",
    scopes: (fields.get("scopes") ?? "").split(" ").filter((scope) => scope !== ""),
    createdAtMs: Number(fields.get("created_at") ?? 0),
    expiresAtMs: Number(fields.get("expires_at") ?? 0),
    prefix: fields.get("key_prefix") ?? "",
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAtMs }),
    ...(revokedAtMs === undefined ? {} : { revokedAtMs }),
    ...(rotationIntervalDays === undefined ? {} : { rotationIntervalDays }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(replacedBy === undefined
      ? {}
      : { grace: { untilMs: Number(fields.get("grace_expires_at") ?? 0), replacedBy } }),
  };
}

/** API keys, stored by digest (control-api 8.1). */
export class ApiKeys {
  readonly #redis: Redis;
  readonly #scripts: Scripts;

  constructor(redis: Redis, scripts: Scripts) {
    this.#redis = redis;
    this.#scripts = scripts;
  }

  /** Stores the key that the configuration names; storing the same one again changes nothing but its project and scopes. */
  async putBootstrap(secret: string, projectId: string): Promise<"ok" | "project_elsewhere"> {
    const key = { projectId, id: newId(), digest: apiKeyDigest(secret) };
    return (await this.#scripts.run("put-bootstrap-key", key)).outcome;
  }

  async create(
    secret: string,
    key: NewApiKey,
  ): Promise<ApiKey | "too_many_api_keys" | "project_kept" | "project_elsewhere"> {
    const fields = ["name", key.name, "scopes", key.scopes.join(" "), "key_prefix", shownPrefix(secret)];
    if (key.rotationIntervalDays !== undefined) {
      fields.push("rotation_interval_days", String(key.rotationIntervalDays));
    }
    if (key.rateLimit !== undefined) {
      fields.push("rate_limit", String(key.rateLimit.requests));
      fields.push("rate_window_secs", String(key.rateLimit.windowSecs));
    }
    const reply = await this.#scripts.run("create-api-key", {
      projectId: key.projectId,
      id: newId(),
      digest: apiKeyDigest(secret),
      expiresIn: key.expiresInMs,
      fields,
    });
    if (reply.outcome !== "created") return reply.outcome;
    return record(reply.key) ?? "too_many_api_keys";
  }

  /**
   * A good key is `key`, whatever is wrong with one that exists can be seen in it. A failure counts against the
   * address; `locked` when it has had too many (seconds until it may try again).
   */
  async authenticate(
    secret: string,
    address: string,
  ): Promise<FoundKey | "unknown" | { readonly lockedSecs: number }> {
    const digest = apiKeyDigest(secret);
    const reply = await this.#scripts.run("authenticate", {
      digest,
      address,
      kind: "api-key",
    });
    if (reply.outcome === "locked") return { lockedSecs: reply.secs };
    const key = reply.outcome === "key" ? record(reply.key) : undefined;
    if (reply.outcome !== "key" || key === undefined) return "unknown";
    const projectLimit = rateLimitOf(reply.limit, reply.windowSecs);
    return projectLimit === undefined ? { key } : { key, projectLimit };
  }

  /**
   * Counts an internal secret of an address: `goodDigest` is '' for a wrong one. Seconds for which the address is
   * locked out, 0 for none; a good one that was in use before is never.
   */
  judgeSecret(address: string, goodDigest: string): Promise<number> {
    return this.#judge("internal-secret", address, goodDigest);
  }

  /** The same of an API key that was looked up in another cell; a good one is never locked out. */
  judgeApiKey(address: string, goodDigest: string): Promise<number> {
    return this.#judge("api-key", address, goodDigest);
  }

  async #judge(kind: "internal-secret" | "api-key", address: string, goodDigest: string): Promise<number> {
    const reply = await this.#scripts.run("authenticate", { address, kind, goodDigest });
    return reply.outcome === "locked" ? reply.secs : 0;
  }

  /** A key by itself, for callers that were authenticated by something else. */
  async find(secret: string): Promise<ApiKey | undefined> {
    const fields = await answered(
      this.#redis.hgetall(this.#scripts.keys.catalog("api_key", apiKeyDigest(secret))),
    );
    return record(new Map(Object.entries(fields)));
  }

  /** Oldest first. */
  async list(projectId: string): Promise<ApiKey[]> {
    const digests = await answered(this.#redis.hvals(this.#scripts.keys.catalog("api_keys", projectId)));
    const keys = await answered(
      Promise.all(
        digests.map((digest) => this.#redis.hgetall(this.#scripts.keys.catalog("api_key", digest))),
      ),
    );
    return keys
      .map((fields) => record(new Map(Object.entries(fields))))
      .filter((key) => key !== undefined)
      .sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  /** The scopes of a key; undefined when the project has no such key. */
  async get(projectId: string, id: string): Promise<ApiKey | undefined> {
    const digest = await answered(this.#redis.hget(this.#scripts.keys.catalog("api_keys", projectId), id));
    if (digest === null) return undefined;
    const fields = await answered(this.#redis.hgetall(this.#scripts.keys.catalog("api_key", digest)));
    return record(new Map(Object.entries(fields)));
  }

  /** Makes `secret` the successor of a key, which stays good for `graceMs`. */
  async rotate(
    projectId: string,
    id: string,
    secret: string,
    graceMs: number,
  ): Promise<
    | { readonly key: ApiKey; readonly graceExpiresAtMs: number }
    | "api_key_not_found"
    | "api_key_rotated"
    | "too_many_api_keys"
    | "project_elsewhere"
  > {
    const reply = await this.#scripts.run("rotate-api-key", {
      projectId,
      id,
      newId: newId(),
      digest: apiKeyDigest(secret),
      prefix: shownPrefix(secret),
      grace: graceMs,
    });
    if (reply.outcome !== "rotated") return reply.outcome;
    const key = record(reply.key);
    return key === undefined ? "api_key_not_found" : { key, graceExpiresAtMs: reply.graceEnds };
  }

  async revoke(projectId: string, id: string): Promise<RevokeApiKeyReply["outcome"]> {
    return (await this.#scripts.run("revoke-api-key", { projectId, id })).outcome;
  }
}
