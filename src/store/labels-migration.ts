import type { Redis } from "ioredis";
import { RUN_STATUSES } from "../domain/run-status.js";
import type { Migration } from "./data-format.js";
import { catalogKey, partitionKey } from "./keys.js";

const STEP = 500;

/** A run is marked once, whoever comes first: one that was made since has its labels. */
const MARK = `if redis.call('HEXISTS', KEYS[1], 'tags') + redis.call('EXISTS', KEYS[2]) == 0 then return end
if redis.call('HSETNX', KEYS[1], 'labels', '1') == 1 then redis.call('ZADD', KEYS[3], 0, ARGV[1]) end`;

/** Format 2 had no index of tags and metadata: runs of then are found by being looked at until they have left. */
export const TO_LABELS: Migration = {
  name: "runs with tags or metadata to where lists look for them",
  async run(redis) {
    const projects = new Set([
      ...(await redis.zrange(catalogKey("projects"), 0, -1)),
      ...(await redis.smembers(catalogKey("job_projects"))),
    ]);
    for (const project of projects) {
      for (const status of RUN_STATUSES) {
        if (status !== "dequeued") await markAll(redis, project, catalogKey("runs_in", project, status));
      }
    }
  },
};

async function markAll(redis: Redis, project: string, index: string): Promise<void> {
  for (let from = "-"; ; ) {
    const ids = await redis.zrange(index, from, "+", "BYLEX", "LIMIT", 0, STEP);
    const marks = redis.pipeline();
    for (const id of ids) {
      const own = [partitionKey("run", id), partitionKey("metadata", id)];
      marks.eval(MARK, 3, ...own, catalogKey("unlabeled", project), id);
    }
    await marks.exec();
    const last = ids.at(-1);
    if (ids.length < STEP || last === undefined) return;
    from = `(${last}`;
  }
}
