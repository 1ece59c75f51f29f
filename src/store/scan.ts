import { type Failure, isFailure } from "../domain/failures.js";

/** Some fields of a hash, and the cursor behind them: as at the beginning when nothing follows. */
export interface ScanStep {
  readonly cursor: string;
  readonly entries: ReadonlyMap<string, string>;
}

const BEGINNING = "0";

/**
 * The last step with the entries of all, or the refusal of one. All of a hash at once would hold Redis, and all who wait
 * for it, for as long as it is large.
 */
export async function scanned<Answer extends ScanStep | Failure>(
  step: (cursor: string) => Promise<Answer>,
): Promise<Answer> {
  const entries = new Map<string, string>();
  for (let cursor = BEGINNING; ; ) {
    const found = await step(cursor);
    if (isFailure(found)) return found;
    for (const [key, entry] of found.entries) entries.set(key, entry);
    cursor = found.cursor;
    if (cursor === BEGINNING) return { ...found, entries };
  }
}
