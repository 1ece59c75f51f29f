import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mappedPayload as mappedWithin } from "../../src/domain/payload-mapping.js";

const mappedPayload = (mapping: Record<string, string>, ended: ReadonlyMap<string, string>) =>
  mappedWithin(new Map(Object.entries(mapping)), ended, { outcomeBytes: 1_048_576, steps: 16_777_216 }) ?? "";

const ENDED = new Map([
  ["run_id", '"r-1"'],
  ["status", '"completed"'],
  ["result", '{"user":{"id":9007199254740993,"a/b":[1,{"x":-0}]},"status":"inner","items":[{"id":7}]}'],
  ["payload", '[" p "]'],
]);

describe("mappedPayload", () => {
  it.each([
    ["result.user.id", "9007199254740993"],
    ["/result/user/id", "9007199254740993"],
    ["$.result.user.id", "9007199254740993"],
    ["user.id", "9007199254740993"],
    ["/result/user/a~1b/1/x", "-0"],
    ["result.items[0].id", "7"],
    ["status", '"completed"'],
    ["result.status", '"inner"'],
    ["payload.0", '" p "'],
    ["run_id", '"r-1"'],
  ])("finds %s as %s", (path, text) => {
    expect(mappedPayload({ field: path }, ENDED)).toBe(`{"field":${text}}`);
  });

  it.each(["nothing", "result.user.none", "result.items.1", "status.x", "__proto__", "result.items.-1"])(
    "leaves out what %j does not lead to",
    (path) => {
      expect(mappedPayload({ field: path }, ENDED)).toBe("{}");
    },
  );

  it("finds every member of every value, as it is written there", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (result, field) => {
        const ended = new Map([["result", JSON.stringify(result)]]);
        for (const [name, value] of Object.entries(result)) {
          const pointer = `/result/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
          const mapped = JSON.parse(mappedPayload({ [`f${field}`]: pointer }, ended));
          expect(mapped).toEqual({ [`f${field}`]: JSON.parse(JSON.stringify(value)) });
        }
      }),
    );
  });

  it("makes nothing that is larger than a payload may be, or takes more than a walk through it", () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, "result"]));
    const large = new Map([["result", `"${"x".repeat(10_400)}"`]]);
    expect(mappedPayload(many, large)).toHaveLength(100 * 10_402 + 100 * 6 - 10 + 101);
    expect(mappedPayload(many, new Map([["result", `"${"x".repeat(10_500)}"`]]))).toBe("");
    expect(mappedPayload({ f: "result" }, new Map([["result", `"${"ä".repeat(600_000)}"`]]))).toBe("");
    // Each level of a path costs what is below it, once.
    const deep = new Map([["result", `${'{"a":'.repeat(60)}"${"x".repeat(400_000)}"${"}".repeat(60)}`]]);
    const paths = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`f${index}`, `result${".a".repeat(30)}.${index}`]),
    );
    expect(mappedPayload(paths, deep)).toBe("{}");
    expect(mappedPayload({ f: `result${".a".repeat(60)}` }, deep)).toBe("");
  });
});
