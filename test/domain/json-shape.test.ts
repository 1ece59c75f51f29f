import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rawMember } from "../../src/domain/json.js";
import { isKeptAsText, readShaped, type Shape } from "../../src/domain/json-shape.js";
import { almost, name, space, value } from "../support/json-texts.js";

const LIMITS = { maxDepth: 64, maxValues: 10_000 };

function taken(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Shapes of every kind, which the texts may fit or not. */
const { shape } = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Shape>("text", "unread", "value"),
    fc.record({
      members: fc
        .array(fc.tuple(fc.constantFrom("a", "__proto__", "constructor", ""), tie("shape")))
        .map((members) => new Map(members)),
      others: tie("shape"),
    }),
    tie("shape").map((items) => ({ items })),
  ),
}));

const anything = fc.oneof(
  value,
  almost,
  fc.tuple(value, fc.nat(), fc.constantFrom(...'[]{}",:\\0-.eE+tfn\u0000\u2028')).map(([json, at, one]) => {
    const changed = at % (json.length + 1);
    return json.slice(0, changed) + one + json.slice(changed + 1);
  }),
  fc.tuple(space, value, space).map((parts) => parts.join("")),
);

describe("readShaped", () => {
  it("takes what JSON.parse takes and nothing else, whatever the shape", () => {
    fc.assert(
      fc.property(anything, shape, (text, by) => {
        const read = readShaped(text, by, LIMITS);
        expect("rejected" in read ? read.rejected : "taken").toBe(taken(text) ? "taken" : "not_json");
      }),
      { numRuns: 2000 },
    );
  });

  it("makes the values that JSON.parse makes", () => {
    const whole: Shape[] = [
      "value",
      { members: new Map(), others: "value" },
      { items: { members: new Map([["a", "value"]]), others: { items: "value" } } },
    ];
    fc.assert(
      fc.property(value, fc.constantFrom(...whole), (text, by) => {
        const read = readShaped(text, by, LIMITS);
        if ("rejected" in read) throw new Error(read.rejected);
        expect(isDeepStrictEqual(read.value, JSON.parse(text))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps as text what the shape says, the last of a name, and makes no value of it", () => {
    const members = fc.array(fc.tuple(name, value), { maxLength: 6 });
    const kept: Shape = { members: new Map(), others: "text" };
    fc.assert(
      fc.property(members, space, (given, gap) => {
        const text = `{${given.map(([key, json]) => `${gap}${key}${gap}:${gap}${json}${gap}`).join(",")}}`;
        const read = readShaped(text, kept, LIMITS);
        if ("rejected" in read) throw new Error(read.rejected);
        const last = new Map(given.map(([key, json]) => [JSON.parse(key) as string, json]));
        for (const [key, json] of last) {
          expect(rawMember(read.members, key)).toBe(json);
          const parsed: unknown = JSON.parse(json);
          const own: unknown = Object.getOwnPropertyDescriptor(read.value, key)?.value;
          if (typeof parsed === "object" && parsed !== null) expect(isKeptAsText(own)).toBe(true);
          else expect(own).toEqual(parsed);
        }
        expect(Object.keys(read.value as object).sort()).toEqual([...last.keys()].sort());
      }),
    );
  });

  it("forgets what nobody asks for", () => {
    const by: Shape = { members: new Map([["a", "value"]]), others: "unread" };
    expect(readShaped('{"b":[1],"a":[2],"c":{}}', by, LIMITS)).toEqual({
      value: { a: [2] },
      members: ["a", "[2]"],
    });
  });

  it.each<[string, string, Shape]>([
    ["values in one", '{"a":{"b":[1,2,3,4,5,6]}}', { members: new Map([["a", "value"]]), others: "unread" }],
    ["values in many", '[{"a":1},{"a":2},{"a":3}]', { items: { members: new Map(), others: "value" } }],
    ["items", "[1,2,3]", { items: "unread", most: 2 }],
    ["members", '{"a":1,"b":2,"c":3}', { members: new Map(), others: "unread", most: 2 }],
    ["empty lists", "[[],[],[],[],[],[]]", "value"],
  ])("refuses too many %s and says where", (_, text, by) => {
    expect(readShaped(text, by, { maxDepth: 64, maxValues: 6 })).toEqual({
      rejected: "too_many",
      detail: expect.stringMatching(/^(body|a|1\.a): must not have more than [26] (values|items|members)$/),
    });
  });

  it("takes as many as there may be, and any number of what is kept as text", () => {
    const limits = { maxDepth: 64, maxValues: 6 };
    expect(readShaped("[1,2,3,4,5]", "value", limits)).not.toHaveProperty("rejected");
    const by: Shape = { members: new Map([["a", "text"]]), others: "unread", most: 2 };
    const many = JSON.stringify(Array(100).fill({ b: [] }));
    expect(readShaped(`{"a":${many},"b":${many}}`, by, limits)).not.toHaveProperty("rejected");
    expect(readShaped("[1,2]", { items: "value", most: 2 }, limits)).not.toHaveProperty("rejected");
  });

  it.each<[string, Shape]>([
    ["text", "text"],
    ["values", "value"],
    ["lists", { items: { items: { items: "text" } } }],
    ["objects", { members: new Map([["a", { items: "unread" }]]), others: "unread" }],
  ])("counts the levels alike in %s", (_, by) => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const nested = (levels: number) =>
        `${open.repeat(levels - 1)}${open === "[" ? "[" : "{"}${close.repeat(levels)}`;
      expect(readShaped(nested(5), by, { ...LIMITS, maxDepth: 5 })).not.toHaveProperty("rejected");
      expect(readShaped(nested(6), by, { ...LIMITS, maxDepth: 5 })).toEqual({ rejected: "too_deep" });
    }
  });
});
