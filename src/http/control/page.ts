import { type Static, Type } from "typebox";
import { pageJson } from "../../api/page.js";
import { type Failure, fail } from "../../domain/failures.js";
import { isId } from "../../domain/ids.js";
import { LIMITS } from "../../domain/limits.js";
import type { Caller } from "../access/authentication.js";
import { json, type Reply } from "../wire/reply.js";

/** Query of a paged list (control-api 8.4). */
export const PageQuery = Type.Object({
  limit: Type.Optional(
    Type.String({ minLength: 1, description: "Default 50; larger than 100 is taken as 100." }),
  ),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, description: "`next_cursor` of the page before." }),
  ),
});

/** The wanted page size: larger than `max` is clamped, what is no positive integer is refused. */
export function limitOf(
  text: string | undefined,
  { default: fallback, max }: { default: number; max: number } = LIMITS.page,
): number | Failure {
  if (text === undefined) return fallback;
  const limit = /^\d+$/.test(text) ? Number(text) : 0;
  if (limit < 1) return fail("bad_request", { message: "limit must be a positive integer" });
  return Math.min(limit, max);
}

export function page(
  records: readonly string[],
  nextCursor: string | undefined,
  lookedAt?: number | undefined,
): Reply {
  return json(200, pageJson(records, nextCursor, lookedAt));
}

/** The first of what is listed that together come to the bytes of a page; one at least. */
export function fittingPage<Item>(items: readonly Item[], bytesOf: (item: Item) => number): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item) => {
    bytes += bytesOf(item);
    return bytes >= LIMITS.pageBytes;
  });
  return end < 0 ? items : items.slice(0, end + 1);
}

/** The project a call is about: the key's own, or what the internal secret's holder names. */
export function projectOf(caller: Caller, given?: string): string | Failure {
  if (caller.projectId !== undefined) {
    return given === undefined || given === caller.projectId || caller.internal
      ? (given ?? caller.projectId)
      : fail("project_mismatch");
  }
  return given ?? fail("project_required");
}

/** The project and the page of a project's list that are asked for. */
export function pageRequest(
  caller: Caller,
  query: Static<typeof PageQuery>,
  isCursor?: (cursor: string) => boolean,
): { readonly projectId: string; readonly limit: number } | Failure {
  const projectId = projectOf(caller);
  if (isRefused(projectId)) return projectId;
  const limit = pageSize(query, isCursor);
  return isRefused(limit) ? limit : { projectId, limit };
}

/** The page size that any list is asked for; a refusal also of a cursor that is none of it: in most lists it is an id. */
export function pageSize(
  query: Static<typeof PageQuery>,
  isCursor: (cursor: string) => boolean = isId,
): number | Failure {
  const limit = limitOf(query.limit);
  if (isRefused(limit) || query.cursor === undefined || isCursor(query.cursor)) return limit;
  return fail("bad_request", { message: "cursor is not one of this list" });
}

export function isRefused<Value extends string | number>(value: Value | Failure): value is Failure {
  return typeof value === "object";
}
