import type { TSchema } from "typebox";

/** The parts of a JSON schema that are walked through. */
interface Node {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly patternProperties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
  readonly anyOf?: readonly TSchema[];
  readonly allOf?: readonly TSchema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** The paths of names within a value that are not well-formed Unicode. */
type FindMalformed = (value: unknown, path: string) => readonly string[];

const NONE: readonly string[] = [];
/** Half a surrogate pair: JSON can write it as an escape, UTF-8 cannot, so that two such names become one. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function behind(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/**
 * Finds names that Redis could not tell apart: strings that the schema bounds in any way, and keys of its maps. Free
 * text (a message, a chunk) may hold what it likes. Undefined when the schema has no names.
 */
export function malformedNames(schema: TSchema): FindMalformed | undefined {
  const node = schema as Node;
  const own = ownNames(node);
  const parts = [...(node.anyOf ?? []), ...(node.allOf ?? [])].flatMap((part) => malformedNames(part) ?? []);
  const finders = own === undefined ? parts : [own, ...parts];
  if (finders.length < 2) return finders[0];
  return (value, path) => [...new Set(finders.flatMap((find) => find(value, path)))];
}

function ownNames(node: Node): FindMalformed | undefined {
  const { minLength, maxLength, pattern, items, properties, patternProperties } = node;
  if (node.type === "string" && (minLength ?? maxLength ?? pattern) !== undefined) {
    return (value, path) => (typeof value === "string" && LONE_SURROGATE.test(value) ? [path] : NONE);
  }
  const inItems = items === undefined ? undefined : malformedNames(items);
  if (inItems !== undefined) {
    return (value, path) =>
      Array.isArray(value) ? value.flatMap((item, index) => inItems(item, behind(path, `${index}`))) : NONE;
  }
  if (patternProperties !== undefined) return inMap(patternProperties);
  return properties === undefined ? undefined : inMembers(properties);
}

function inMap(patternProperties: Readonly<Record<string, TSchema>>): FindMalformed {
  const [values] = Object.values(patternProperties).map(malformedNames);
  return (value, path) => {
    if (typeof value !== "object" || value === null) return NONE;
    return Object.entries(value).flatMap(([key, member]) =>
      LONE_SURROGATE.test(key) ? [behind(path, key)] : (values?.(member, behind(path, key)) ?? NONE),
    );
  };
}

function inMembers(properties: Readonly<Record<string, TSchema>>): FindMalformed | undefined {
  const members = Object.entries(properties).flatMap(([name, schema]) => {
    const find = malformedNames(schema);
    return find === undefined ? [] : [[name, find] as const];
  });
  if (members.length === 0) return undefined;
  return (value, path) => {
    if (typeof value !== "object" || value === null) return NONE;
    let found = NONE;
    for (const [name, find] of members) {
      if (!Object.hasOwn(value, name)) continue;
      const malformed = find((value as Record<string, unknown>)[name], behind(path, name));
      if (malformed.length > 0) found = [...found, ...malformed];
    }
    return found;
  };
}
