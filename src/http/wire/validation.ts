import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { type Failure, fail } from "../../domain/failures.js";

/** Says what is wrong with a value, or nothing when the schema allows it. */
export type Validate = (value: unknown) => Failure | undefined;

const MAX_DETAILS = 20;

function detail(error: { instancePath: string; message: string; keyword: string; params: object }): string[] {
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  if (error.keyword === "required" && "requiredProperties" in error.params) {
    const missing = error.params.requiredProperties as string[];
    return missing.map((name) => `${path === "" ? name : `${path}.${name}`}: is required`);
  }
  return [`${path === "" ? "body" : path}: ${error.message}`];
}

/** The validator of a schema: 422 with one line per field, path first (executor-api section 2). */
export function validator(schema: TSchema): Validate {
  const compiled = Compile(schema);
  return (value) => {
    if (compiled.Check(value)) return undefined;
    const details = [...new Set(compiled.Errors(value).flatMap(detail))].slice(0, MAX_DETAILS);
    return fail("validation_failed", { details });
  };
}
