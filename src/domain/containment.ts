import type { Budget } from "./budget.js";

type JsonObject = Readonly<Record<string, unknown>>;

/** Below this, looking through a list costs less than making a set of it. */
const SHORT = 8;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

/**
 * JSON containment as PostgreSQL's `@>` has it, both values as `JSON.parse` gives them: an object contains one
 * whose members it has, an array one whose elements it has in whatever order and number, a scalar its equal. At
 * the top an array also contains a scalar that is one of its elements. Throws `BudgetSpent` when the values that
 * have to be compared are more than the budget allows: lists of lists are compared each with each.
 */
export function contains(whole: unknown, part: unknown, budget: Budget): boolean {
  if (Array.isArray(whole) && isScalar(part)) {
    budget.spend(whole.length);
    return whole.includes(part);
  }
  return containsWithin(whole, part, budget);
}

function containsWithin(whole: unknown, part: unknown, budget: Budget): boolean {
  budget.spend(1);
  if (Array.isArray(part)) return Array.isArray(whole) && containsAll(whole, part, budget);
  if (isObject(part)) {
    if (!isObject(whole)) return false;
    for (const name of Object.keys(part)) {
      budget.spend(1);
      if (!Object.hasOwn(whole, name) || !containsWithin(whole[name], part[name], budget)) return false;
    }
    return true;
  }
  return whole === part;
}

function containsAll(whole: readonly unknown[], part: readonly unknown[], budget: Budget): boolean {
  let scalars: ReadonlySet<unknown> | undefined;
  for (const wanted of part) {
    budget.spend(1);
    if (isScalar(wanted) && part.length > SHORT) {
      if (scalars === undefined) {
        budget.spend(whole.length);
        scalars = new Set(whole);
      }
      if (!scalars.has(wanted)) return false;
    } else if (!whole.some((held) => containsWithin(held, wanted, budget))) return false;
  }
  return true;
}
