import type { Redis } from "ioredis";
import type { RateLimit } from "../domain/rate-limit.js";
import { answered } from "./connection.js";
import { type Page, pageOfIds } from "./pages.js";
import type { Scripts } from "./scripts.js";

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** For all its keys together, where they have none of their own. */
  readonly rateLimit?: RateLimit;
  /** Among the projects of which a dispatcher takes runs; absent for 1. */
  readonly fairWeight?: number;
}

function record(fields: Readonly<Record<string, string>>): Project | undefined {
  const { id } = fields;
  if (id === undefined) return undefined;
  const { rate_limit: requests, rate_window_secs: windowSecs, fair_weight: weight } = fields;
  return {
    id,
    name: fields["name"] ?? id,
    createdAtMs: Number(fields["created_at"] ?? 0),
    ...(requests === undefined || windowSecs === undefined
      ? {}
      : { rateLimit: { requests: Number(requests), windowSecs: Number(windowSecs) } }),
    ...(weight === undefined ? {} : { fairWeight: Number(weight) }),
  };
}

/** Only what differs from 1 is kept. */
function weightText(weight: number): string | undefined {
  return weight === 1 ? undefined : String(weight);
}

/** Projects: the tenancy that jobs, runs and keys belong to. */
export class Projects {
  readonly #redis: Redis;
  readonly #scripts: Scripts;

  constructor(redis: Redis, scripts: Scripts) {
    this.#redis = redis;
    this.#scripts = scripts;
  }

  async create({
    id,
    name,
    createdAtMs,
    rateLimit,
    fairWeight = 1,
  }: Project): Promise<"created" | "project_exists" | "project_kept" | "project_elsewhere"> {
    const limit =
      rateLimit === undefined
        ? {}
        : { rate_limit: String(rateLimit.requests), rate_window_secs: String(rateLimit.windowSecs) };
    const fields = Object.entries({ name, created_at: String(createdAtMs), ...limit }).flat();
    const args = { projectId: id, weight: weightText(fairWeight), fields };
    return (await this.#scripts.run("create-project", args)).outcome;
  }

  /** Changes the project's weight; the project as it is then, undefined when there is none. */
  async weigh(id: string, fairWeight: number): Promise<Project | "project_elsewhere" | undefined> {
    const { outcome } = await this.#scripts.run("weigh-project", {
      projectId: id,
      weight: weightText(fairWeight),
    });
    if (outcome === "project_elsewhere") return outcome;
    return outcome === "weighed" ? this.get(id) : undefined;
  }

  /** Whether the id is that of a deleted project of which something may be kept. */
  async isDeleted(id: string): Promise<boolean> {
    return (await answered(this.#redis.zscore(this.#scripts.keys.catalog("deleted_projects"), id))) !== null;
  }

  async get(id: string): Promise<Project | undefined> {
    return record(await answered(this.#redis.hgetall(this.#scripts.keys.catalog("project", id))));
  }

  async list(limit: number, cursor: string | undefined): Promise<Page<Project>> {
    const key = this.#scripts.keys.catalog("projects");
    const { items, next } = await pageOfIds(this.#redis, [key], "oldest first", limit, cursor);
    const projects = await Promise.all(items.map((id) => this.get(id)));
    return { items: projects.filter((project) => project !== undefined), next };
  }

  /** Forgets what a project that is to be deleted has left in this cell when it moved; false while that is kept. */
  async forgetLeft(id: string): Promise<boolean> {
    return (await this.#scripts.run("forget-left", { projectId: id })).outcome === "forgotten";
  }

  /** Deletes a project without jobs, and its API keys. */
  async delete(id: string): Promise<"deleted" | "project_not_found" | "project_busy" | "project_elsewhere"> {
    return (await this.#scripts.run("delete-project", { projectId: id })).outcome;
  }
}
