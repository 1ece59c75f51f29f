import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import type { Migration } from "./data-format.js";
import { CATALOG_PREFIX, catalogKey, PARTITION_PREFIX, partitionKey, QUEUE_PREFIX } from "./keys.js";

const STEP = 500;
/** The relay's group in format 1. */
const GROUP = "relay";

/**
 * Format 1 had ready pull runs in a set of their job and partition, and a BullMQ job for each http run. What was queued
 * then is put where it is handed out from; the first of each lane is due now, and the sweep that looks at it seats it.
 */
export const TO_LINES: Migration = {
  name: "queued runs of both kinds into the lines of their jobs",
  async run(redis) {
    await dropDispatches(redis);
    const projects = new Set([
      ...(await redis.zrange(catalogKey("projects"), 0, -1)),
      ...(await redis.smembers(catalogKey("job_projects"))),
    ]);
    for (const project of projects) {
      for (const job of await redis.zrange(catalogKey("jobs", project), 0, -1)) {
        const json = await redis.hget(catalogKey("job", job), "json");
        const mode =
          json === null ? undefined : (JSON.parse(json) as { execution_mode?: string }).execution_mode;
        if (mode !== undefined) await redis.hset(catalogKey("job", job), "execution_mode", mode);
        await redis.unlink(`${PARTITION_PREFIX}ready:${job}`);
      }
      await redis.unlink(`${CATALOG_PREFIX}project:${project}:ready`);
      await moveQueued(redis, catalogKey("runs_in", project, "queued"));
    }
  },
};

async function moveQueued(redis: Redis, queued: string): Promise<void> {
  const seated = new Set<string>();
  for (let from = "-"; ; ) {
    const ids = await redis.zrange(queued, from, "+", "BYLEX", "LIMIT", 0, STEP);
    const read = redis.pipeline();
    for (const id of ids) {
      const key = partitionKey("run", id);
      read.hmget(key, ...["status", "job_id", "concurrency_key", "priority", "created_at", "next_retry_at"]);
    }
    const write = redis.pipeline();
    ((await read.exec()) ?? []).forEach(([, reply], index) => {
      const id = ids[index] ?? "";
      const [status, job, key, priority, createdAt, retryAt] = reply as (string | null)[];
      if (status !== "queued" || typeof job !== "string") return;
      const due = partitionKey("due");
      if (Number(retryAt ?? 0) > Date.now()) {
        write.zadd(due, Number(retryAt), id);
        return;
      }
      const lane = catalogKey("ready", job, key ?? "");
      write.zadd(lane, (10 - Number(priority)) * LIMITS.priorityLevel + Number(createdAt), id);
      if (!seated.has(lane)) write.zadd(due, Date.now(), id);
      seated.add(lane);
    });
    await write.exec();
    const last = ids.at(-1);
    if (ids.length < STEP || last === undefined) return;
    from = `(${last}`;
  }
}

/** Entries of dispatches in the outbox, and the BullMQ queue that they went to. */
async function dropDispatches(redis: Redis): Promise<void> {
  const outbox = partitionKey("outbox");
  for (let from = "-"; ; ) {
    const entries = await redis.xrange(outbox, from, "+", "COUNT", STEP);
    const dispatches = entries.filter(([, fields]) => fields[fields.indexOf("kind") + 1] === "dispatch");
    const ids = dispatches.map(([id]) => id);
    if (ids.length > 0)
      await redis
        .multi()
        .xack(outbox, GROUP, ...ids)
        .xdel(outbox, ...ids)
        .exec();
    const last = entries.at(-1)?.[0];
    if (entries.length < STEP || last === undefined) break;
    from = `(${last}`;
  }
  for (let cursor = "0"; ; ) {
    const [next, keys] = await redis.scan(cursor, "MATCH", `${QUEUE_PREFIX}:dispatch:*`, "COUNT", STEP);
    if (keys.length > 0) await redis.unlink(...keys);
    if (next === "0") return;
    cursor = next;
  }
}
