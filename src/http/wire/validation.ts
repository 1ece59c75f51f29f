import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { type Failure, fail } from "../../domain/failures.js";
import type { Shape } from "../../domain/json-shape.js";
import { LIMITS } from "../../domain/limits.js";
import { dropAbsent } from "./absent-members.js";
import { shapeOf } from "./body-shape.js";
import { malformedNames } from "./names.js";

/** Says what is wrong with a value, or nothing when the schema allows it. */
export type Validate = (value: unknown) => Failure | undefined;

/** How a body is read and checked. */
export interface BodyForm {
  readonly shape: Shape;
  readonly validate: Validate;
}

export function bodyForm(schema: TSchema): BodyForm {
  return { shape: shapeOf(schema), validate: validator(schema) };
}

/** A list, or a map whose names are the caller's own, and how many it may have; in its path `*` is each item of a list. */
interface Bounded {
  readonly path: readonly string[];
  readonly most: number;
  readonly what: "items" | "members";
}

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

/** Where a schema has lists and maps of callers, outer ones first. */
function boundedOf(schema: unknown, path: readonly string[]): Bounded[] {
  if (typeof schema !== "object" || schema === null) return [];
  if ("patternProperties" in schema) return [{ path, most: LIMITS.mapMembers, what: "members" }];
  if ("items" in schema) {
    const most = "maxItems" in schema && typeof schema.maxItems === "number" ? schema.maxItems : undefined;
    const own: Bounded[] = most === undefined ? [] : [{ path, most, what: "items" }];
    return [...own, ...boundedOf(schema.items, [...path, EACH])];
  }
  if (!("properties" in schema) || typeof schema.properties !== "object") return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, own]) => boundedOf(own, [...path, name]));
}

/** Whether what is at the path has more than it may: checking all of it one by one would take long. */
function isTooLarge(value: unknown, [name, ...rest]: readonly string[], bounded: Bounded): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (name === EACH) return Array.isArray(value) && value.some((one) => isTooLarge(one, rest, bounded));
  if (name !== undefined)
    return isTooLarge((value as Readonly<Record<string, unknown>>)[name], rest, bounded);
  const { most, what } = bounded;
  if (what === "items") return Array.isArray(value) && value.length > most;
  let members = 0;
  for (const _ in value) if (++members > most) return true;
  return false;
}

/**
 * The validator of a schema: 422 with one line per field, path first (executor-api section 2). Optional members that
 * are there but empty are removed from the value when the schema does not allow them so.
 */
export function validator(schema: TSchema): Validate {
  const compiled = Compile(schema);
  const bounded = boundedOf(schema, []);
  const namesIn = malformedNames(schema);
  return (value) => {
    const large = bounded.find((part) => isTooLarge(value, part.path, part));
    if (large !== undefined) {
      const { path, most, what } = large;
      return fail("validation_failed", {
        details: [`${path.join(".") || "body"}: must not have more than ${most} ${what}`],
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
