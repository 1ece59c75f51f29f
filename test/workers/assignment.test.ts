import * as fc from "fast-check";
import { expect, test } from "vitest";
import { MOST_CELLS } from "../../src/domain/cells.js";
import { serves } from "../../src/workers/assignment.js";

const cellCount = fc.integer({ min: 1, max: MOST_CELLS });
const workerNames = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 24 });

const serversOf = (cell: number, cells: number, workers: readonly string[]): string[] =>
  workers.filter((worker) => serves(worker, cell, cells, workers));

test("each cell has two workers where there are two, and all where it is the only cell", () => {
  fc.assert(
    fc.property(cellCount, workerNames, (cells, workers) => {
      for (let cell = 0; cell < cells; cell++) {
        const servers = serversOf(cell, cells, workers);
        expect(servers.length).toBeGreaterThanOrEqual(Math.min(2, workers.length));
        if (cells === 1) expect(servers).toEqual(workers);
      }
    }),
  );
});

test("a cell keeps its workers when another one goes or comes, as far as there are enough", () => {
  fc.assert(
    fc.property(cellCount, workerNames, fc.nat(), (cells, workers, seed) => {
      const cell = seed % cells;
      const gone = workers[seed % workers.length] ?? "";
      const left = workers.filter((worker) => worker !== gone);
      const before = serversOf(cell, cells, workers);
      const after = serversOf(cell, cells, left);
      // Fewer workers may have to do with one server less; whoever stays was among the best, or is one of the best now.
      expect(
        before.filter((worker) => worker !== gone && !after.includes(worker)).length,
      ).toBeLessThanOrEqual(1);
    }),
  );
});

test("a worker that is not in the list yet finds itself there", () => {
  expect(serves("new", 0, 3, [])).toBe(true);
  expect(serves("new", 0, 3, ["other"])).toBe(true);
});
