import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitUtf8 } from "../../example/chunks.js";

describe("splitUtf8", () => {
  it("cuts any text into chunks that are whole characters, short enough, and the text when joined", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.integer({ min: 4, max: 40 }),
        (text, size) => {
          const chunks = splitUtf8(Buffer.from(text), size);
          expect(chunks.join("")).toBe(text);
          for (const chunk of chunks) {
            expect(Buffer.byteLength(chunk)).toBeLessThanOrEqual(size);
            expect(chunk).not.toContain("\ufffd");
          }
          // A chunk is as long as it can be: at most three bytes are left for a character that does not fit.
          for (const chunk of chunks.slice(0, -1)) {
            expect(Buffer.byteLength(chunk)).toBeGreaterThanOrEqual(size - 3);
          }
        },
      ),
    );
  });

  it("makes one empty chunk of an empty file, and keeps a byte order mark", () => {
    expect(splitUtf8(Buffer.alloc(0), 16)).toEqual([""]);
    expect(splitUtf8(Buffer.from("\ufeff# Title"), 16)).toEqual(["\ufeff# Title"]);
  });
});
