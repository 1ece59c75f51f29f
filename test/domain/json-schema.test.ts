import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileSchema } from "../../src/domain/json-schema.js";
import { canonicalText } from "../../src/domain/schema-equality.js";

/** The lines of a check; throws when the schema is refused. */
function check(schema: unknown, value: unknown): string[] {
  const compiled = compileSchema(schema);
  if ("problem" in compiled) throw new Error(compiled.problem);
  return compiled.check(value);
}
const passes = (schema: unknown, value: unknown): boolean => check(schema, value).length === 0;
const problem = (schema: unknown): string => {
  const compiled = compileSchema(schema);
  return "problem" in compiled ? compiled.problem : "";
};

const D2019 = "https://json-schema.org/draft/2019-09/schema";
const D2020 = "https://json-schema.org/draft/2020-12/schema";

describe("drafts", () => {
  test.each([
    ...["http://json-schema.org/draft-06/schema#", "http://json-schema.org/draft-07/schema"],
    ...["https://json-schema.org/draft-07/schema#", D2019, `${D2019}#`],
    ...[D2020, D2020.replace("https", "http")],
  ])("%s is known by that name", ($schema) => {
    expect(passes({ $schema, type: "integer" }, 1)).toBe(true);
    expect(passes({ $schema, type: "integer" }, "1")).toBe(false);
    expect(problem({ $schema, type: "no type" })).toContain("schema/type");
  });

  test.each(["http://json-schema.org/draft-04/schema#", "https://example.com/x", "2020-12", "", 3, null])(
    "%j is not, and what is known is said",
    ($schema) => {
      expect(problem({ $schema })).toContain("use draft-07, 2019-09 or 2020-12");
    },
  );

  const OF_A_DRAFT: readonly (readonly [object, unknown])[] = [
    [{ prefixItems: [{ type: "string" }] }, [1]],
    [{ allOf: [{ properties: { a: {} } }], unevaluatedProperties: false }, { b: 1 }],
    [{ items: [{}], unevaluatedItems: false }, [1, 2]],
    [{ contains: { type: "integer" }, minContains: 2 }, [1]],
    [{ contains: { type: "integer" }, maxContains: 1 }, [1, 2]],
    [{ dependentRequired: { a: ["b"] } }, { a: 1 }],
    [{ dependentSchemas: { a: { required: ["b"] } } }, { a: 1 }],
    [{ $ref: "#text", $defs: { t: { $anchor: "text", type: "string" } } }, 1],
    [{ $dynamicAnchor: "n", properties: { c: { $dynamicRef: "#n" } }, required: ["c"] }, { c: {} }],
    [{ $recursiveAnchor: true, properties: { c: { $recursiveRef: "#" } }, required: ["c"] }, { c: {} }],
    [{ items: [{ type: "string" }], additionalItems: false }, ["a", 1]],
    [{ dependencies: { a: ["b"] } }, { a: 1 }],
  ];
  test.each(OF_A_DRAFT)("%j is checked where no draft is named", (schema, value) => {
    expect(passes(schema, value)).toBe(false);
    expect(passes({ properties: { in: schema } }, { in: value })).toBe(false);
  });

  test("names of users are no keywords of a draft", () => {
    const schema = { properties: { prefixItems: { items: [{ type: "string" }] } }, const: { $anchor: 1 } };
    expect(problem(schema)).toBe("");
  });
});

/** Names that every JavaScript object or list has, and others. */
const NAMES = [...Object.getOwnPropertyNames(Object.prototype), "length", "map", "a"];
const name = fc.constantFrom(...NAMES);
const named = (key: string, value: unknown): object =>
  JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value)}}`);

describe("names of users are never names of ours", () => {
  test("what is required has to be there, and what is not there is not checked", () => {
    for (const key of NAMES) {
      expect([key, passes({ required: [key] }, {})]).toEqual([key, false]);
      expect([key, passes({ required: [key] }, named(key, 1))]).toEqual([key, true]);
      expect([key, passes({ dependentRequired: { a: [key] } }, { a: 1 })]).toEqual([key, key === "a"]);
      expect([key, passes({ dependentRequired: named(key, ["b"]) }, {})]).toEqual([key, true]);
      const properties = named(key, { type: "integer" });
      expect([key, passes({ properties }, {})]).toEqual([key, true]);
      expect([key, passes({ properties }, named(key, "x"))]).toEqual([key, false]);
      expect([key, passes({ properties, additionalProperties: false }, named(key, 1))]).toEqual([key, true]);
      expect([key, passes({ patternProperties: named(key, false) }, named(key, 1))]).toEqual([key, false]);
      for (const needed of [["b"], { required: ["b"] }, false]) {
        expect([key, passes({ dependencies: named(key, needed) }, named(key, 1))]).toEqual([key, false]);
        expect([key, passes({ dependencies: named(key, needed) }, {})]).toEqual([key, true]);
      }
      expect([key, passes({ additionalProperties: false }, named(key, 1))]).toEqual([key, false]);
    }
  });

  test("whatever a schema says of a member, it says of one named __proto__", () => {
    const leaf = fc.constantFrom<unknown>(
      true,
      false,
      { type: "integer" },
      { $ref: "#/$defs/text" },
      { $ref: "#" },
    );
    const { schema } = fc.letrec<{ schema: unknown; map: object }>((tie) => ({
      map: fc.dictionary(fc.constantFrom("plain", "other", "^plain$", "p.*n", "(?:plain)"), tie("schema"), {
        maxKeys: 3,
      }),
      schema: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        fc.record(
          {
            properties: tie("map"),
            patternProperties: tie("map"),
            dependencies: fc.dictionary(
              fc.constantFrom("plain", "other"),
              fc.oneof(tie("schema"), fc.constantFrom(["plain"], ["other"], ["plain", "other"])),
            ),
            required: fc.constantFrom([], ["plain"], ["other"]),
            additionalProperties: leaf,
            allOf: fc.tuple(tie("schema")),
            $id: fc.constant("a:b"),
            const: tie("map"),
          },
          { requiredKeys: [] },
        ),
      ),
    }));
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        fc.constantFrom<unknown>(1, "x"),
        fc.dictionary(fc.constantFrom("plain", "other", "plainer"), tie("value"), { maxKeys: 2 }),
      ),
    })).value;
    const renamed = (json: unknown): unknown =>
      JSON.parse(JSON.stringify(json).replaceAll("plain", "__proto__"));
    const verdict = (of: unknown, about: unknown): unknown => {
      const compiled = compileSchema(of);
      return "problem" in compiled ? "refused" : compiled.check(about).length === 0;
    };
    const drafts = fc.constantFrom(undefined, D2019);
    fc.assert(
      fc.property(schema, value, drafts, (of, about, $schema) => {
        const whole = {
          properties: { plain: of },
          $defs: { text: { type: "string" } },
          ...($schema === undefined ? {} : { $schema }),
        };
        const within = { plain: about };
        expect(verdict(renamed(whole), renamed(within))).toBe(verdict(whole, within));
      }),
      { numRuns: 40 },
    );
  });

  test("a reference may lead to what a schema says of a member, however it is named", () => {
    for (const key of NAMES) {
      const properties = named(key, { type: "integer" });
      const schema = { properties: { ...properties, b: { $ref: `#/properties/${key}` } } };
      expect([key, passes(schema, { b: 1 })]).toEqual([key, true]);
      expect([key, passes(schema, { b: "x" })]).toEqual([key, false]);
    }
  });

  test("a reference leads to a schema, or is refused", () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 3 }), fc.constantFrom("#/", "x#/", "", "#"), (parts, begin) => {
        const compiled = compileSchema({ $ref: begin + parts.join("/"), a: { type: "string" } });
        if ("check" in compiled) expect(compiled.check(1)).not.toEqual([]);
      }),
      { numRuns: 100 },
    );
    for (const key of NAMES) {
      const $defs = named(key, { type: "string" });
      const schema = { properties: { b: { $ref: `#/$defs/${key}` } }, $defs };
      expect([key, passes(schema, { b: 1 })]).toEqual([key, false]);
      expect([key, passes(schema, { b: "" })]).toEqual([key, true]);
    }
  });

  test("equal is what is equal as JSON, whatever it is named", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const value = fc.oneof(
      json,
      fc.tuple(name, json).map(([key, inner]) => named(key, inner)),
    );
    fc.assert(
      fc.property(value, value, (one, other) => {
        const again: unknown = JSON.parse(JSON.stringify(one));
        const equal = canonicalText(one) === canonicalText(other);
        expect(passes({ const: one }, again)).toBe(true);
        expect(passes({ enum: [1e6, one] }, again)).toBe(true);
        expect(passes({ uniqueItems: true }, [again, one])).toBe(false);
        expect(passes({ const: one }, other)).toBe(equal);
        expect(passes({ enum: [one] }, other)).toBe(equal);
        expect(passes({ uniqueItems: true }, [one, other])).toBe(!equal);
        expect(canonicalText(JSON.parse(canonicalText(one)))).toBe(canonicalText(one));
      }),
      { numRuns: 30 },
    );
    expect(passes({ const: { a: 1, b: 2 } }, { b: 2, a: 1 })).toBe(true);
    for (const [one, other] of [
      ["1", 1],
      [[1], 1],
      [{}, []],
      [null, 0],
      [Number.POSITIVE_INFINITY, null],
      [{ a: 1 }, {}],
    ]) {
      expect(passes({ const: one }, other)).toBe(false);
    }
    expect(passes({ const: 0 }, -0)).toBe(true);
  });
});

test.each([
  ["^\\u0041\\cJ$", "A\n", "u0041"],
  ["^[\\u0041-\\u0043]$", "B", "u"],
  ["^(?<year>\\d{4})$", "2026", "26"],
  ["^[^]$", "\n", ""],
])("a pattern of JavaScript means the same here: %s", (pattern, good, bad) => {
  expect([passes({ pattern }, good), passes({ pattern }, bad)]).toEqual([true, false]);
});

test.each(["(?=a)", "(?<!a)b", "(a)\\1", "(?<y>a)\\k<y>", "\\ud83d\\ude00", "a{100000}", "("])(
  "a pattern that cannot be looked for in linear time is refused, and the kind is said: %s",
  (pattern) => {
    expect(problem({ pattern })).toContain("patterns are those of RE2");
    expect(problem({ patternProperties: { [pattern]: false } })).toContain("RE2");
  },
);

test("decimal fractions are multiples as people count", () => {
  for (const value of [0.07, 0.3, 1.1, 19.99, 100]) expect(passes({ multipleOf: 0.01 }, value)).toBe(true);
  expect(passes({ multipleOf: 0.01 }, 0.075)).toBe(false);
});

test("what is wrong with a schema is told in its own words", () => {
  expect(problem({ $id: 4 })).toBe("schema/$id must be string");
  expect(problem({ properties: { a: { $id: 4 } } })).toContain("/properties/a/$id must be string");
  expect(check({ $dynamicAnchor: "n", $dynamicRef: "#n" }, 1)).toEqual([
    "/: schema cannot be evaluated: it refers to itself without end",
  ]);
});
