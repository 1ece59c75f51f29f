const SECONDS = /^\d{1,15}$/;
const CLOCK = "\\d{2}:\\d{2}:\\d{2}";
/** The three forms of RFC 9110, 5.6.7: today's, the one with a week day written out, and asctime. */
const HTTP_DATE = new RegExp(
  `^(?:[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} ${CLOCK} GMT` +
    `|[A-Z][a-z]{5,8}, \\d{2}-[A-Z][a-z]{2}-\\d{2} ${CLOCK} GMT` +
    `|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d ${CLOCK} \\d{4})$`,
);

/**
 * Whole seconds a Retry-After header asks to wait, or undefined when it says nothing usable. A date in the past
 * asks for none. The caller caps it.
 */
export function parseRetryAfter(value: string, nowMs: number): number | undefined {
  const text = value.trim();
  if (SECONDS.test(text)) return Number(text);
  if (!HTTP_DATE.test(text)) return undefined;
  // asctime names no zone; it means GMT.
  const at = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - nowMs) / 1000));
}
