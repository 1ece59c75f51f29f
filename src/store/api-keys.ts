import { createHash, randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { newId } from "../domain/ids.js";
import { answered } from "./connection.js";
import { catalogKey } from "./keys.js";

/** Scopes of control-api 8.1 that this product has operations for. */
export const SCOPES = [
  "*",
  "jobs:read",
  "jobs:write",
  "jobs:trigger",
  "runs:read",
  "runs:write",
  "webhooks:read",
  "webhooks:write",
  "api-keys:manage",
  "projects:read",
  "projects:manage",
  "stats:read",
  "workers:connect",
] as const;
export type Scope = (typeof SCOPES)[number];

/** An API key without its secret; times are ms, `expiresAtMs` 0 for never. */
export interface ApiKey {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** How a key is stored and looked up: only its digest ever reaches Redis. */
export function apiKeyDigest(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

export function newApiKeySecret(): string {
  return `strait_${randomBytes(32).toString("hex")}`;
}

function record(fields: Readonly<Record<string, string>>): ApiKey | undefined {
  const { id, project_id: projectId, name } = fields;
  if (id === undefined || projectId === undefined) return undefined;
  return {
    id,
    projectId,
    name: name ?? "",
    scopes: (fields["scopes"] ?? "").split(" ").filter((scope) => scope !== ""),
    createdAtMs: Number(fields["created_at"] ?? 0),
    expiresAtMs: Number(fields["expires_at"] ?? 0),
  };
}

/** API keys, stored by digest (control-api 8.1). */
export class ApiKeys {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Stores a key; storing the same one again changes nothing but its name, scopes and expiry. */
  async put(
    secret: string,
    key: { projectId: string; name: string; scopes: readonly string[]; nowMs: number; expiresAtMs: number },
  ): Promise<ApiKey> {
    const digest = apiKeyDigest(secret);
    const name = catalogKey("api_key", digest);
    const id = (await answered(this.#redis.hget(name, "id"))) ?? newId();
    const fields = {
      id,
      project_id: key.projectId,
      name: key.name,
      scopes: key.scopes.join(" "),
      created_at: key.nowMs,
      expires_at: key.expiresAtMs,
    };
    await answered(
      this.#redis
        .multi()
        .hset(name, fields)
        .hset(catalogKey("api_keys", key.projectId), id, digest)
        .zadd(catalogKey("projects"), 0, key.projectId)
        .hsetnx(catalogKey("project", key.projectId), "id", key.projectId)
        .hsetnx(catalogKey("project", key.projectId), "created_at", key.nowMs)
        .exec(),
    );
    return { ...key, id, createdAtMs: key.nowMs };
  }

  async find(secret: string): Promise<ApiKey | undefined> {
    return record(await answered(this.#redis.hgetall(catalogKey("api_key", apiKeyDigest(secret)))));
  }

  async list(projectId: string): Promise<ApiKey[]> {
    const digests = await answered(this.#redis.hvals(catalogKey("api_keys", projectId)));
    const keys = await answered(
      Promise.all(digests.map((digest) => this.#redis.hgetall(catalogKey("api_key", digest)))),
    );
    return keys.map(record).filter((key) => key !== undefined);
  }

  /** Revokes a key; false when the project has no such key. */
  async revoke(projectId: string, id: string): Promise<boolean> {
    const digest = await answered(this.#redis.hget(catalogKey("api_keys", projectId), id));
    if (digest === null) return false;
    await answered(
      this.#redis
        .multi()
        .del(catalogKey("api_key", digest))
        .hdel(catalogKey("api_keys", projectId), id)
        .exec(),
    );
    return true;
  }
}
