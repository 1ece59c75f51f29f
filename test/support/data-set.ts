import type { Redis } from "ioredis";
import { allCells } from "../../src/store/cell.js";
import { tagOfKey } from "../../src/store/cell-tags.js";
import { type CellKeys, FIRST_CELL } from "../../src/store/keys.js";
import { FORMER_FORMAT } from "../../src/store/names-migration.js";
import { shownRun } from "./stored-run.js";

export type Fields = Readonly<Record<string, string>>;
export type Scores = ReadonlyMap<string, number>;

/** What Redis holds of runs, read at one moment when nobody writes. Names of keys are whole ones. */
interface Content {
  readonly nowMs: number;
  readonly runs: ReadonlyMap<string, Fields>;
  readonly triggers: ReadonlyMap<string, Fields>;
  readonly live: Scores;
  readonly due: Scores;
  /** What is to be done in other cells. */
  readonly errands: Scores;
  readonly outbox: readonly Fields[];
  readonly hashes: ReadonlyMap<string, Fields>;
  readonly sorted: ReadonlyMap<string, Scores>;
  readonly sets: ReadonlyMap<string, readonly string[]>;
  /** Every key of the product. */
  readonly keys: readonly string[];
}

/** What one cell holds. */
export interface CellSet extends Content {
  readonly names: CellKeys;
}

/** What all cells hold, each by itself and together. */
export interface DataSet extends Content {
  /** By the numbers of the cells. */
  readonly cells: readonly CellSet[];
  /** Keys of cells that the data set does not have. */
  readonly strange: readonly string[];
}

const RUN_KEY = /^b:\{\w+\}:p:run:([0-9a-f-]{36})$/;
const TRIGGER_KEY = /^b:\{\w+\}:p:trigger:([0-9a-f-]{36})$/;

/** All keys of the product that match but BullMQ's, with type and value; of streams only the outbox's entries. */
const READ_ALL = `local found = {}
for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
  if not string.find(key, '^b:{%w+}:q') then
    local kind, value = redis.call('TYPE', key).ok, ''
    if kind == 'hash' then value = redis.call('HGETALL', key)
    elseif kind == 'zset' then value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    elseif kind == 'set' then value = redis.call('SMEMBERS', key)
    elseif kind == 'stream' and string.sub(key, -7) == ':outbox' then value = redis.call('XRANGE', key, '-', '+')
    elseif key == ARGV[2] then value = redis.call('GET', key)
    end
    found[#found + 1] = { key, kind, value }
  end
end
return { redis.call('TIME')[1], found }`;

type Found = readonly [key: string, kind: string, value: unknown];

/**
 * Reads everything at one moment; for small data sets of tests. Of cells in several Redis (masters of a cluster) it is
 * given a connection each, by the numbers of the cells. `nowMs` is Redis's time by default.
 */
export async function readDataSet(redis: Redis | readonly Redis[], nowMs?: number): Promise<DataSet> {
  const stored = FIRST_CELL.catalog("cells");
  const read = async (one: Redis, pattern: string) => {
    const [secs, found] = (await one.eval(READ_ALL, 0, pattern, stored)) as [string, Found[]];
    return { nowMs: nowMs ?? Number(secs) * 1000, found };
  };
  if ("eval" in redis) {
    const all = await read(redis, "b:{*");
    const cells = allCells(Number(all.found.find(([key]) => key === stored)?.[2] ?? 1)).all;
    const byTag = new Map(cells.map(({ keys }) => [keys.tag, [] as Found[]]));
    const strange: string[] = [];
    for (const one of all.found) {
      const own = byTag.get(tagOfKey(one[0]));
      if (own !== undefined) own.push(one);
      // It stays, for versions of before to refuse.
      else if (one[0] !== FORMER_FORMAT) strange.push(one[0]);
    }
    const sets = cells.map(({ keys }) => cellSet(keys, all.nowMs, byTag.get(keys.tag) ?? []));
    return together(sets, strange);
  }
  const sets = await Promise.all(
    allCells(redis.length).all.map(async ({ keys, number }) => {
      const own = await read(redis[number] as Redis, `b:{${keys.tag}}:*`);
      return cellSet(keys, own.nowMs, own.found);
    }),
  );
  return together(sets, []);
}

function cellSet(names: CellKeys, nowMs: number, found: readonly Found[]): CellSet {
  const set = {
    ...{ names, nowMs, keys: found.map(([key]) => key) },
    runs: new Map<string, Fields>(),
    triggers: new Map<string, Fields>(),
    outbox: [] as Fields[],
    hashes: new Map<string, Fields>(),
    sorted: new Map<string, Map<string, number>>(),
    sets: new Map<string, readonly string[]>(),
  };
  for (const [key, kind, value] of found) {
    if (kind === "hash") {
      const fields = pairs(value as string[]);
      set.hashes.set(key, fields);
      const run = RUN_KEY.exec(key)?.[1];
      if (run !== undefined) {
        set.runs.set(run, shownRun(fields));
      }
      const trigger = TRIGGER_KEY.exec(key)?.[1];
      if (trigger !== undefined) set.triggers.set(trigger, fields);
    } else if (kind === "zset") set.sorted.set(key, scores(value as string[]));
    else if (kind === "set") set.sets.set(key, value as string[]);
    else if (kind === "stream" && key.endsWith(":outbox")) {
      for (const [, fields] of value as [string, string[]][]) set.outbox.push(pairs(fields));
    }
  }
  const sorted = (name: "live" | "due" | "errands"): Scores =>
    set.sorted.get(names.partition(name)) ?? new Map<string, number>();
  return { ...set, live: sorted("live"), due: sorted("due"), errands: sorted("errands") };
}

/** Ids and names of keys are of one cell each. */
function together(cells: readonly CellSet[], strange: readonly string[]): DataSet {
  const all = <Value>(of: (set: CellSet) => ReadonlyMap<string, Value>): Map<string, Value> =>
    new Map(cells.flatMap((set) => [...of(set)]));
  return {
    ...{ cells, strange },
    nowMs: Math.max(...cells.map(({ nowMs }) => nowMs)),
    runs: all(({ runs }) => runs),
    triggers: all(({ triggers }) => triggers),
    live: all(({ live }) => live),
    due: all(({ due }) => due),
    errands: all(({ errands }) => errands),
    outbox: cells.flatMap(({ outbox }) => outbox),
    hashes: all(({ hashes }) => hashes),
    sorted: all(({ sorted }) => sorted),
    sets: all(({ sets }) => sets),
    keys: cells.flatMap(({ keys }) => keys),
  };
}

function scores(list: readonly string[]): Map<string, number> {
  const map = new Map<string, number>();
  for (let index = 0; index < list.length; index += 2) map.set(list[index] ?? "", Number(list[index + 1]));
  return map;
}

function pairs(list: readonly string[]): Fields {
  const fields: Record<string, string> = {};
  for (let index = 0; index < list.length; index += 2) fields[list[index] ?? ""] = list[index + 1] ?? "";
  return fields;
}
