import type { Redis } from "ioredis";
import { answered } from "./connection.js";
import { cutPage } from "./pages.js";
import type { Scripts } from "./scripts.js";

/** A worker that has claimed lately; times are ms. */
export interface ClaimingWorker {
  readonly id: string;
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  readonly queues: readonly string[];
  readonly jobSlugs: readonly string[];
}

function names(json: string | undefined): string[] {
  const parsed: unknown = JSON.parse(json ?? "[]");
  return Array.isArray(parsed) ? parsed.map(String) : [];
}

function record(fields: Readonly<Record<string, string>>): ClaimingWorker | undefined {
  const { id } = fields;
  if (id === undefined) return undefined;
  return {
    id,
    firstSeenAtMs: Number(fields["first_seen_at"] ?? 0),
    lastSeenAtMs: Number(fields["last_seen_at"] ?? 0),
    queues: names(fields["queues"]),
    jobSlugs: names(fields["job_slugs"]),
  };
}

/** Workers that claim (control-api 6.5). They are not connected: one is there as long as it claims. */
export class Workers {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  async touch(
    projectId: string,
    id: string,
    { queues, jobSlugs }: { queues: readonly string[]; jobSlugs: readonly string[] },
  ): Promise<void> {
    const fields = ["queues", JSON.stringify(queues), "job_slugs", JSON.stringify(jobSlugs)];
    await this.#scripts.run("touch-worker", { projectId, workerId: id, fields });
  }

  async get(projectId: string, id: string): Promise<ClaimingWorker | undefined> {
    return record(await answered(this.#redis.hgetall(this.#scripts.keys.catalog("worker", projectId, id))));
  }

  /** Last seen first; the cursor is `<last seen>:<id>` of the last one of the page before. */
  async list(
    projectId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ readonly workers: ClaimingWorker[]; readonly nextCursor?: string }> {
    const key = this.#scripts.keys.catalog("workers", projectId);
    const colon = cursor?.indexOf(":") ?? -1;
    const from = cursor === undefined ? "+inf" : cursor.slice(0, colon);
    const seen = cursor === undefined ? undefined : cursor.slice(colon + 1);
    // Workers of one score come in the reverse order of their ids; those up to the cursor are passed over.
    const found = await answered(
      this.#redis.zrange(
        key,
        from,
        "-inf",
        "BYSCORE",
        "REV",
        "LIMIT",
        0,
        limit + 1 + (seen === undefined ? 0 : limit),
        "WITHSCORES",
      ),
    );
    const entries: { id: string; score: string }[] = [];
    for (let index = 0; index + 1 < found.length; index += 2) {
      const id = found[index] ?? "";
      const score = found[index + 1] ?? "";
      if (seen === undefined || score !== from || id < seen) entries.push({ id, score });
    }
    const { items, next } = cutPage(entries, limit, ({ id, score }) => `${score}:${id}`);
    const workers = await Promise.all(items.map(({ id }) => this.get(projectId, id)));
    return { workers: workers.filter((worker) => worker !== undefined), ...next };
  }

  /** Takes runs from the worker: back to the queue, same attempt. Answers the ids of those it still had. */
  async release(projectId: string, id: string, runIds: readonly string[]): Promise<readonly string[]> {
    return this.#scripts.run("release-runs", { projectId, workerId: id, runIds });
  }

  /** Takes the worker off the list; it comes back with its next claim. Answers whether it was there. */
  async forget(projectId: string, id: string): Promise<boolean> {
    const reply = await this.#scripts.run("forget-worker", { projectId, workerId: id });
    return reply.outcome === "forgotten";
  }
}
