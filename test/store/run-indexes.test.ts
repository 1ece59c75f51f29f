import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Scripts } from "../../src/store/scripts.js";
import { type OpenedScripts, openScripts } from "./opened.js";

let redis: Redis;
let scripts: Scripts;
let close: OpenedScripts["close"];

beforeAll(async () => {
  ({ redis, scripts, close } = await openScripts());
});
afterAll(() => close());

const idOf = (number: number): string => String(number).padStart(8, "0");

/** Makes the indexes, groups of sets of numbers. */
async function write(groups: readonly (readonly (readonly number[])[])[]): Promise<string[][]> {
  await redis.flushall();
  const pipeline = redis.pipeline();
  const keys = groups.map((group, at) =>
    group.map((numbers, index) => {
      const key = `${scripts.keys.partitionPrefix}index:${at}:${index}`;
      for (let from = 0; from < numbers.length; from += 1000) {
        const members = numbers.slice(from, from + 1000).flatMap((number) => [0, idOf(number)]);
        pipeline.zadd(key, ...members);
      }
      return key;
    }),
  );
  await pipeline.exec();
  return keys;
}

/** All ids page by page, and how many pages they took. */
async function listed(groups: string[][], most: number): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let from = "+";
  for (let pages = 1; ; pages++) {
    const page = await scripts.run("read-newest", { groups, from, most });
    expect(page.ids.length).toBeLessThanOrEqual(most);
    ids.push(...page.ids);
    if (page.after === undefined) return { ids, pages };
    from = `(${page.after}`;
  }
}

it("lists what is in an index of each group, newest first, each once", async () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 250, size: "max" });
  const group = fc.array(numbers, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(group, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 30 }),
      async (groups, most) => {
        const expected = Array.from({ length: 401 }, (_, at) => 400 - at).filter((number) =>
          groups.every((sets) => sets.some((set) => set.includes(number))),
        );
        expect((await listed(await write(groups), most)).ids).toEqual(expected.map(idOf));
      },
    ),
    { numRuns: 30 },
  );
});

it("a page looks at a bounded part of groups that have little in common, and the next goes on", async () => {
  const even = Array.from({ length: 30_000 }, (_, at) => at * 2);
  const odd = even.map((number) => number + 1);
  const groups = await write([[[...odd, 4, 40_000]], [even]]);
  const { ids, pages } = await listed(groups, 10);
  expect(ids).toEqual([40_000, 4].map(idOf));
  expect(pages).toBeGreaterThan(3);
});

it("passes over what only one group has, however much it is", async () => {
  const old = Array.from({ length: 500 }, (_, at) => at);
  const young = Array.from({ length: 30_000 }, (_, at) => 10_000 + at);
  const groups = await write([[[...young, 7]], [old], [[...young, ...old]]]);
  const { ids, pages } = await listed(groups, 10);
  expect(ids).toEqual([idOf(7)]);
  expect(pages).toBe(1);
});
