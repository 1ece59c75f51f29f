/**
 * Names of the Lua library, as a chunk has room for them: Lua allows 200 locals in one. Of a part, what no other file
 * names is local to a block of its own; only the rest takes places of the chunk.
 */

const LOCAL = /^local (?:function (\w+)|(\w+(?:, \w+)*)( =|$))/gm;
/** Functions of Lua and Redis that commands call most; others are called by their names. */
const BUILTINS = {
  CALL: "redis.call",
  FORMAT: "string.format",
  SUB: "string.sub",
  FLOOR: "math.floor",
  MAX: "math.max",
  MIN: "math.min",
  TONUMBER: "tonumber",
  UNPACK: "unpack",
  IPAIRS: "ipairs",
  PAIRS: "pairs",
  NEXT: "next",
  TYPE: "type",
  MATCH: "string.match",
  PCALL: "pcall",
  TO_BYTES: "cmsgpack.pack",
  FROM_BYTES: "cmsgpack.unpack",
  PARTS: "struct.unpack",
  FREXP: "math.frexp",
  LOG: "math.log",
  CEIL: "math.ceil",
  FIND: "string.find",
} as const;

/** Lua that declares the names of `withBuiltins`, and sets them: when a library is loaded there are no such functions yet. */
export const BUILTIN_NAMES: string = Object.keys(BUILTINS).join(", ");
export const SET_BUILTINS = `if not CALL then ${BUILTIN_NAMES} = ${Object.values(BUILTINS).join(", ")} end`;

/**
 * Calls of those functions through locals: by a global name a function of a library is looked for in three tables, which
 * costs some 500 instructions, where a local costs none.
 */
export function withBuiltins(source: string): string {
  return Object.entries(BUILTINS).reduce((text, [name, builtin]) => {
    const called = new RegExp(`(?<![\\w.:])${builtin.replace(".", "\\.")}\\(`, "g");
    return text.replace(called, `${name}(`);
  }, source);
}

function localsOf(text: string): string[][] {
  return [...text.matchAll(LOCAL)].map(([, name, names = ""]) =>
    name === undefined ? names.split(", ") : [name],
  );
}

/** The part as a block behind the declaration of what others name of it. */
function asBlock(text: string, isNamedElsewhere: (name: string) => boolean): string {
  // Names that are declared together stay together.
  const shared = new Set(
    localsOf(text)
      .filter((names) => names.some(isNamedElsewhere))
      .flat(),
  );
  if (shared.size === 0) return `do\n${text}\nend`;
  const inside = text.replace(LOCAL, (declaration, name?: string, names = "", value = "") => {
    if (name !== undefined) return shared.has(name) ? `function ${name}` : declaration;
    if (!names.split(", ").every((one: string) => shared.has(one))) return declaration;
    return value === "" ? "" : `${names}${value}`;
  });
  return `local ${[...shared].join(", ")}\ndo\n${inside}\nend`;
}

/** The parts in their order as one text, for a chunk in which `rest` follows. */
export function partsWithRoom(parts: readonly string[], rest: string): string {
  const words = [...parts, rest].map((text) => new Set(text.match(/\w+/g)));
  const blocks = parts.map((text, index) =>
    asBlock(text, (name) => words.some((set, other) => other !== index && set.has(name))),
  );
  return blocks.join("\n");
}
