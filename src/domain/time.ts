const MS_PER_SECOND = 1000;
/** The end of a timestamp by its milliseconds. */
const ENDS = Array.from({ length: MS_PER_SECOND }, (_, ms) => `${String(ms).padStart(3, "0")}Z`);
/** Seconds that were written out lately, by their last digits: most times of an answer lie close together. */
const SECONDS = Array.from({ length: 256 }, () => ({ second: -1, text: "" }));
const WITHOUT_MS = "2000-01-01T00:00:00.".length;
/** The last second whose year has four digits. */
const LAST_SECOND = 253_402_300_799;

/** RFC 3339 UTC with milliseconds, from milliseconds since the epoch (executor-api section 2). */
export function timestamp(ms: number): string {
  const second = Math.floor(ms / MS_PER_SECOND);
  const known = SECONDS[second % SECONDS.length];
  const end = ENDS[ms - second * MS_PER_SECOND];
  if (known === undefined || end === undefined || second < 0 || second > LAST_SECOND) {
    return new Date(ms).toISOString();
  }
  if (known.second !== second) {
    known.second = second;
    known.text = new Date(second * MS_PER_SECOND).toISOString().slice(0, WITHOUT_MS);
  }
  return known.text + end;
}

const RFC3339 =
  /^(\d{4}-\d{2}-(\d{2}))[Tt](?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** Milliseconds since the epoch, or undefined when the text is not an RFC 3339 date-time. */
export function parseTimestamp(text: string): number | undefined {
  const [, date = "", day] = RFC3339.exec(text) ?? [];
  const ms = date === "" ? Number.NaN : Date.parse(text);
  // A day that its month does not have is read as one of the next.
  return Number.isNaN(ms) || new Date(`${date}T00:00:00Z`).getUTCDate() !== Number(day) ? undefined : ms;
}
