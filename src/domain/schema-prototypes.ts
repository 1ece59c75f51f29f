import { schemaKeywords } from "./schema-keywords.js";

type Members = Record<string, unknown>;

/** Of these, Ajv leaves out a member of this name without a word. */
const PROTOTYPE = "__proto__";
const LEFT_OUT: Readonly<Record<string, (schema: Members, member: unknown) => void>> = {
  properties: (schema, member) => addPattern(schema, `^${PROTOTYPE}$`, member),
  patternProperties: (schema, member) => addPattern(schema, `(?:${PROTOTYPE})`, member),
  dependencies: (schema, member) => {
    const before = Array.isArray(schema["allOf"]) ? schema["allOf"] : [];
    const then = Array.isArray(member) ? { required: member } : member;
    schema["allOf"] = [...before, { if: { required: [PROTOTYPE] }, then }];
  },
};

/** Under a pattern that means the same, and that nobody has written. */
function addPattern(schema: Members, pattern: string, member: unknown): void {
  const patterns = isMembers(schema["patternProperties"]) ? schema["patternProperties"] : {};
  let name = pattern;
  while (Object.hasOwn(patterns, name)) name = `(?:${name})`;
  patterns[name] = member;
  schema["patternProperties"] = patterns;
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What names a schema, which has to be there once. */
const NAMES = /"\$(?:id|anchor|dynamicAnchor)"/;

/**
 * The schema with what it says of members named `__proto__` said in words that Ajv takes: their names are the user's, as
 * any other. `text` is the schema's; what it says in its own words stays for references to lead to, unless it has a name.
 */
export function withPrototypes(schema: object, text: string): object {
  if (!text.includes(PROTOTYPE)) return schema;
  const said: object = JSON.parse(text);
  // All are found before the first is changed: what is added would be found as well.
  for (const [name, value, owner] of [...schemaKeywords(said)]) {
    const say = Object.hasOwn(LEFT_OUT, name) ? LEFT_OUT[name] : undefined;
    if (say === undefined || !isMembers(value) || !Object.hasOwn(value, PROTOTYPE)) continue;
    const member = value[PROTOTYPE];
    say(owner, member);
    if (NAMES.test(JSON.stringify(member))) delete value[PROTOTYPE];
  }
  return said;
}
