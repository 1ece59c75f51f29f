import { schemaKeywords } from "./schema-keywords.js";

/** Of these, Ajv leaves out a member of this name without a word. */
const LEFT_OUT: ReadonlySet<string> = new Set(["properties", "patternProperties", "dependencies"]);
const REFERENCES: ReadonlySet<string> = new Set(["$ref", "$dynamicRef", "$recursiveRef"]);
const PROTOTYPE = "__proto__";

/**
 * What Ajv would not refuse, and not check either: a check that answers later, which would pass as one that succeeded
 * and reject where nobody waits for it; names that mean something to a JavaScript object. Undefined when all is well.
 */
export function schemaProblem(root: object): string | undefined {
  for (const [name, value] of schemaKeywords(root)) {
    if (name === "$async") return "$async is not a keyword of JSON Schema: leave it out";
    const problem =
      REFERENCES.has(name) && typeof value === "string"
        ? referenceProblem(value, root)
        : namedProblem(name, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function namedProblem(name: string, value: unknown): string | undefined {
  if (!LEFT_OUT.has(name) || typeof value !== "object" || value === null) return undefined;
  if (!Object.hasOwn(value, PROTOTYPE)) return undefined;
  return `${name}: a member named ${PROTOTYPE} is not checked; "patternProperties": {"^${PROTOTYPE}$": …} is`;
}

/** A reference to what no part of a schema is, but what every object has, would be taken for a schema that allows all. */
function referenceProblem(reference: string, root: object): string | undefined {
  const [document = "", fragment = ""] = reference.split("#", 2);
  const parts = fragment.startsWith("/") ? fragment.slice(1).split("/").map(pointerPart) : [];
  const inherited = [document, ...parts].some((part) => part in Object.prototype || part in Array.prototype);
  if (!inherited) return undefined;
  let part: unknown = document === "" ? root : undefined;
  for (const name of parts) {
    const own = typeof part === "object" && part !== null && Object.hasOwn(part, name);
    part = own ? (part as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  const isSchema = (typeof part === "object" && part !== null) || typeof part === "boolean";
  return isSchema ? undefined : `can't resolve reference ${reference}`;
}

/** A part of a JSON Pointer within a fragment (RFC 6901, section 6). */
function pointerPart(part: string): string {
  let decoded = part;
  try {
    decoded = decodeURIComponent(part);
  } catch {
    // It is no reference, which Ajv says.
  }
  return decoded.replaceAll("~1", "/").replaceAll("~0", "~");
}
