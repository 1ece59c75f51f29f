import { cellOfName } from "../../src/domain/cells.js";

/** The id of a project that nobody has given a cell, and whose name leads to the first of so many. */
export function projectOfFirstCell(cells: number): string {
  for (;;) {
    const name = `project-${crypto.randomUUID()}`;
    if (cellOfName(name, cells) === 0) return name;
  }
}

/** The number of the cell that an id tells, of so many. */
export function cellTold(id: string, cells: number): number {
  return Number.parseInt(id.slice(-2), 16) % cells;
}
