import type { Ajv, FuncKeywordDefinition } from "ajv";

/**
 * A JSON value as a text that equal values, and only they, have in common: members in the order of their names, numbers
 * by their value. Ajv's own comparison calls what a user may have named `valueOf` or `toString`, and goes through an
 * `enum` and the pairs of a list one by one.
 */
export function canonicalText(value: unknown): string {
  // JSON has numbers beyond the largest one, and no name for what they are read as.
  if (typeof value === "number") return value === 0 ? "0" : String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`).join()}}`;
}

const KEYWORDS: readonly FuncKeywordDefinition[] = [
  {
    keyword: "const",
    error: { message: "must be equal to constant" },
    compile(constant: unknown) {
      const text = canonicalText(constant);
      return (value) => canonicalText(value) === text;
    },
  },
  {
    keyword: "enum",
    schemaType: "array",
    error: { message: "must be equal to one of the allowed values" },
    compile(values: readonly unknown[]) {
      const texts = new Set(values.map(canonicalText));
      return (value) => texts.has(canonicalText(value));
    },
  },
  {
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    error: { message: "must NOT have duplicate items" },
    compile(wanted: boolean) {
      return (items: readonly unknown[]) => !wanted || areUnique(items);
    },
  },
];

function areUnique(items: readonly unknown[]): boolean {
  const seen = new Set<string>();
  return items.every((item) => seen.size !== seen.add(canonicalText(item)).size);
}

/** Makes the keywords that compare values compare them so. */
export function compareByText(ajv: Ajv): void {
  for (const definition of KEYWORDS) {
    ajv.removeKeyword(String(definition.keyword));
    ajv.addKeyword({ ...definition });
  }
}
