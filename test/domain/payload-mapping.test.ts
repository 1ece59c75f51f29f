import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mappedPayload } from "../../src/domain/payload-mapping.js";

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
});
