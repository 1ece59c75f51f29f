import type { Redis } from "ioredis";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";

/** A page of what was found; `next` is to be spread into an answer, and empty on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: { readonly nextCursor?: string };
}

/** The first `limit` of what was found, of which one more was asked for; the cursor is that of the last one shown. */
export function cutPage<Item>(
  found: readonly Item[],
  limit: number,
  cursorOf: (item: Item) => string,
): Page<Item> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, next: found.length > limit && last !== undefined ? { nextCursor: cursorOf(last) } : {} };
}

/** The first `fit` of a page, when it is too large as a whole; the cursor is that of the last one shown. */
export function cutBehind<Item>(
  { items, next }: Page<Item>,
  fit: number,
  cursorOf: (item: Item) => string,
): Page<Item> {
  return fit < items.length ? cutPage(items, fit, cursorOf) : { items, next };
}

/**
 * The first `limit` of what several cells have, of each of which a page of that many was asked for; all in the order of
 * their ids' bytes.
 */
export function mergedPages<Item extends { readonly id: string }>(
  pages: readonly Page<Item>[],
  limit: number,
): Page<Item> {
  // What a page has left out is behind its cursor, and in front of some of what the others have there.
  const [end] = pages.flatMap(({ next }) => next.nextCursor ?? []).sort(byBytes);
  const found = pages
    .flatMap(({ items }) => items)
    .filter(({ id }) => end === undefined || byBytes(id, end) <= 0)
    .sort((left, right) => byBytes(left.id, right.id));
  const cut = cutPage(found, limit, ({ id }) => id);
  return cut.next.nextCursor !== undefined || end === undefined ? cut : { ...cut, next: { nextCursor: end } };
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** How many of the first hashes come to the bytes of a page by one of their fields, which is nearly all of each. */
export async function fittingHashes(redis: Redis, keys: readonly string[], field: string): Promise<number> {
  const sizes = await answered(Promise.all(keys.map((key) => redis.hstrlen(key, field))));
  let bytes = 0;
  const end = sizes.findIndex((size) => {
    bytes += size;
    return bytes >= LIMITS.pageBytes;
  });
  return end < 0 ? keys.length : end + 1;
}

/**
 * A page of the ids of lexical indexes together; the cursor is the last id of the page before. What moves from one index
 * to another between two reads is in both, and shown once.
 */
export async function pageOfIds(
  redis: Redis,
  keys: readonly string[],
  order: "newest first" | "oldest first",
  limit: number,
  cursor: string | undefined,
): Promise<Page<string>> {
  const newest = order === "newest first";
  const beyond = cursor === undefined ? undefined : `(${cursor}`;
  const reads = keys.map((key) =>
    newest
      ? redis.zrange(key, beyond ?? "+", "-", "BYLEX", "REV", "LIMIT", 0, limit + 1)
      : redis.zrange(key, beyond ?? "-", "+", "BYLEX", "LIMIT", 0, limit + 1),
  );
  const lists = await answered(Promise.all(reads));
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return cutPage(only, limit, String);
  const ids = [...new Set(lists.flat())].sort();
  return cutPage(newest ? ids.reverse() : ids, limit, String);
}
