import type { Redis } from "ioredis";
import { cellOfName } from "../domain/cells.js";
import { PROJECT_ID } from "../domain/ids.js";
import type { Cell } from "./cell.js";
import { answered } from "./connection.js";
import type { Scripts } from "./scripts.js";

/** What of a cell's store says which projects were given which cell. */
export interface HomeCell {
  readonly cell: Cell;
  readonly redis: Redis;
  readonly scripts: Scripts;
}

/** The cell that a project was given; a higher version is a later one, 0 is where its name leads to. */
export interface Home {
  readonly version: number;
  readonly cell: number;
  /** It has left the cell that says so for this one, and has not entered there as far as that knows. */
  readonly to?: number;
  /** It has left the cell that says so with something that had ended there. */
  readonly isLeft?: true;
  /** All such cells, as the one says in which it lies. */
  readonly left?: readonly number[];
}

export const HERE = "here";
const A_PROJECT = new RegExp(PROJECT_ID);
/** Rounds of finding where a project lies and of giving it another cell, while others do the same. */
export const MOST_ROUNDS = 5;

/**
 * What is stored in a cell: `<version> here`, `<version> <cell>` of a project that had nothing there. Of one that has moved
 * `<version> <own cell> to <cell>` until all that it brings was brought, and then `<version> <own cell> left <cell>`; where it
 * lies `<version> <cells that it has left, with commas> here`, so that who knows the one knows the other.
 */
export function homeIn(text: string, { cell }: Pick<HomeCell, "cell">): Home {
  const [version, where, how, there] = text.split(" ");
  if (how === "to") return { version: Number(version), cell: cell.number, to: Number(there) };
  if (how === "left") return { version: Number(version), cell: Number(there), isLeft: true };
  if (how === HERE) {
    return { version: Number(version), cell: cell.number, left: (where ?? "").split(",").map(Number) };
  }
  return { version: Number(version), cell: where === HERE ? cell.number : Number(where) };
}

/** What each cell says that says something. */
export async function homesOf(cells: readonly HomeCell[], projectId: string): Promise<readonly Home[]> {
  const said = await Promise.all(
    cells.map(async (one) => {
      const text = await answered(one.redis.hget(one.cell.keys.catalog("homes"), projectId));
      return text === null ? undefined : homeIn(text, one);
    }),
  );
  return said.filter((home) => home !== undefined);
}

export function newestOf(cells: readonly HomeCell[], projectId: string, said: readonly Home[]): Home {
  let newest: Home = { version: 0, cell: cellOfName(projectId, cells.length) };
  for (const home of said) if (home.version > newest.version) newest = home;
  return newest;
}

/** The cell that a project is to be given. Throws a RangeError for what is no id of a project, or no cell. */
export function placeFor(cells: readonly HomeCell[], projectId: string, to: number): HomeCell {
  if (!A_PROJECT.test(projectId)) throw new RangeError(`not the id of a project: ${projectId.slice(0, 60)}`);
  const place = cells[to];
  if (place !== undefined) return place;
  throw new RangeError(`no such cell: there are ${cells.length}, from 0 to ${cells.length - 1}`);
}
