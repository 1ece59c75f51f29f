import type { TSchema } from "typebox";
import { Value } from "typebox/value";

/** The parts of a JSON schema that are walked through. */
interface Node {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly items?: TSchema;
  readonly maxItems?: number;
  readonly allOf?: readonly TSchema[];
}

/** What clients whose languages know no absent members send for them: null, and zero values as those of Go. */
function isEmpty(name: string, value: unknown): boolean {
  return value === null || value === "" || (value === 0 && ZERO_IS_ABSENT.has(name));
}

/**
 * Members of which the reference takes 0 for absent. Of others it is a number out of bounds: a key that ends at once is
 * no key that never ends, a claim of no runs none of one.
 */
const ZERO_IS_ABSENT: ReadonlySet<string> = new Set(["max_attempts", "timeout_secs"]);

/**
 * Removes from a value the optional members that are null, '' or 0 where the schema does not allow that; whether there
 * were any. Where it does allow it, it means something, and stays.
 */
export function dropAbsent(schema: TSchema, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { properties = {}, required = [], items, maxItems = Infinity, allOf = [] } = schema as Node;
  let dropped = false;
  for (const part of allOf) dropped = dropAbsent(part, value) || dropped;
  if (Array.isArray(value)) {
    if (items === undefined || value.length > maxItems) return dropped;
    for (const item of value) dropped = dropAbsent(items, item) || dropped;
    return dropped;
  }
  const members = value as Record<string, unknown>;
  for (const [name, member] of Object.entries(properties)) {
    if (!Object.hasOwn(members, name)) continue;
    if (isEmpty(name, members[name]) && !required.includes(name) && !Value.Check(member, members[name])) {
      delete members[name];
      dropped = true;
    } else dropped = dropAbsent(member, members[name]) || dropped;
  }
  return dropped;
}
