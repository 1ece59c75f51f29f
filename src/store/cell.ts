import { Cells, type Homes, homeOf } from "../domain/cells.js";
import { newId, newIdInCell } from "../domain/ids.js";
import { CellKeys } from "./keys.js";

/**
 * One cell of a data set: its names, and the ids of what is made in it, whose last two digits tell the cell. A data set
 * of one cell has plain ids.
 */
export class Cell {
  /** From 0. */
  readonly number: number;
  /** Cells of the data set. */
  readonly of: number;
  readonly keys: CellKeys;
  readonly #homes: Homes;

  /** Throws for a number that is none of a cell. `homes` may change at any time. */
  constructor(number: number, of: number, homes: Homes = new Map()) {
    this.number = number;
    this.of = of;
    this.keys = new CellKeys(number);
    this.#homes = homes;
  }

  /** Whether the project lies here. */
  has(projectId: string): boolean {
    return this.of === 1 || homeOf(projectId, this.of, this.#homes) === this.number;
  }

  /** A new UUIDv7 of something in this cell. */
  newId(): string {
    return this.of === 1 ? newId() : newIdInCell(this.number, this.of);
  }
}

/** All cells of a data set of so many, in which projects lie as `homes` says at any time. */
export function allCells(of: number, homes?: Homes): Cells<Cell> {
  return new Cells(
    Array.from({ length: of }, (_, number) => new Cell(number, of, homes)),
    homes,
  );
}
