import { Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { RE2JS } from "re2js";
import { type Draft, draftOf } from "./schema-draft.js";
import { compareByText } from "./schema-equality.js";
import { schemaProblem } from "./schema-problems.js";
import { withPrototypes } from "./schema-prototypes.js";

/** A schema somebody else wrote, ready to check values; at most this many lines say what is wrong. */
const MAX_DETAILS = 20;
/** Larger schemas cost more to compile than a gateway should spend on one request. */
const MAX_SCHEMA_LENGTH = 65_536;

export interface CompiledSchema {
  /** Lines that say what is wrong with the value, path first; empty when it is valid. */
  check(value: unknown): string[];
}

/** What the translation would take for something else: back references, halves of a surrogate pair. */
const NOT_TRANSLATED = /\\k|\\u[dD][89a-fA-F]/;

/** A stranger's pattern runs in linear time (RE2): it can never hold the process. */
function linearRegExp(pattern: string): { test(text: string): boolean } {
  const compiled = compilePattern(pattern);
  return { test: (text) => compiled.matcher(text).find() };
}
linearRegExp.code = "linearRegExp";

function compilePattern(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    const translated = NOT_TRANSLATED.test(pattern) ? pattern : RE2JS.translateRegExp(pattern);
    if (translated !== pattern) return RE2JS.compile(translated);
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`patterns are those of RE2, without look-around and back references: ${why}`);
  }
}

const OPTIONS: Options = {
  strict: false,
  allErrors: false,
  logger: false,
  // What every object has is not a member of the user's.
  ownProperties: true,
  // 0.07 is a multiple of 0.01, whatever a quotient of binary fractions says.
  multipleOfPrecision: 9,
  // Done before, so that what is wrong is said by the draft's own schema.
  validateSchema: false,
  code: { regExp: linearRegExp as unknown as NonNullable<Options["code"]>["regExp"] & object },
};
const BUILDS: Readonly<Record<Draft, new (options: Options) => Ajv>> = {
  "draft-07": Ajv,
  "2019-09": Ajv2019,
  "2020-12": Ajv2020,
};

function compile(schema: object | boolean, draft: Draft): ValidateFunction {
  const ajv = new BUILDS[draft](OPTIONS);
  compareByText(ajv);
  formats.default(ajv);
  if (typeof schema === "boolean") return ajv.compile(schema);
  // The build is its draft, under whichever of its names.
  const known = { ...schema };
  if ("$schema" in known) delete known.$schema;
  if (ajv.validateSchema(known) !== true) throw new Error(ajv.errorsText(ajv.errors, { dataVar: "schema" }));
  return ajv.compile(known);
}

/** Compiles a JSON Schema (draft-06 to 2020-12), or says why it cannot be used. */
export function compileSchema(schema: unknown): CompiledSchema | { readonly problem: string } {
  if (typeof schema !== "object" && typeof schema !== "boolean") {
    return { problem: "a JSON Schema is an object or a boolean" };
  }
  if (schema === null || Array.isArray(schema)) return { problem: "a JSON Schema is an object or a boolean" };
  const text = JSON.stringify(schema);
  if (text.length > MAX_SCHEMA_LENGTH) {
    return { problem: `a JSON Schema may have at most ${MAX_SCHEMA_LENGTH} characters` };
  }
  const draft = typeof schema === "boolean" ? "draft-07" : draftOf(schema);
  if (typeof draft === "object") return draft;
  const problem = typeof schema === "boolean" ? undefined : schemaProblem(schema);
  if (problem !== undefined) return { problem };
  try {
    const validate = compile(typeof schema === "boolean" ? schema : withPrototypes(schema, text), draft);
    return { check: (value) => checkWith(validate, value) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "schema cannot be compiled" };
  }
}

function checkWith(validate: ValidateFunction, value: unknown): string[] {
  try {
    const valid: unknown = validate(value);
    if (valid === true) return [];
    if (valid !== false) return ["/: schema cannot be evaluated at once"];
  } catch {
    // A schema that refers to itself without end overflows the stack: the schema is at fault.
    return ["/: schema cannot be evaluated: it refers to itself without end"];
  }
  const errors = (validate.errors ?? []).slice(0, MAX_DETAILS);
  return errors.map(({ instancePath, message }) => `${instancePath || "/"}: ${message ?? "is invalid"}`);
}
