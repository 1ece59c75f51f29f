import type { Redis } from "ioredis";
import type { Cell } from "./cell.js";
import { answered, RedisUnavailableError } from "./connection.js";
import { DepthReader } from "./depths.js";
import { hashSlot } from "./hash-slot.js";
import { drainsOf } from "./project-drain.js";
import { type Finding, infoFields, MIB, SILENT_ADVICE, serverOf } from "./redis-findings.js";

/** Entries of the outbox that a relay takes in one read. */
const MOST_WAITING = 500;
/** What a relay that died had taken is with another one long before. */
const MOST_LAG_MS = 60_000;
/** Projects of a cell that are named. */
const MOST_NAMED = 5;

interface CellToLookAt {
  readonly redis: Redis;
  readonly cell: Cell;
}

/**
 * Of each cell: where it is, its slot in a cluster, what the Redis that holds it uses and does, which runs wait there, and
 * how far behind workers are. One whose Redis does not answer is told of all the same.
 */
export function cellFindings(cells: readonly CellToLookAt[]): Promise<Finding[]> {
  // Once a server, however many cells it holds.
  const asked = new Map<string | Redis, Promise<string>>();
  const infoOf = (redis: Redis): Promise<string> => {
    const server = serverOf(redis) ?? redis;
    const info = asked.get(server) ?? redis.info();
    asked.set(server, info);
    return info;
  };
  return Promise.all(
    cells.map(async (one) => {
      const name = `cell ${one.cell.number}`;
      try {
        return { name, ...(await lookAt(one, infoOf)) };
      } catch (error) {
        if (!(error instanceof RedisUnavailableError)) throw error;
        return { name, good: false, found: `${placeOf(one)}: does not answer`, advice: SILENT_ADVICE };
      }
    }),
  );
}

async function lookAt(
  one: CellToLookAt,
  infoOf: (redis: Redis) => Promise<string>,
): Promise<Omit<Finding, "name">> {
  const { redis, cell } = one;
  const { keys } = cell;
  const outbox = keys.partition("outbox");
  const [waiting, oldest, errands, projects, time, text, depths, drains] = await answered(
    Promise.all([
      redis.xlen(outbox),
      redis.xrange(outbox, "-", "+", "COUNT", 1),
      redis.zcard(keys.partition("errands")),
      redis.zcard(keys.catalog("projects")),
      redis.time(),
      infoOf(redis),
      new DepthReader([one], []).depths(),
      drainsOf(one),
    ]),
  );
  const info = infoFields(text);
  const since = oldest[0]?.[0].split("-")[0];
  const lagMs = since === undefined ? 0 : Math.max(0, Number(time[0]) * 1000 - Number(since));
  const used = Math.round(Number(info.get("used_memory") ?? 0) / MIB);
  const facts = [
    `${placeOf(one)}: ${projects} projects`,
    `${depths.byStatus.get("queued") ?? 0} runs queued`,
    `${waiting} entries in the outbox, the oldest for ${Math.round(lagMs / 1000)} s`,
    `${errands} errands to other cells`,
    `its Redis uses ${used} MiB and does ${info.get("instantaneous_ops_per_sec") ?? 0} commands a second`,
    ...drains
      .slice(0, MOST_NAMED)
      .map(
        ({ project, untilMs }) =>
          `${project} begins nothing until ${new Date(untilMs).toISOString()}, to move`,
      ),
  ];
  return {
    good: waiting < MOST_WAITING && lagMs <= MOST_LAG_MS,
    found: facts.join(", "),
    advice: "run a worker, or more: those that are there do not keep up with this cell",
  };
}

/** The server that holds the cell, as it is reached now, and the slot. */
export function placeOf({ redis, cell }: CellToLookAt): string {
  const { host, port } = redis.options;
  return `${serverOf(redis) ?? `${host}:${port}`}, slot ${hashSlot(cell.keys.tag)}`;
}
