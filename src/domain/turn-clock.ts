let now = 0;

function forget(): void {
  now = 0;
}

/**
 * Milliseconds of the monotonic clock, read once a turn of the event loop: what is answered in one turn shares the
 * reading, so that timing each of tens of thousands of requests a second costs next to nothing.
 */
export function turnNowMs(): number {
  if (now === 0) {
    now = performance.now();
    setImmediate(forget);
  }
  return now;
}

/**
 * Options of a cache whose entries end: its own clock would be a reading and a timer a millisecond, and what is kept for
 * seconds may be told the time by turns.
 */
export const BY_TURNS = { perf: { now: turnNowMs }, ttlResolution: 0 };
