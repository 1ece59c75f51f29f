import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainTokens } from "../../../src/http/executor/fleet-tokens.js";

const MOST = { tokens: 1000, length: 4096 };
const nothingKnown = () => undefined;

const token = fc.stringMatching(/^[A-Za-z0-9_.-]{0,300}$/);
const space = fc.stringMatching(/^[ \t\n\r]{0,2}$/);
/** A body of tokens as texts, with what may stand between its parts, and the tokens. */
const body = fc
  .tuple(fc.array(token, { minLength: 1, maxLength: 400, size: "max" }), fc.constantFrom(",", ", "), space)
  .map(([tokens, comma, blank]) => {
    const list = tokens.map((one) => JSON.stringify(one)).join(comma);
    return { tokens, text: `${blank}{"tokens":${blank}[${blank}${list}${blank}]${blank}}${blank}` };
  });

describe("the tokens of a body that is written as programs write it", () => {
  it("are those that are in its JSON, however it is cut into pieces", () => {
    fc.assert(
      fc.property(body, ({ tokens, text }) => {
        expect(plainTokens(Buffer.from(text), MOST, nothingKnown)).toEqual(tokens);
      }),
      { numRuns: 50 },
    );
  });

  it("are those that are known, in their places", () => {
    fc.assert(
      fc.property(body, fc.integer({ min: 0, max: 9 }), ({ tokens, text }, digit) => {
        const known = (one: string) => (one.includes(`${digit}`) ? { one } : undefined);
        const expected = tokens.map((one) => known(one) ?? one);
        expect(plainTokens(Buffer.from(text), MOST, known)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it("are none where the body is another JSON, or no JSON, or beyond the bounds", () => {
    const changed = fc
      .tuple(body, fc.nat(), fc.constantFrom("", '"', "\\", ",", "]", "}", "{", "\u0000", "ä", "x", '","'))
      .map(([{ text }, at, put]) => {
        const place = at % text.length;
        return text.slice(0, place) + put + text.slice(place + 1);
      });
    fc.assert(
      fc.property(changed, (text) => {
        const found = plainTokens(Buffer.from(text), MOST, nothingKnown);
        if (found !== undefined) expect({ tokens: found }).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
    for (const text of [
      '{"tokens":[]}',
      '{"tokens":["a"],"tokens":["b"]}',
      '{"tokens":["a"]}}',
      '{"tokens":["a",]}',
      "",
    ]) {
      expect(plainTokens(Buffer.from(text), MOST, nothingKnown), text).toBeUndefined();
    }
    const three = Buffer.from('{"tokens":["aa","b","c"]}');
    expect(plainTokens(three, { tokens: 3, length: 2 }, nothingKnown)).toEqual(["aa", "b", "c"]);
    expect(plainTokens(three, { tokens: 2, length: 2 }, nothingKnown)).toBeUndefined();
    expect(plainTokens(three, { tokens: 3, length: 1 }, nothingKnown)).toBeUndefined();
  });
});
