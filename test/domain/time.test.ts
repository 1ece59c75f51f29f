import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTimestamp, timestamp } from "../../src/domain/time.js";

const LONGEST_MS = 8.64e15;
const FOUR_DIGIT_YEARS_END_MS = 253_402_300_800_000;
const anyMs = fc.oneof(
  fc.integer({ min: -LONGEST_MS, max: LONGEST_MS }),
  // Seconds that meet in the same place of what is remembered, and those at the ends of their ranges.
  fc
    .tuple(fc.nat({ max: 4 }), fc.nat({ max: 2 }), fc.nat({ max: 999 }))
    .map(([turn, second, ms]) => 1_700_000_000_000 + turn * 256_000 + second * 1000 + ms),
  fc.integer({ min: -2000, max: 2000 }),
  fc.integer({ min: -2000, max: 2000 }).map((ms) => FOUR_DIGIT_YEARS_END_MS + ms),
);

describe("a timestamp", () => {
  it("is what Date writes, whatever was written before it", () => {
    fc.assert(
      fc.property(fc.array(anyMs, { minLength: 1, maxLength: 20 }), (moments) => {
        for (const ms of moments) expect(timestamp(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });

  it("is read back as the same moment while years have four digits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: FOUR_DIGIT_YEARS_END_MS - 1 }), (ms) => {
        expect(parseTimestamp(timestamp(ms))).toBe(ms);
      }),
    );
  });
});
