import { type TObject, Type } from "typebox";
import { component, described, Flag, optional, Text } from "./schema.js";
import { jsonList } from "./writer.js";

const PAGES = new Map<TObject, TObject>();

/** The page envelope around objects of one kind (control-api 8.4): the component `<Object>Page`. */
export function pageOf(item: TObject): TObject {
  const known = PAGES.get(item);
  if (known !== undefined) return known;
  const { title } = item as { title?: string };
  const page = component(
    `${title}Page`,
    "A page of a list.",
    Type.Object({
      data: Type.Array(item),
      next_cursor: optional(Text, "What to send as `cursor` for the next page; absent on the last one."),
      has_more: described(Flag, "Whether there is a next page."),
    }),
  );
  PAGES.set(item, page);
  return page;
}

/** The same of a list with filters that no index serves: the component `Found<Object>Page`. */
export function foundPageOf(item: TObject): TObject {
  const { title } = item as { title?: string };
  return component(
    `Found${title}Page`,
    "A page of a list whose objects may have been looked for one by one.",
    Type.Object({
      ...pageOf(item).properties,
      looked_at: optional(
        Type.Integer({ minimum: 0 }),
        "Where no index serves the filters: how many objects were looked at for this page, which a bound may have ended early. Go on while there is a `next_cursor`.",
      ),
    }),
  );
}

/** The envelope of a list that always comes whole: the component `<Object>List`. */
export function wholeListOf(item: TObject): TObject {
  const { title } = item as { title?: string };
  return component(
    `${title}List`,
    "A list, all of it.",
    Type.Object({
      data: Type.Array(item),
      has_more: described(Flag, "Always false; as in the lists that have pages."),
    }),
  );
}

/** A page of objects that are JSON texts; `lookedAt` where they were looked for one by one. */
export function pageJson(
  objects: readonly string[],
  nextCursor: string | undefined,
  lookedAt?: number | undefined,
): string {
  const cursor = nextCursor === undefined ? "" : `"next_cursor":${JSON.stringify(nextCursor)},`;
  const looked = lookedAt === undefined ? "" : `"looked_at":${lookedAt},`;
  return `{"data":${jsonList(objects)},${cursor}${looked}"has_more":${nextCursor !== undefined}}`;
}
