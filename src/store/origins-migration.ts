import type { Redis } from "ioredis";
import type { Migration } from "./data-format.js";
import { partitionKey } from "./keys.js";

const STEP = 500;

/** Puts fields of a hash, each with a zero behind it, into one field: `KEYS[1]`; its name; names of the fields. */
const PACK = `local names, parts = {}, {}
for index = 2, #ARGV do names[index - 1] = ARGV[index] end
local values = redis.call('HMGET', KEYS[1], unpack(names))
if not values[1] then return end
for index = 1, #names do parts[index] = (values[index] or '') .. '\\0' end
redis.call('HSETNX', KEYS[1], ARGV[1], table.concat(parts))
redis.call('HDEL', KEYS[1], 'id', unpack(names))`;

const OF_JOB = ["timeout_secs", "max_attempts", "job_version", "queue_name", "created_by"];
const OF_RUN = ["origin", "job_id", "created_at", "project_id", ...OF_JOB];
const OF_HELD = ["=made", ...OF_JOB.map((name) => `=${name}`)];

/** Format 3 had a field for each thing that never changes of a run, and of a trigger that is held back. */
export const TO_ORIGINS: Migration = {
  name: "what never changes of a run into one field",
  async run(redis) {
    await packAll(redis, partitionKey("run", ""), OF_RUN);
    await packAll(redis, partitionKey("held", ""), OF_HELD);
  },
};

/** Packs the hashes whose names are the given beginning and an id. */
async function packAll(redis: Redis, beginning: string, names: readonly string[]): Promise<void> {
  for (let cursor = "0"; ; ) {
    const [next, keys] = await redis.scan(cursor, "MATCH", `${beginning}*`, "COUNT", STEP);
    const packs = redis.pipeline();
    for (const key of keys) {
      if (!key.slice(beginning.length).includes(":")) packs.eval(PACK, 1, key, ...names);
    }
    await packs.exec();
    if (next === "0") return;
    cursor = next;
  }
}
