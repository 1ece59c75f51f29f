/**
 * Hash tags of cells. Their slots are chosen so that the masters of a cluster that share the slots evenly have the first
 * so many cells evenly, too. What data is stored under never changes: a tag that is here stays.
 */
const CELL_TAGS = [
  ...["c0", "c1a", "c2c", "c3b", "c4v", "c5b", "c6b", "c7c"],
  ...["c8a", "c9d", "c10r", "c11r", "c12z", "c13z", "c14c", "c15b"],
] as const;

/** The hash tag of a cell; throws for a number that is none of a cell. */
export function cellTag(cell: number): string {
  const tag = CELL_TAGS[cell];
  if (tag === undefined) throw new RangeError(`there is no cell ${cell}`);
  return tag;
}

/** The hash tag of a key. */
export function tagOfKey(key: string): string {
  return key.slice(key.indexOf("{") + 1, key.indexOf("}"));
}
