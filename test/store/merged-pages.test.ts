import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cutPage, mergedPages } from "../../src/store/pages.js";

const byBytes = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

test("pages of several cells are, one after the other, everything once and in order", () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3, unit: "binary" }), { maxLength: 40 });
  fc.assert(
    fc.property(
      names,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 4 }),
      (all, limit, cells) => {
        const own = Array.from({ length: cells }, (_, cell) =>
          all.filter((_name, index) => index % cells === cell).sort(byBytes),
        );
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const after = cursor;
          const pages = own.map((list) => {
            const left = list.filter((name) => after === undefined || byBytes(name, after) > 0);
            const { items, next } = cutPage(left, limit, String);
            // Some have gone between the list and their records.
            const records = items.filter((name) => name.length !== 2).map((id) => ({ id }));
            return { items: records, next };
          });
          const page = mergedPages(pages, limit);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.next.nextCursor;
          if (cursor !== undefined && after !== undefined) expect(byBytes(cursor, after)).toBeGreaterThan(0);
        } while (cursor !== undefined);
        expect(seen).toEqual(all.filter((name) => name.length !== 2).sort(byBytes));
      },
    ),
  );
});
