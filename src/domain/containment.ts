type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * JSON containment as PostgreSQL's `@>` has it, both values as `JSON.parse` gives them: an object contains one
 * whose members it has, an array one whose elements it has in whatever order and number, a scalar its equal. At
 * the top an array also contains a scalar that is one of its elements.
 */
export function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole) && !Array.isArray(part) && !isObject(part)) return whole.includes(part);
  return containsWithin(whole, part);
}

function containsWithin(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) &&
      part.every((wanted: unknown) => whole.some((held: unknown) => containsWithin(held, wanted)))
    );
  }
  if (isObject(part)) {
    return (
      isObject(whole) &&
      Object.entries(part).every(
        ([name, wanted]) => Object.hasOwn(whole, name) && containsWithin(whole[name], wanted),
      )
    );
  }
  return whole === part;
}
