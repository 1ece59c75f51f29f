import type { Redis } from "ioredis";
import { isId } from "../domain/ids.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";
import { pageOfIds } from "./pages.js";

/** A bulk trigger as its script has recorded it; times in ms as text. */
export type BatchRecord = Readonly<Record<string, string>>;

/** Bulk triggers of a project (control-api 2.3). They leave with the longest retention. */
export class BatchOperations {
  readonly #redis: Redis;
  readonly #keys: CellKeys;

  constructor(redis: Redis, keys: CellKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** The batch of whatever project when none is named. */
  async get(projectId: string | undefined, batchId: string): Promise<BatchRecord | undefined> {
    if (!isId(batchId)) return undefined;
    const record = await answered(this.#redis.hgetall(this.#keys.catalog("batch", batchId)));
    if (record["id"] === undefined) return undefined;
    return projectId === undefined || record["project_id"] === projectId ? record : undefined;
  }

  /** Newest first; the cursor is the id of the last batch of the page before. */
  async list(
    projectId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ batches: BatchRecord[]; nextCursor?: string }> {
    const key = this.#keys.catalog("batches", projectId);
    const { items, next } = await pageOfIds(this.#redis, [key], "newest first", limit, cursor);
    const records = await Promise.all(items.map((id) => this.get(projectId, id)));
    return { batches: records.filter((record) => record !== undefined), ...next };
  }
}
