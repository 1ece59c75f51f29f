/** Members whose own members are named by whoever wrote the schema, and those that hold values. */
const NAMED: ReadonlySet<string> = new Set([
  ...["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"],
]);
const VALUES: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);

/** A keyword, its value, and the schema that has it. */
export type Keyword = readonly [name: string, value: unknown, owner: Record<string, unknown>];

/** Each keyword of a schema and of the schemas within it; what a user has named is none. */
export function* schemaKeywords(schema: unknown): Generator<Keyword> {
  if (Array.isArray(schema)) {
    for (const part of schema) yield* schemaKeywords(part);
    return;
  }
  if (typeof schema !== "object" || schema === null) return;
  for (const [name, value] of Object.entries(schema)) {
    yield [name, value, schema as Record<string, unknown>];
    if (VALUES.has(name)) continue;
    const named = NAMED.has(name) && typeof value === "object" && value !== null && !Array.isArray(value);
    yield* schemaKeywords(named ? Object.values(value) : value);
  }
}
