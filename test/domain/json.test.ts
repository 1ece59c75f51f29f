import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { depthWithin, parseJson, rawElements, rawMember, rawMembers } from "../../src/domain/json.js";
import { almost, name, separated, space, value } from "../support/json-texts.js";

const DEPTH = 64;
const bytes = (text: string): Buffer => Buffer.from(text, "utf8");

function parsed(text: string, maxDepth = DEPTH) {
  const result = parseJson(bytes(text), maxDepth);
  if ("rejected" in result) throw new Error(`${result.rejected}: ${text}`);
  return result;
}

function depthOf(root: unknown): number {
  if (typeof root !== "object" || root === null) return 0;
  return 1 + Math.max(0, ...Object.values(root).map(depthOf));
}

describe("parseJson", () => {
  it("gives the value and the text, of a view into other bytes too", () => {
    fc.assert(
      fc.property(space, value, space, (before, json, after) => {
        const text = before + json + after;
        const own = new TextEncoder().encode(`xx${text}xx`).subarray(2, -2);
        for (const given of [bytes(text), own]) {
          const result = parseJson(given, DEPTH);
          if ("rejected" in result) throw new Error(result.rejected);
          expect(result.text).toBe(text);
          expect(isDeepStrictEqual(result.value, JSON.parse(text))).toBe(true);
        }
      }),
    );
  });

  it("takes what JSON.parse takes of valid UTF-8 and nothing else, and never throws", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const expected = (given: Uint8Array): string => {
      let text: string;
      try {
        text = decoder.decode(given);
      } catch {
        return "not_utf8";
      }
      try {
        JSON.parse(text);
        return "taken";
      } catch {
        return "not_json";
      }
    };
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      almost.map(bytes),
      fc.tuple(value, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([json, at, byte]) => {
        const changed = bytes(json);
        changed[at % changed.length] = byte;
        return changed;
      }),
    );
    fc.assert(
      fc.property(anything, (given) => {
        const result = parseJson(given, DEPTH);
        expect("rejected" in result ? result.rejected : "taken").toBe(expected(given));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["nothing", ""],
    ["only space", " \n"],
    ["a byte order mark", "\ufeff{}"],
    ["two values", "{} {}"],
    ["a comma too many", "[1,]"],
    ["an open string", '"abc\\"'],
    ["a raw control character", '"\u0001"'],
    ["NaN", "NaN"],
  ])("refuses %s as not_json", (_name, text) => {
    expect(parseJson(bytes(text), DEPTH)).toEqual({ rejected: "not_json" });
  });

  it.each([
    ["a lone byte", [0x22, 0xff, 0x22]],
    ["a surrogate in UTF-8", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["an overlong form", [0x22, 0xc0, 0xaf, 0x22]],
    ["half a character", [0x22, 0xe2, 0x82]],
  ])("refuses %s as not_utf8", (_name, given) => {
    expect(parseJson(Uint8Array.from(given), DEPTH)).toEqual({ rejected: "not_utf8" });
  });

  it("pollutes no prototype", () => {
    const { value: given } = parsed(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    expect(Object.getPrototypeOf(given)).toBe(Object.prototype);
    expect(Object.hasOwn(given as object, "__proto__")).toBe(true);
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("depth", () => {
  it.each([
    ["arrays", "[", "", "]", DEPTH],
    ["objects", '{"a":', "0", "}", DEPTH],
    ["both", '[{"a":', "1", "}]", DEPTH / 2],
  ])("of %s is taken at the limit and refused beyond it", (_name, open, middle, close, most) => {
    const nested = (times: number) => bytes(open.repeat(times) + middle + close.repeat(times));
    expect(parseJson(nested(most), DEPTH)).not.toHaveProperty("rejected");
    expect(parseJson(nested(most + 1), DEPTH)).toEqual({ rejected: "too_deep" });
  });

  it("is not how many brackets there are, or what strings hold", () => {
    for (const text of [
      `[${"[],".repeat(500)}[]]`,
      `[${'{"a":{}},'.repeat(500)}0]`,
      JSON.stringify(["[{".repeat(500)]),
      JSON.stringify({ [`\\"${"[".repeat(500)}`]: '"[[' }),
    ]) {
      expect(parseJson(bytes(text), 3)).not.toHaveProperty("rejected");
    }
  });

  it("agrees with the value's own at every limit", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.nat({ max: 7 }),
        fc.nat({ max: 2 }),
        (given, most, gap) => {
          const text = JSON.stringify(given, null, gap);
          const within = depthOf(given) <= most;
          expect(depthWithin(text, most)).toBe(within);
          expect("rejected" in parseJson(bytes(text), most)).toBe(!within);
        },
      ),
    );
  });

  it.each(["[", '{"a":', "[{", ']["'])("a million of %s overflow nothing", (part) => {
    expect(parseJson(bytes(part.repeat(1_000_000)), DEPTH)).toHaveProperty("rejected");
  });
});

describe("source texts", () => {
  it("of members are those that came, the last of a name, by the name's meaning", () => {
    const members = fc.array(fc.tuple(name, value), { maxLength: 6 });
    fc.assert(
      fc.property(members, space, space, (given, around, gap) => {
        const parts = given.map(([key, text]) => `${key}${gap}:${gap}${text}`);
        const text = around + separated(parts, ["{", "}"], gap) + around;
        const expected = new Map(given.map(([key, json]) => [JSON.parse(key) as string, json]));
        const result = parsed(text);
        const found = rawMembers(text);
        const pairs = given.map((_, index) => found.slice(index * 2, index * 2 + 2) as [string, string]);
        expect(found).toEqual(pairs.flat());
        expect(new Map(pairs)).toEqual(expected);
        for (const [key, source] of expected) expect(rawMember(found, key)).toBe(source);
        for (const [key, own] of Object.entries(result.value as object)) {
          const raw = result.rawField(key);
          expect(raw).toBe(expected.get(key));
          expect(isDeepStrictEqual(JSON.parse(raw ?? ""), own)).toBe(true);
        }
      }),
    );
  });

  it("of elements are those that came, in order", () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), space, space, (given, around, gap) => {
        expect(rawElements(around + separated(given, ["[", "]"], gap) + around)).toEqual(given);
      }),
    );
  });

  it.each([
    "9007199254740993",
    "1e400",
    "-0",
    '"\\ud800"',
    '"\\u0000"',
    "[]",
    "{}",
    '"a\\\\"',
    '{"a": [ ] }',
    "[1 , 2]",
  ])("keep %s", (json) => {
    const body = parsed(`{"before":"}\\"","value": ${json} ,"after":[{}]}`);
    expect(body.rawField("value")).toBe(json);
    expect(body.rawField("after")).toBe("[{}]");
    expect(rawElements(`[0,${json}]`)).toEqual(["0", json]);
  });

  it("of absent members and of other values are none", () => {
    expect(parsed('{"a":{"b":1}}').rawField("b")).toBeUndefined();
    expect(parsed("{}").rawField("toString")).toBeUndefined();
    for (const text of ["[]", "1", '"{"', "null", ' [{"a":1}]'])
      expect(parsed(text).rawField("a")).toBeUndefined();
    for (const text of ["{}", "1", '"["', ' {"a":[1]}']) expect(rawElements(text)).toEqual([]);
  });

  it("of an array's elements come to an end in rubbish too", () => {
    fc.assert(
      fc.property(almost, (rubbish) => {
        expect(rawElements(`[${rubbish}`).length).toBeLessThanOrEqual(rubbish.length);
      }),
    );
  });
});
