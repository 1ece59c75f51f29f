import fc from "fast-check";
import { expect, test } from "vitest";
import { Batcher } from "../../src/store/batcher.js";

interface Entry {
  readonly number: number;
  readonly weight: number;
}

const MOST = 64;

test("no group is heavier than its bound but for the entry that reaches it, and each entry leaves once", async () => {
  const weights = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 500 })), { maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(weights, fc.integer({ min: 1, max: 3 }), async (all, inFlight) => {
      const groups: Entry[][] = [];
      const done: number[] = [];
      const batcher = new Batcher<Entry, undefined>(
        {
          name: "group",
          maxEntries: MOST,
          maxBytes: 1_000_000,
          bytesOf: () => 1,
          weightOf: ({ weight }) => weight,
          run: async (entries) => {
            groups.push([...entries]);
            await new Promise(setImmediate);
            return undefined;
          },
          deliver: (entries) => {
            for (const { number } of entries) done.push(number);
          },
          refuse: (_, error) => {
            throw error;
          },
        },
        { maxPending: 1_000_000, early: 16, inFlight },
      );
      // Every third goes ahead of the others.
      all.forEach((weight, number) => {
        batcher.push({ number, weight }, number % 3 === 0);
      });
      while (done.length < all.length) await new Promise(setImmediate);
      expect([...done].sort((one, other) => one - other)).toEqual(all.map((_, number) => number));
      expect([batcher.crowd.pending, batcher.crowd.waiting]).toEqual([0, 0]);
      for (const group of groups) {
        const ahead = group.filter(({ number }) => number % 3 === 0);
        const others = group.filter(({ number }) => number % 3 !== 0);
        // Both kinds may reach their bound with their last one.
        const before = [...ahead.slice(0, -1), ...others.slice(0, -1)];
        expect(before.reduce((sum, { weight }) => sum + weight, 0)).toBeLessThan(MOST);
      }
    }),
  );
});
