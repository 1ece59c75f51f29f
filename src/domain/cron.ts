import { Cron } from "croner";
import { LRUCache } from "lru-cache";

const MINUTE_MS = 60_000;
const FIELDS = 5;
/** Names, numbers, lists, ranges, steps, last and nth days. */
const ALLOWED =
  /^(?:[0-9*,/?#-]|L(?![A-Za-z])|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i;
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** An open window is followed at most so far: who needs more of it asks again. */
const MOST_MINUTES = 60;
const MOST_SKIPPED = 120;
const MOST_CACHED = 500;
/** No zone's clock is set back by more (Antarctica/Troll: by two hours). */
const SET_BACK_MINUTES = 180;

const expressions = new LRUCache<string, Cron>({ max: MOST_CACHED });
const clocks = new LRUCache<string, Intl.DateTimeFormat>({ max: MOST_CACHED });

/** A time of a schedule or a window that cannot be told, and why. */
export class UnreckonableError extends Error {}

function expressionOf(cron: string, timezone: string): Cron {
  const name = `${timezone} ${cron}`;
  const known = expressions.get(name);
  if (known !== undefined) return known;
  const expression = new Cron(cron, { timezone, mode: "5-part", sloppyRanges: true, paused: true });
  expressions.set(name, expression);
  return expression;
}

function clockOf(timezone: string): Intl.DateTimeFormat {
  const known = clocks.get(timezone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en", {
    timeZone: timezone,
    timeZoneName: "longOffset",
    hour: "2-digit",
  });
  clocks.set(timezone, clock);
  return clock;
}

/** How far the clock of a zone is from UTC, in minutes. */
function offsetMinutes(timezone: string, ms: number): number {
  const name =
    clockOf(timezone)
      .formatToParts(ms)
      .find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT(?:([+-])(\d+):(\d+))?/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** What is wrong with a time zone; nothing for an IANA name. */
export function timezoneProblem(timezone: string): string | undefined {
  try {
    Intl.DateTimeFormat("en", { timeZone: timezone });
    // A newer Node takes offsets as well, an older one that shares the work does not.
    if (/^[A-Za-z]/.test(timezone)) return undefined;
  } catch {
    // Said below.
  }
  return "must be an IANA time zone such as Europe/Istanbul";
}

function monthOf(text: string): number {
  const named = MONTHS.indexOf(text.toUpperCase());
  return named < 0 ? Number(text) : named + 1;
}

/** The longest month that one part of the field lets in. */
function longestMonth(part: string): number {
  const [range = "", step] = part.split("/");
  const [first = "", last] = range === "*" || range === "?" ? ["1", "12"] : range.split("-");
  const to = last === undefined ? (step === undefined ? monthOf(first) : 12) : monthOf(last);
  let longest = 0;
  for (let month = monthOf(first); month <= to; month += Number(step ?? 1) || 1) {
    longest = Math.max(longest, LONGEST[month - 1] ?? 0);
  }
  return longest;
}

/**
 * Whether the first of its days is in one of its months. A search for a time that never comes goes through
 * thousands of years; with this, every search ends within the eight years from one 29 February to the next, or the forty
 * from one February with five of a weekday to the next.
 */
function hasDay(days: string, months: string, weekdays: string): boolean {
  // A day of the week is enough by itself.
  if (weekdays !== "*" && weekdays !== "?") return true;
  const first = Math.min(...days.split(",").map((part) => Number.parseInt(part, 10) || 1));
  return months.split(",").some((part) => longestMonth(part) >= first);
}

function fieldsProblem(fields: readonly string[]): string | undefined {
  if (fields.length !== FIELDS) {
    return "must have exactly 5 fields: minute, hour, day of month, month, day of week";
  }
  if (fields.some((field) => !ALLOWED.test(field))) {
    return "must be made of numbers, names and the characters * , - / ? # L";
  }
  const [, , days = "", months = "", weekdays = ""] = fields;
  return hasDay(days, months, weekdays) ? undefined : "cannot be used: no month of it has such a day";
}

/** What is wrong with a cron expression; nothing for five fields that some moment matches. */
export function cronProblem(cron: string, timezone = "UTC"): string | undefined {
  const problem = fieldsProblem(cron.trim().split(/\s+/));
  if (problem !== undefined) return problem;
  try {
    nextTick(cron, timezone, Date.now());
    return undefined;
  } catch (error) {
    return `cannot be used: ${error instanceof Error ? error.message : "it matches no time"}`;
  }
}

/** Whether the minute of a moment (ms) matches: both of those that an hour has when the clock is set back. */
export function matches(cron: string, timezone: string, ms: number): boolean {
  return expressionOf(cron, timezone).match(new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS));
}

/**
 * When a schedule triggers next after a moment, both in ms. What falls into an hour that is left out comes as soon as
 * that is over; what falls into an hour that comes twice does so once, unless it comes in every hour.
 * Throws {@link UnreckonableError}.
 */
export function nextTick(cron: string, timezone: string, afterMs: number): number {
  const problem = fieldsProblem(cron.trim().split(/\s+/));
  if (problem !== undefined) throw new UnreckonableError(problem);
  let next: Date | null;
  try {
    next = expressionOf(cron, timezone).nextRun(new Date(afterMs));
  } catch (error) {
    throw new UnreckonableError(error instanceof Error ? error.message : String(error));
  }
  if (next === null || !(next.getTime() > afterMs)) throw new UnreckonableError("it matches no time");
  return next.getTime();
}

/** The first minute after a moment that matches, both in ms. Throws {@link UnreckonableError}. */
export function nextMatch(cron: string, timezone: string, afterMs: number): number {
  let at = nextTick(cron, timezone, afterMs);
  for (let more = 0; more < MOST_SKIPPED && !matches(cron, timezone, at); more++) {
    at = nextTick(cron, timezone, at);
  }
  const around = SET_BACK_MINUTES * MINUTE_MS;
  if (offsetMinutes(timezone, afterMs + around) >= offsetMinutes(timezone, afterMs - around)) return at;
  // The clock is set back around now: a minute whose first coming is over comes again.
  const from = (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS;
  for (let again = from; again < Math.min(at, from + around); again += MINUTE_MS) {
    if (matches(cron, timezone, again)) return again;
  }
  return at;
}

/** A time (ms) in which every minute matches, its end excluded. */
export interface Interval {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The matching minutes that `ms` is in, else the next ones; at most an hour of them. */
export function openInterval(cron: string, timezone: string, ms: number): Interval {
  const minute = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  const fromMs = matches(cron, timezone, minute) ? minute : nextMatch(cron, timezone, ms);
  const first = Math.max(fromMs, minute);
  let untilMs = first + MINUTE_MS;
  while (untilMs < first + MOST_MINUTES * MINUTE_MS && matches(cron, timezone, untilMs)) untilMs += MINUTE_MS;
  return { fromMs, untilMs };
}
