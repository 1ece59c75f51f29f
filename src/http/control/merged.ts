import type { Store } from "../../store/store.js";

/** A page of a list, newest first, of one of the cells in which a project has something. */
interface Listed<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

/**
 * The first `limit` of what the cells have in which a project has something, each of which `read` asks for as many behind the
 * same cursor; `placeOf` is the cursor of an item, and places are in the order of their characters.
 */
export async function mergedNewest<Item>(
  stores: readonly Store[],
  limit: number,
  read: (store: Store) => Promise<Listed<Item>>,
  placeOf: (item: Item) => string,
): Promise<Listed<Item>> {
  const pages = await Promise.all(stores.map(read));
  const [only] = pages;
  if (only !== undefined && pages.length === 1) return only;
  // What a page has left out is behind its cursor, and in front of some of what the others have there.
  const end = pages
    .flatMap(({ nextCursor }) => nextCursor ?? [])
    .sort()
    .at(-1);
  const found = pages
    .flatMap(({ items }) => items.map((item) => ({ item, place: placeOf(item) })))
    .filter(({ place }) => end === undefined || place >= end)
    .sort((left, right) => (left.place < right.place ? 1 : -1));
  const shown = found.slice(0, limit);
  const items = shown.map(({ item }) => item);
  const last = found.length > limit ? shown.at(-1)?.place : end;
  return last === undefined ? { items } : { items, nextCursor: last };
}
