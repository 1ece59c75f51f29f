import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indented, problemOf } from "../../console/src/json/layout.js";
import { Raw, readAnswer, readFrame, writeJson } from "../../console/src/json/reader.js";

/** JSON text whose numbers no double holds, with white space and escapes as programs write them. */
const jsonText = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("null", "true", "false", "12345678901234567890.123", "-0.0", "1e400", "9007199254740993"),
    fc.string().map((text) => JSON.stringify(text)),
    fc.constantFrom('"\\\\"', '"\\"]}"', '"\\u0000"'),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[ ${items.join(" ,")}]`),
    fc
      .array(fc.tuple(fc.string(), tie("value")), { maxLength: 4 })
      .map(
        (members) => `{${members.map(([name, value]) => `${JSON.stringify(name)} : ${value}`).join(",\n")}}`,
      ),
  ),
})).value;

describe("the user's JSON", () => {
  it("is kept as the text that came, in lists and in frames", () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const page = readAnswer(`{"data":[{"id":"a","payload":${text},"attempt":1}],"has_more":false}`);
        expect(page).toEqual({ data: [{ id: "a", payload: new Raw(text), attempt: 1 }], has_more: false });
        expect(readFrame(`{"type":"event","data": ${text}}`)).toEqual({ type: "event", data: new Raw(text) });
      }),
    );
  });

  it("is sent as it is", () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        expect(writeJson({ payload: new Raw(text), tags: undefined, ids: ["a"] })).toBe(
          `{"payload":${text},"ids":["a"]}`,
        );
      }),
    );
  });

  it("means the same when it is laid out, with every number as it was written", () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const shown = indented(text);
        expect(JSON.parse(shown)).toEqual(JSON.parse(text));
        expect(problemOf(shown)).toBeUndefined();
        for (const number of ["12345678901234567890.123", "9007199254740993", "1e400"]) {
          expect(shown.split(number).length).toBe(text.split(number).length);
        }
      }),
    );
  });
});
