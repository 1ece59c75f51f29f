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

/** A page of objects that are JSON texts. */
export function pageJson(objects: readonly string[], nextCursor: string | undefined): string {
  const cursor = nextCursor === undefined ? "" : `"next_cursor":${JSON.stringify(nextCursor)},`;
  return `{"data":${jsonList(objects)},${cursor}"has_more":${nextCursor !== undefined}}`;
}
