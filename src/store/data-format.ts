import type { Redis } from "ioredis";
import { ConfigurationError } from "../configuration-error.js";
import { LIMITS } from "../domain/limits.js";
import { Cell } from "./cell.js";
import { TO_CORES } from "./cores-migration.js";
import { CATALOG_PREFIX, FIRST_CELL } from "./keys.js";
import { TO_LABELS } from "./labels-migration.js";
import { TO_LINES } from "./lines-migration.js";
import { hasFormerNames, moveNames } from "./names-migration.js";
import { TO_ORIGINS, TO_WHOLE_ORIGINS } from "./origins-migration.js";

/** A step from the format before it. It may run twice, and by two processes at once: both times it comes to the same. */
export interface Migration {
  /** What it changes, for the one who reads the log. */
  readonly name: string;
  run(redis: Redis, cell: Cell): Promise<void>;
}

/** Format 4 had partitions of a number that was kept, and names in several hash slots: those are of today by now. */
const TO_ONE_SLOT: Migration = {
  name: "all keys in one hash slot",
  async run(redis) {
    await redis.unlink(`${CATALOG_PREFIX}partitions`);
  },
};

/**
 * Versions before do not know that a project may lie elsewhere, and an event that came before its wait could not be told of a
 * project: until none of before can be left, no project is given a cell.
 */
const TO_HOMES: Migration = {
  name: "projects may be given a cell",
  async run(redis, { keys, of }) {
    if (of > 1) await redis.set(keys.catalog("upgraded"), "1", "PX", LIMITS.deletedProjectMs);
  },
};

/**
 * Steps of the stored data, in order: the first leads from format 1 to format 2. A change of what is stored under the
 * keys of `key-names.ts` that earlier data does not have adds one, with a test on data of before and a line in CHANGELOG.
 */
const MIGRATIONS: readonly Migration[] = [
  TO_LINES,
  TO_LABELS,
  TO_ORIGINS,
  TO_ONE_SLOT,
  TO_HOMES,
  TO_WHOLE_ORIGINS,
  TO_CORES,
];

/** The format that a list of steps leads to. */
function formatAfter(migrations: readonly Migration[]): number {
  return 1 + migrations.length;
}

/** The format of data that this version writes. */
export const DATA_FORMAT = formatAfter(MIGRATIONS);

/** Of two processes that migrate, the slower one must not take the number back. */
const RAISE = `local key, to = KEYS[1], tonumber(ARGV[1])
if tonumber(redis.call('GET', key) or 0) < to then redis.call('SET', key, ARGV[1]) end`;

/** In one step, so that of two processes that begin a data set with different numbers of cells one is refused. */
const BEGIN = `if redis.call('EXISTS', KEYS[1]) == 1 then return end
if ARGV[2] ~= '1' then redis.call('SET', KEYS[2], ARGV[2], 'NX') end
redis.call('SET', KEYS[1], ARGV[1])`;

/** Cells of the data set that is in Redis; 1 while there is none. */
export async function storedCells(redis: Redis, keys = FIRST_CELL): Promise<number> {
  return Number((await redis.get(keys.catalog("cells"))) ?? 1);
}

/** The format of the data in Redis; undefined while there is none, or none that says. */
export async function storedFormat(redis: Redis, keys = FIRST_CELL): Promise<number | undefined> {
  const stored = await redis.get(keys.catalog("format"));
  return stored === null ? undefined : Number(stored);
}

/**
 * Brings the data of a cell to the format of this version, and marks a data set that is empty. Throws
 * {@link ConfigurationError} for data of a newer version, for a data set of another number of cells, and for data
 * whose keys have names of before: nobody may write while they get theirs.
 */
export async function migrate(
  redis: Redis,
  cell: Cell,
  report: (step: string) => void,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const newest = formatAfter(migrations);
  const { keys, number, of } = cell;
  if (number === 0 && (await hasFormerNames(redis))) {
    throw new ConfigurationError(
      "the data in Redis is of a version before: stop all gateways and workers, then run `bosporus migrate`",
    );
  }
  // Asked first: a full Redis refuses to set what is there already.
  if ((await storedFormat(redis, keys)) === undefined) {
    await redis.eval(BEGIN, 2, keys.catalog("format"), keys.catalog("cells"), newest, of);
  }
  const stored = (await storedFormat(redis, keys)) ?? newest;
  const cells = await storedCells(redis, keys);
  if (cells !== of) {
    throw new ConfigurationError(
      `the data in Redis has ${cells} cell(s), CELLS is ${of}: set CELLS=${cells}, or use a Redis without data`,
    );
  }
  if (!(stored <= newest)) {
    throw new ConfigurationError(
      `the data in Redis has format ${stored}, this version of bosporus knows formats up to ${newest}: run the version that wrote it, or a newer one`,
    );
  }
  for (let format = stored; format < newest; format++) {
    const step = migrations[format - 1];
    if (step === undefined) throw new Error(`no step leads from data format ${format}`);
    report(`data format ${format + 1}: ${step.name}`);
    await step.run(redis, cell);
    await redis.eval(RAISE, 1, keys.catalog("format"), format + 1);
  }
}

/**
 * What `bosporus migrate` does with the first cell: everything that a start would do, and before it what a start refuses to do, because no
 * gateway and no worker may run meanwhile. It may be ended and run again. `isAlone`: nobody else can be there.
 */
export async function migrateAlone(
  redis: Redis,
  report: (step: string) => void,
  isAlone: boolean,
): Promise<void> {
  await moveNames(redis, report, isAlone);
  await migrate(redis, new Cell(0, await storedCells(redis)), report);
}
