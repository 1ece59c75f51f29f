import type { Redis } from "ioredis";
import { ConfigurationError } from "../configuration-error.js";
import { LIMITS } from "../domain/limits.js";
import { CATALOG_PREFIX, catalogKey, PARTITION_PREFIX, QUEUE_PREFIX } from "./keys.js";

/** Before format 5 partitions, the catalog and BullMQ had a hash tag each. */
const FORMER_NAME = /^b:\{(?:p\d+|(catalog)|(queues))\}:(.*)$/s;
export const FORMER_FORMAT = "b:{catalog}:format";
const FORMER_PROCESSES = "b:{catalog}:processes";
/** Told by the data of before that has no format: it is of the time before formats were numbered. */
const FORMER_PARTITIONS = "b:{catalog}:partitions";
/** The first format with the names of today. */
const FORMAT = 5;
const STEP = 500;

/**
 * Whether names of before are there. The format of the data waits under `moving` until all are gone. Under its
 * former name stays the new format for ever, so that a version of before refuses the data instead of making its own.
 */
const BEGIN = `local format = redis.call('GET', KEYS[1])
if format ~= ARGV[1] and (format or redis.call('EXISTS', KEYS[2]) == 1) then
  redis.call('SET', KEYS[3], format or '1')
  redis.call('SET', KEYS[1], ARGV[1])
end`;
const END = `local format = redis.call('GET', KEYS[1])
if format then
  redis.call('SET', KEYS[2], format)
  redis.call('DEL', KEYS[1])
end`;

/** Moves some of what two partitions had under one name each; each of the steps leaves every member in one of them. */
const JOIN: Readonly<Record<string, string>> = {
  zset: `local some = redis.call('ZRANGE', KEYS[1], 0, ${STEP - 1}, 'WITHSCORES')
for at = 1, #some, 2 do
  redis.call('ZADD', KEYS[2], some[at + 1], some[at])
  redis.call('ZREM', KEYS[1], some[at])
end
return redis.call('EXISTS', KEYS[1])`,
  // What a relay had read and not done is read again: its entries are handed over once, whoever does it.
  stream: `local some = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', ${STEP})
for _, entry in ipairs(some) do
  redis.call('XADD', KEYS[2], '*', unpack(entry[2]))
  redis.call('XDEL', KEYS[1], entry[1])
end
if some[1] then return 1 end
redis.call('DEL', KEYS[1])
return 0`,
  // When a sweep last looked: all of it is as long ago.
  hash: "redis.call('DEL', KEYS[1]) return 0",
};

/** What stands in the way of a start: names of before, or a move that has not come to its end. */
export async function hasFormerNames(redis: Redis): Promise<boolean> {
  // Names in several slots were never in a cluster, and a node may not be asked for those of another one.
  if ((await redis.info("cluster")).includes("cluster_enabled:1")) return false;
  const [format, isOld, isMoving] = await Promise.all([
    redis.get(FORMER_FORMAT),
    redis.exists(FORMER_PARTITIONS),
    redis.exists(catalogKey("moving")),
  ]);
  return isMoving === 1 || (format === null ? isOld === 1 : Number(format) < FORMAT);
}

/**
 * Gives all keys of a data set of before their names of today, in bounded steps. May be ended at any time and taken up
 * again. Throws {@link ConfigurationError} when a process of before has been there a moment ago, unless `isAlone`.
 */
export async function moveNames(
  redis: Redis,
  report: (step: string) => void,
  isAlone: boolean,
): Promise<void> {
  if (!(await hasFormerNames(redis))) return;
  if (!isAlone) await refuseProcesses(redis);
  const moving = catalogKey("moving");
  await redis.eval(BEGIN, 3, FORMER_FORMAT, FORMER_PARTITIONS, moving, FORMAT);
  for (let moved = await pass(redis, report); moved > 0; ) moved = await pass(redis, report);
  await redis.eval(END, 2, moving, catalogKey("format"));
}

async function refuseProcesses(redis: Redis): Promise<void> {
  const since = Date.now() - LIMITS.processSilentMs;
  const found = await redis.zrange(FORMER_PROCESSES, since, "+inf", "BYSCORE");
  if (found.length === 0) return;
  const named = found.map((one) => {
    const { id, role } = JSON.parse(one) as { id?: string; role?: string };
    return `${role} ${id}`;
  });
  throw new ConfigurationError(
    `stop all gateways and workers first, these were there within ${LIMITS.processSilentMs / 1000} s: ${named.join(", ")}`,
  );
}

/** One look at all keys; how many had a name of before. */
async function pass(redis: Redis, report: (step: string) => void): Promise<number> {
  let moved = 0;
  for (let cursor = "0"; ; ) {
    const [next, keys] = await redis.scanBuffer(cursor, "MATCH", "b:{*", "COUNT", STEP);
    const renames: [from: Buffer, to: Buffer][] = [];
    for (const from of keys) {
      const to = nameOfToday(from);
      if (to !== undefined) renames.push([from, to]);
    }
    const pipeline = redis.pipeline();
    for (const [from, to] of renames) pipeline.renamenx(from, to);
    const replies = (await pipeline.exec()) ?? [];
    for (const [index, [error, reply]] of replies.entries()) {
      // Another one has moved it meanwhile, or it has expired.
      if (error !== null && !/no such key/.test(error.message)) throw error;
      if (error === null && reply === 0) await join(redis, ...(renames[index] as [Buffer, Buffer]));
    }
    if (renames.length > 0 && Math.floor(moved / 100_000) < Math.floor((moved + renames.length) / 100_000))
      report(`${moved + renames.length} keys have their names of today`);
    moved += renames.length;
    cursor = String(next);
    if (cursor === "0") return moved;
  }
}

async function join(redis: Redis, from: Buffer, to: Buffer): Promise<void> {
  const type = await redis.type(from);
  const script = JOIN[type];
  if (script === undefined) {
    if (type === "none") return;
    throw new Error(`there are two keys for the name ${to.toString()}`);
  }
  while ((await redis.eval(script, 2, from, to)) === 1);
}

/** Keys are bytes: a part of one may be whatever a caller chose. */
function nameOfToday(key: Buffer): Buffer | undefined {
  const name = key.toString("latin1");
  if (name === FORMER_FORMAT) return undefined;
  const [found, catalog, queues, rest = ""] = FORMER_NAME.exec(name) ?? [];
  if (found === undefined) return undefined;
  const prefix = catalog ? CATALOG_PREFIX : queues ? `${QUEUE_PREFIX}:` : PARTITION_PREFIX;
  return Buffer.from(prefix + rest, "latin1");
}
