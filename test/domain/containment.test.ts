import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Budget, BudgetSpent } from "../../src/domain/budget.js";
import { contains as containsWithin } from "../../src/domain/containment.js";

const contains = (whole: unknown, part: unknown) => containsWithin(whole, part, new Budget(1_000_000));

const json = fc.jsonValue({ maxDepth: 4 });

/** The value with some members and elements left out, elements turned around and repeated. */
// biome-ignore lint/suspicious/noExplicitAny: any JSON
function partOf(value: any, choose: () => boolean): any {
  if (Array.isArray(value)) {
    const some = value.filter(choose).map((one) => partOf(one, choose));
    return [...some, ...some].reverse();
  }
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(choose);
  return Object.fromEntries(members.map(([name, one]) => [name, partOf(one, choose)]));
}

describe("JSON containment", () => {
  it("holds for every value and a part of it, however that is arranged", () => {
    fc.assert(
      fc.property(json, fc.infiniteStream(fc.boolean()), (value, stream) => {
        const part = partOf(value, () => stream.next().value === true);
        expect(contains(value, part)).toBe(true);
      }),
    );
  });

  it.each([
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: { b: 1 } }, { b: 1 }],
    [{}, { toString: {} }],
    [[1, 2], [3]],
    [[[1]], [1]],
    [{ 0: 1 }, [1]],
    [[], {}],
    [{ a: [1] }, { a: 1 }],
    ["ab", "a"],
    [1, "1"],
    [null, {}],
  ])("does not hold for %j and %j", (whole, part) => {
    expect(contains(whole, part)).toBe(false);
  });

  it("holds for a list and one of its scalars, at the top alone", () => {
    expect(contains([1, "a", null], "a")).toBe(true);
    expect(contains([1, "a", null], null)).toBe(true);
    expect(contains([["a"]], "a")).toBe(false);
  });

  it("ends when it would take more steps than it may", () => {
    const whole = Array.from({ length: 2000 }, () => [0]);
    const part = Array.from({ length: 600 }, () => [1]);
    expect(contains(whole, part.slice(0, 1))).toBe(false);
    expect(() => contains([...whole, [1]], part)).toThrow(BudgetSpent);
    // Scalars are looked up: as many of them take no more than both lists are long.
    expect(contains(Array(500_000).fill(0).concat(9), Array(1000).fill(9))).toBe(true);
  });
});
