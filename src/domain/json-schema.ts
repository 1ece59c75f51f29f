import { Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { RE2JS } from "re2js";

/** A schema somebody else wrote, ready to check values; at most this many lines say what is wrong. */
const MAX_DETAILS = 20;
/** Larger schemas cost more to compile than a gateway should spend on one request. */
const MAX_SCHEMA_LENGTH = 65_536;

export interface CompiledSchema {
  /** Lines that say what is wrong with the value, path first; empty when it is valid. */
  check(value: unknown): string[];
}

/** A stranger's pattern runs in linear time (RE2): it can never hold the process. */
function linearRegExp(pattern: string): { test(text: string): boolean } {
  const compiled = RE2JS.compile(pattern);
  return { test: (text) => compiled.matcher(text).find() };
}
linearRegExp.code = "linearRegExp";

const OPTIONS: Options = {
  strict: false,
  allErrors: false,
  logger: false,
  code: { regExp: linearRegExp as unknown as NonNullable<Options["code"]>["regExp"] & object },
};

/** Members whose own members are named by whoever wrote the schema, and those that hold values. */
const NAMED = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
  "dependencies",
]);
const VALUES = new Set(["const", "enum", "default", "examples"]);

/**
 * Whether a schema asks Ajv for a check that answers later. Such a check would pass as one that succeeded, and
 * what it finds would come as a rejection that nobody waits for.
 */
function isAsync(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(isAsync);
  if (typeof schema !== "object" || schema === null) return false;
  return Object.entries(schema).some(([name, value]) => {
    if (name === "$async") return true;
    if (VALUES.has(name)) return false;
    const named = NAMED.has(name) && typeof value === "object" && value !== null && !Array.isArray(value);
    return named ? Object.values(value).some(isAsync) : isAsync(value);
  });
}

function compile(schema: object | boolean): ValidateFunction {
  const draft = typeof schema === "object" && "$schema" in schema ? String(schema.$schema) : "";
  const ajv =
    draft.includes("2020-12") || draft.includes("2019-09") ? new Ajv2020(OPTIONS) : new Ajv(OPTIONS);
  formats.default(ajv);
  return ajv.compile(schema);
}

/** Compiles a JSON Schema (draft-07, or 2020-12 when `$schema` says so), or says why it cannot be used. */
export function compileSchema(schema: unknown): CompiledSchema | { readonly problem: string } {
  if (typeof schema !== "object" && typeof schema !== "boolean") {
    return { problem: "a JSON Schema is an object or a boolean" };
  }
  if (schema === null || Array.isArray(schema)) return { problem: "a JSON Schema is an object or a boolean" };
  if (JSON.stringify(schema).length > MAX_SCHEMA_LENGTH) {
    return { problem: `a JSON Schema may have at most ${MAX_SCHEMA_LENGTH} characters` };
  }
  if (isAsync(schema)) return { problem: "$async is not a keyword of JSON Schema: leave it out" };
  try {
    const validate = compile(schema);
    return { check: (value) => checkWith(validate, value) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "schema cannot be compiled" };
  }
}

function checkWith(validate: ValidateFunction, value: unknown): string[] {
  try {
    const valid: unknown = validate(value);
    if (valid === true) return [];
    if (valid !== false) return ["schema cannot be evaluated at once"];
  } catch {
    // A schema that refers to itself without end overflows the stack: the schema is at fault.
    return ["schema cannot be evaluated: it refers to itself without end"];
  }
  const errors = (validate.errors ?? []).slice(0, MAX_DETAILS);
  return errors.map(({ instancePath, message }) => `${instancePath || "/"}: ${message ?? "is invalid"}`);
}
