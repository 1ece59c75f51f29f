import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cronProblem,
  matches,
  nextMatch,
  nextTick,
  openInterval,
  timezoneProblem,
  UnreckonableError,
} from "../../src/domain/cron.js";

const MINUTE = 60_000;
const minutes = fc.constantFrom("*", "0", "30-45", "*/20", "59,0");
const hours = fc.constantFrom("*", "9-17", "23,0", "2", "*/6");
const days = fc.constantFrom("*", "1-5", "SUN,MON");
const zones = fc.constantFrom("UTC", "Europe/Istanbul", "America/New_York", "Asia/Kathmandu");
/** Around the change to summer time in New York, and through a year. */
const moments = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 2, 7), max: Date.UTC(2026, 2, 10) }),
  fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
);

describe("the open interval of a window", () => {
  it("holds only minutes that match, begins with the first one, and ends at one that does not or after an hour", () => {
    fc.assert(
      fc.property(minutes, hours, days, zones, moments, (minute, hour, day, zone, now) => {
        const cron = `${minute} ${hour} * * ${day}`;
        const { fromMs, untilMs } = openInterval(cron, zone, now);
        const open = (ms: number) => matches(cron, zone, ms);
        expect(untilMs).toBeGreaterThan(Math.max(fromMs, now));
        for (let at = fromMs; at < untilMs; at += MINUTE) expect(open(at)).toBe(true);
        if (untilMs - fromMs < 60 * MINUTE) expect(open(untilMs)).toBe(false);
        expect(open(now)).toBe(fromMs <= now);
        // Nothing is passed over within the next hours.
        for (let at = now + MINUTE; at < Math.min(fromMs, now + 300 * MINUTE); at += MINUTE) {
          expect(open(at)).toBe(false);
        }
        if (fromMs > now) expect(nextMatch(cron, zone, now)).toBe(fromMs);
      }),
      { numRuns: 60 },
    );
  });
});

describe("cron expressions", () => {
  it.each(["* * * * *", "0 9-17 * * MON-FRI", "*/5 0 1,15 * ?", "0 0 L * *", "0 0 * * 5#2", " 0  0 29 2 * "])(
    "%s can be used",
    (cron) => {
      expect(cronProblem(cron)).toBeUndefined();
    },
  );

  it.each([
    "",
    "* * * *",
    "* * * * * *",
    "@daily",
    "60 * * * *",
    "* 24 * * *",
    "0 0 31 2 *",
    "H * * * *",
    "a b c d e",
    "0 0 31 2,4,6,9,11 *",
    "0 0 31 FEB-APR/2 ?",
    "0 0 30-31 2 *",
    "0 0 15W * *",
    "0 0 31 2 +1",
  ])("%s is refused", (cron) => {
    expect(cronProblem(cron)).toEqual(expect.any(String));
  });

  it("take no long search: what a calendar does not have is refused, what it has comes within eight years", () => {
    const day = fc.constantFrom("*", "1", "28", "29", "30", "31", "30,31", "29-31", "31/2", "L", "*/31");
    const month = fc.constantFrom("*", "2", "FEB", "2,4,6,9,11", "2-4/2", "*/2", "APR-JUN", "11/4", "12");
    const weekday = fc.constantFrom("*", "?", "MON", "5#5", "6L", "0-6");
    const now = Date.UTC(2096, 1, 1);
    fc.assert(
      fc.property(day, month, weekday, (...parts) => {
        const cron = `59 23 ${parts.join(" ")}`;
        if (cronProblem(cron) !== undefined) {
          expect(() => nextTick(cron, "UTC", now)).toThrow(UnreckonableError);
          // Such a day is in none of the months: no year has it, the leap years least.
          for (let at = Date.UTC(2027, 0, 1); at < Date.UTC(2029, 0, 1); at += 1440 * MINUTE) {
            expect(matches(cron, "UTC", at + 1439 * MINUTE)).toBe(false);
          }
        } else expect(nextTick(cron, "UTC", now) - now).toBeLessThan(8.1 * 365.25 * 1440 * MINUTE);
      }),
      { numRuns: 300 },
    );
  });

  it("finds both minutes of an hour that comes twice", () => {
    const zone = "America/New_York";
    const first = Date.UTC(2026, 10, 1, 5, 30);
    expect(nextMatch("30 1 * * *", zone, first - 1)).toBe(first);
    expect(nextMatch("30 1 * * *", zone, first)).toBe(first + 60 * MINUTE);
    expect(nextTick("30 1 * * *", zone, first)).toBe(first + 25 * 60 * MINUTE);
  });

  it("know the names of time zones", () => {
    expect(timezoneProblem("Europe/Istanbul")).toBeUndefined();
    for (const zone of ["Mars/Base", "x", "../UTC"])
      expect(timezoneProblem(zone), zone).toEqual(expect.any(String));
  });
});
