import type { Redis } from "ioredis";
import { answered } from "./connection.js";
import { catalogKey } from "./keys.js";

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
}

function record(fields: Readonly<Record<string, string>>): Project | undefined {
  const { id } = fields;
  if (id === undefined) return undefined;
  return { id, name: fields["name"] ?? id, createdAtMs: Number(fields["created_at"] ?? 0) };
}

/** Projects: the tenancy that jobs, runs and keys belong to. */
export class Projects {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** False when the project exists already. */
  async create(project: Project): Promise<boolean> {
    const key = catalogKey("project", project.id);
    // `id` is written first and decides; what follows only completes the record that won.
    if ((await answered(this.#redis.hsetnx(key, "id", project.id))) === 0) return false;
    await answered(
      this.#redis
        .multi()
        .hset(key, { name: project.name, created_at: project.createdAtMs })
        .zadd(catalogKey("projects"), 0, project.id)
        .exec(),
    );
    return true;
  }

  async get(id: string): Promise<Project | undefined> {
    return record(await answered(this.#redis.hgetall(catalogKey("project", id))));
  }

  async list(
    limit: number,
    cursor: string | undefined,
  ): Promise<{ projects: Project[]; nextCursor?: string }> {
    const from = cursor === undefined ? "-" : `(${cursor}`;
    const ids = await answered(
      this.#redis.zrange(catalogKey("projects"), from, "+", "BYLEX", "LIMIT", 0, limit + 1),
    );
    const page = ids.slice(0, limit);
    const projects = (await Promise.all(page.map((id) => this.get(id)))).filter((one) => one !== undefined);
    const last = page.at(-1);
    return ids.length > limit && last !== undefined ? { projects, nextCursor: last } : { projects };
  }

  /** Deletes a project without jobs; `busy` when it has some. */
  async delete(id: string): Promise<"deleted" | "not_found" | "busy"> {
    if ((await answered(this.#redis.zcard(catalogKey("jobs", id)))) > 0) return "busy";
    const removed = await answered(
      this.#redis.multi().del(catalogKey("project", id)).zrem(catalogKey("projects"), id).exec(),
    );
    return removed?.[0]?.[1] === 1 ? "deleted" : "not_found";
  }
}
