/** Members whose own members are named by whoever wrote the schema, and those that hold values. */
const NAMED: ReadonlySet<string> = new Set([
  ...["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"],
]);
const VALUES: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);

/** Each keyword of a schema and of the schemas within it, with its value; what a user has named is none. */
export function* schemaKeywords(schema: unknown): Generator<readonly [name: string, value: unknown]> {
  if (Array.isArray(schema)) {
    for (const part of schema) yield* schemaKeywords(part);
    return;
  }
  if (typeof schema !== "object" || schema === null) return;
  for (const [name, value] of Object.entries(schema)) {
    yield [name, value];
    if (VALUES.has(name)) continue;
    const named = NAMED.has(name) && typeof value === "object" && value !== null && !Array.isArray(value);
    yield* schemaKeywords(named ? Object.values(value) : value);
  }
}
