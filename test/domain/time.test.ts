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

  it("is none of a day that its month does not have, or of a time that no clock shows", () => {
    const two = (number: number) => String(number).padStart(2, "0");
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(13), fc.nat(32), fc.nat(25), (year, month, day, hour) => {
        const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:00:00Z`;
        const parsed = parseTimestamp(text);
        const isThere = month >= 1 && month <= 12 && day >= 1 && hour <= 23 && day <= daysOf(year, month);
        expect([text, parsed !== undefined]).toEqual([text, isThere]);
        if (parsed !== undefined) expect(new Date(parsed).toISOString()).toBe(text.replace("Z", ".000Z"));
      }),
    );
    expect(parseTimestamp("2026-11-30T23:30:00-01:00")).toBe(Date.UTC(2026, 11, 1, 0, 30));
    expect(parseTimestamp("2026-11-31T00:30:00+01:00")).toBeUndefined();
  });
});

function daysOf(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}
