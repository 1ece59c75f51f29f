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
