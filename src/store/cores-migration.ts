import type { Redis } from "ioredis";
import { ANY_FIELD, CORE_FIELDS } from "../api/run-core.js";
import type { Migration } from "./data-format.js";
import { evalEach } from "./each-key.js";

/** Puts fields of a run into one: `KEYS[1]`; what stands for its letters; names of the fields, in their order. */
const PACK = `if redis.call('HEXISTS', KEYS[1], 'core') == 1 then return end
local values = redis.call('HMGET', KEYS[1], unpack(ARGV, 2))
if not values[1] then return end
local parts = {}
for index = 1, #ARGV - 1 do parts[#parts + 1] = values[index] or '' end
table.insert(parts, 4, ARGV[1])
redis.call('HSET', KEYS[1], 'core', table.concat(parts, '\\0'))
redis.call('HDEL', KEYS[1], unpack(ARGV, 2))`;

/** Up to format 7 each of them was a field of its own. */
export const TO_CORES: Migration = {
  name: "what changes of a run as it goes into one field",
  run: (redis: Redis, { keys }) =>
    evalEach(redis, keys.partition("run", ""), PACK, [ANY_FIELD, ...CORE_FIELDS]),
};
