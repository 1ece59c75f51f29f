import type { Redis } from "ioredis";
import type { Migration } from "./data-format.js";
import { evalEach } from "./each-key.js";
import { partitionKey } from "./keys.js";

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

/** Puts two fields behind the third part of the field that has all the others. */
const PUT_IN = `local mode, expires_at = unpack(redis.call('HMGET', KEYS[1], 'execution_mode', 'expires_at'))
local origin = redis.call('HGET', KEYS[1], 'origin')
if not origin or not mode and select(2, string.gsub(origin, '%z', '')) ~= 8 then return end
local parts = string.match(origin, '^%Z*%z%Z*%z%Z*%z')
origin = parts .. (mode or '') .. '\\0' .. (expires_at or '') .. '\\0' .. string.sub(origin, #parts + 1)
redis.call('HSET', KEYS[1], 'origin', origin)
redis.call('HDEL', KEYS[1], 'execution_mode', 'expires_at')
if redis.call('HGET', KEYS[1], 'priority') == '0' then redis.call('HDEL', KEYS[1], 'priority') end`;

/** Up to format 6 these two had fields of their own. */
export const TO_WHOLE_ORIGINS: Migration = {
  name: "how a run is executed, and until when it may begin, into the field of what never changes",
  run: (redis, { keys }) => evalEach(redis, keys.partition("run", ""), PUT_IN),
};

/** Packs the hashes whose names are the given beginning and an id. */
function packAll(redis: Redis, beginning: string, names: readonly string[]): Promise<void> {
  return evalEach(redis, beginning, PACK, names);
}
