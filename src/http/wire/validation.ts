import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { type Failure, fail } from "../../domain/failures.js";
import { LIMITS } from "../../domain/limits.js";
import { dropAbsent } from "./absent-members.js";
import { malformedNames } from "./names.js";

/** Says what is wrong with a value, or nothing when the schema allows it. */
export type Validate = (value: unknown) => Failure | undefined;

/** Names that lead to a map whose names are the caller's own; `*` is each element of a list. */
type Path = readonly string[];

const MAX_DETAILS = 20;
const EACH = "*";

function detail(error: { instancePath: string; message: string; keyword: string; params: object }): string[] {
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  if (error.keyword === "required" && "requiredProperties" in error.params) {
    const missing = error.params.requiredProperties as string[];
    return missing.map((name) => `${path === "" ? name : `${path}.${name}`}: is required`);
  }
  return [`${path === "" ? "body" : path}: ${error.message}`];
}

/** Where a schema has maps of callers. */
function mapsOf(schema: unknown, path: Path): Path[] {
  if (typeof schema !== "object" || schema === null) return [];
  if ("patternProperties" in schema) return [path];
  if ("items" in schema) return mapsOf(schema.items, [...path, EACH]);
  if (!("properties" in schema) || typeof schema.properties !== "object") return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, own]) => mapsOf(own, [...path, name]));
}

/** Whether a map at the path has more members than any may have: checking them one by one would take long. */
function isTooLarge(value: unknown, [name, ...rest]: Path): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (name === EACH) return Array.isArray(value) && value.some((one) => isTooLarge(one, rest));
  if (name !== undefined) return isTooLarge((value as Readonly<Record<string, unknown>>)[name], rest);
  let members = 0;
  for (const _ in value) if (++members > LIMITS.mapMembers) return true;
  return false;
}

/**
 * The validator of a schema: 422 with one line per field, path first (executor-api section 2). Optional members that
 * are there but empty are removed from the value when the schema does not allow them so.
 */
export function validator(schema: TSchema): Validate {
  const compiled = Compile(schema);
  const maps = mapsOf(schema, []);
  const namesIn = malformedNames(schema);
  return (value) => {
    const large = maps.find((path) => isTooLarge(value, path));
    if (large !== undefined) {
      const name = large.length === 0 ? "body" : large.join(".");
      return fail("validation_failed", {
        details: [`${name}: must have at most ${LIMITS.mapMembers} members`],
      });
    }
    if (!compiled.Check(value) && !(dropAbsent(schema, value) && compiled.Check(value))) {
      const details = [...new Set(compiled.Errors(value).flatMap(detail))].slice(0, MAX_DETAILS);
      return fail("validation_failed", { details });
    }
    const malformed = namesIn?.(value, "") ?? [];
    if (malformed.length === 0) return undefined;
    const details = malformed
      .slice(0, MAX_DETAILS)
      .map((path) => `${path}: must not have a surrogate without its other half`);
    return fail("validation_failed", { details });
  };
}
