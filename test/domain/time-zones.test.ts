import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextTick } from "../../src/domain/cron.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEARS = 20;
const BEGIN = Date.UTC(2026, 0, 1);
const END = BEGIN + YEARS * 365.25 * DAY;

/** Clocks that change by half an hour or two, at midnight, around Ramadan, or by law of this year. */
const ODD = [
  ...["Australia/Lord_Howe", "Antarctica/Troll", "Africa/Casablanca", "Africa/El_Aaiun", "America/Santiago"],
  ...["Africa/Cairo", "Asia/Beirut", "Asia/Gaza", "America/Nuuk", "Pacific/Apia", "Pacific/Chatham"],
  ...["America/New_York", "Europe/London", "Europe/Istanbul", "Asia/Kathmandu", "UTC"],
];
const ALL = Intl.supportedValuesOf("timeZone");
/** `TIME_ZONES=all` looks at every zone there is, which takes minutes. */
const zones =
  process.env["TIME_ZONES"] === "all"
    ? ALL
    : [...new Set([...ODD, ...fc.sample(fc.constantFrom(...ALL), 24)])];

/** Local date and time of a moment, as the clock of the zone shows it. */
function clock(zone: string): (ms: number) => { date: string; hour: number; minute: number } {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
  } as const);
  return (ms) => {
    const [date = "", time = ""] = parts.format(ms).split(", ");
    return { date, hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)) };
  };
}

/** Hours of UTC in which the clock of the zone is changed. */
function changes(zone: string): number[] {
  const read = clock(zone);
  const offset = (ms: number) => {
    const { date, hour, minute } = read(ms);
    return Date.parse(`${date}T00:00:00Z`) + hour * HOUR + minute * MINUTE - ms;
  };
  const found: number[] = [];
  for (let from = BEGIN; from < END; from += 15 * DAY) {
    if (offset(from) === offset(from + 15 * DAY)) continue;
    let [low, high] = [from, from + 15 * DAY];
    while (high - low > HOUR) {
      const middle = low + Math.ceil((high - low) / (2 * HOUR)) * HOUR;
      if (middle < high && offset(middle) === offset(low)) low = middle;
      else if (middle < high) high = middle;
      else break;
    }
    found.push(high);
  }
  return found;
}

function ticks(cron: string, zone: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = nextTick(cron, zone, from); at < to; ) {
    found.push(at);
    const next = nextTick(cron, zone, at);
    if (next <= at) throw new Error(`${cron} in ${zone} does not go on after ${new Date(at).toISOString()}`);
    at = next;
  }
  return found;
}

describe.each(zones)("schedules in %s", (zone) => {
  const read = clock(zone);
  const around = changes(zone);
  // The last ones are as good as any: a rule that is the same each year is looked at in two of them.
  const looked = process.env["TIME_ZONES"] === "all" ? around : [...around.slice(0, 3), ...around.slice(-2)];

  it("are looked at where the clock changes", () => {
    if (zone === "Australia/Lord_Howe") expect(around).toHaveLength(2 * YEARS);
  });

  it("trigger once a day, also where the hour is left out or comes twice", () => {
    for (const change of looked) {
      for (const [hour, minute] of [
        [2, 0],
        [1, 15],
        [0, 0],
        [23, 59],
      ] as const) {
        const [from, to] = [change - 3 * DAY, change + 3 * DAY];
        const found = ticks(`${minute} ${hour} * * *`, zone, from, to);
        const dates = found.map((at) => read(at).date);
        expect(new Set(dates).size, `${zone} ${hour}:${minute} ${dates}`).toBe(dates.length);
        expect(found.length, `${zone} ${hour}:${minute} ${dates}`).toBeGreaterThanOrEqual(5);
        for (const at of found) {
          const shown = read(at);
          if (shown.hour === hour && shown.minute === minute) continue;
          // The time was left out: it comes when the clock goes on.
          const before = read(at - MINUTE);
          const jumped = shown.hour * 60 + shown.minute - (before.hour * 60 + before.minute) !== 1;
          expect(jumped, `${zone} ${hour}:${minute} ${new Date(at).toISOString()}`).toBe(true);
        }
      }
    }
  });

  it("that trigger each half hour do so whatever the clock does", () => {
    for (const change of looked) {
      const found = ticks("*/30 * * * *", zone, change - 4 * HOUR, change + 4 * HOUR);
      const expected: number[] = [];
      for (let at = change - 4 * HOUR + MINUTE; at < change + 4 * HOUR; at += MINUTE) {
        if (read(at).minute % 30 === 0) expected.push(at);
      }
      expect(found, zone).toEqual(expected);
    }
  });

  it(`go on for ${YEARS} years`, () => {
    const months = ticks("30 1 1 * *", zone, BEGIN, END).map((at) => read(at).date.slice(0, 7));
    expect(new Set(months).size).toBe(YEARS * 12);
    expect(ticks("0 12 29 2 *", zone, BEGIN, END).map((at) => read(at).date.slice(0, 4))).toEqual([
      "2028",
      "2032",
      "2036",
      "2040",
      "2044",
    ]);
    expect(ticks("0 3 L 3,10 *", zone, BEGIN, END)).toHaveLength(YEARS * 2);
    expect(ticks("0 2 * * SUN#1", zone, BEGIN, BEGIN + 2 * 365 * DAY)).toHaveLength(24);
  });
});
