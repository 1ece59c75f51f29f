import { type CronExpression, CronExpressionParser } from "cron-parser";
import { LRUCache } from "lru-cache";

const MINUTE_MS = 60_000;
const FIELDS = 5;
/** Names, numbers, lists, ranges, steps, last and nth days; not `H`, whose meaning would change with each reading. */
const ALLOWED = /^[0-9A-Za-z*,/?#-]+$/;
const HASHED = /(?<![A-Za-z])H(?![A-Za-z])/i;
/** An open window is followed at most so far: who needs more of it asks again. */
const MOST_MINUTES = 60;
const MOST_SKIPPED = 120;
const MOST_CACHED = 500;

const parsed = new LRUCache<string, CronExpression>({ max: MOST_CACHED });

function expressionOf(cron: string, timezone: string): CronExpression {
  const name = `${timezone} ${cron}`;
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const expression = CronExpressionParser.parse(cron, { tz: timezone });
  parsed.set(name, expression);
  return expression;
}

/** What is wrong with a time zone; nothing for an IANA name. */
export function timezoneProblem(timezone: string): string | undefined {
  try {
    Intl.DateTimeFormat("en", { timeZone: timezone });
    return undefined;
  } catch {
    return "must be an IANA time zone such as Europe/Istanbul";
  }
}

/** What is wrong with a cron expression; nothing for five fields that some moment matches. */
export function cronProblem(cron: string): string | undefined {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== FIELDS) {
    return "must have exactly 5 fields: minute, hour, day of month, month, day of week";
  }
  if (fields.some((field) => !ALLOWED.test(field) || HASHED.test(field))) {
    return "must be made of numbers, names and the characters * , - / ? # L";
  }
  try {
    nextMatch(cron, "UTC", Date.now());
    return undefined;
  } catch (error) {
    return `cannot be used: ${error instanceof Error ? error.message : "it matches no time"}`;
  }
}

/** Whether the minute of a moment (ms) matches. */
export function matches(cron: string, timezone: string, ms: number): boolean {
  return expressionOf(cron, timezone).includesDate(new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS));
}

/** The first match after a moment, both in ms. */
export function nextMatch(cron: string, timezone: string, afterMs: number): number {
  const expression = expressionOf(cron, timezone);
  expression.reset(new Date(afterMs));
  // For an hour that a change to summer time leaves out, the library names the one after it, which is no match.
  let at = expression.next();
  for (let more = 0; more < MOST_SKIPPED && !expression.includesDate(at); more++) at = expression.next();
  return at.getTime();
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
