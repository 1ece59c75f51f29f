const MOST_TRIES = 5;

/**
 * Does what is made from something read before, and anew as long as somebody else has changed that in between. `act`
 * reads, writes, and answers `changed` when nothing was written for that reason; the whole answers it when that was
 * so each time.
 */
export async function untilUnchanged<Result>(
  act: (attempt: number) => Promise<Result | "changed">,
): Promise<Result | "changed"> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const result = await act(attempt);
    if (result !== "changed") return result;
  }
  return "changed";
}
