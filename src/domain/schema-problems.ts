import { schemaKeywords } from "./schema-keywords.js";

const REFERENCES: ReadonlySet<string> = new Set(["$ref", "$dynamicRef", "$recursiveRef"]);

/**
 * What Ajv would not refuse, and not check either: a check that answers later, which would pass as one that succeeded
 * and reject where nobody waits for it; references to what every JavaScript object has. Undefined when all is well.
 */
export function schemaProblem(root: object): string | undefined {
  for (const [name, value] of schemaKeywords(root)) {
    if (name === "$async") return "$async is not a keyword of JSON Schema: leave it out";
    if (!REFERENCES.has(name) || typeof value !== "string") continue;
    const problem = referenceProblem(value, root);
    if (problem !== undefined) return problem;
  }
  return undefined;
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
