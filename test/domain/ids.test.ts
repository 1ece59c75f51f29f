import * as fc from "fast-check";
import { expect, test } from "vitest";
import { derivedIdBeside, isId, newIdBeside, newIdInCell } from "../../src/domain/ids.js";

const tailOf = (id: string): number => Number.parseInt(id.slice(-2), 16);

test("an id made in a cell tells it by its last two digits, and so does whatever is made beside it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.nat(), (cells, seed) => {
      const cell = seed % cells;
      const id = newIdInCell(cell, cells);
      for (const one of [id, newIdBeside(id), derivedIdBeside(id, 1, "name")]) {
        expect(isId(one)).toBe(true);
        expect(tailOf(one) % cells).toBe(cell);
      }
    }),
  );
});

test("ids of one cell use all of its endings", () => {
  for (const cells of [3, 7, 16]) {
    const endings = new Set(Array.from({ length: 20_000 }, () => tailOf(newIdInCell(1, cells))));
    expect(endings.size).toBe(Math.ceil((256 - 1) / cells));
  }
});
