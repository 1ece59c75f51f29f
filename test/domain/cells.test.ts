import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Cells, cellOfName, MOST_CELLS } from "../../src/domain/cells.js";
import { newIdInCell } from "../../src/domain/ids.js";
import { cellTag } from "../../src/store/cell-tags.js";

const cellsOf = (count: number): Cells<number> => new Cells(Array.from({ length: count }, (_, cell) => cell));

test("what is made in a cell is found there, whatever is asked for is somewhere, and always the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MOST_CELLS }), fc.nat(), fc.string(), (count, seed, text) => {
      const cells = cellsOf(count);
      const cell = seed % count;
      expect(cells.ofId(newIdInCell(cell, count))).toBe(cell);
      for (const found of [cells.ofId(text), cells.ofProject(text)]) expect(cells.all).toContain(found);
      expect(cells.ofProject(text)).toBe(cellsOf(count).ofProject(text));
    }),
  );
});

test("a project stays where it is from version to version: data is found by it", () => {
  const found = ["default", "acme", "a project", "проект"].map((name) =>
    [3, 16].map((of) => cellOfName(name, of)),
  );
  expect(found).toEqual([
    [1, 15],
    [2, 14],
    [1, 15],
    [2, 9],
  ]);
});

test("projects are spread over all cells", () => {
  const counts = Array.from({ length: MOST_CELLS }, () => 0);
  for (let n = 0; n < 16_000; n++) {
    const cell = cellOfName(`project-${n}`, MOST_CELLS);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(200);
});

test("there is a hash tag for each cell that a data set may have", () => {
  expect(new Set(Array.from({ length: MOST_CELLS }, (_, cell) => cellTag(cell))).size).toBe(MOST_CELLS);
  expect(() => cellTag(MOST_CELLS)).toThrow(RangeError);
});
