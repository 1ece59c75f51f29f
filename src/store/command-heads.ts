/**
 * What the head of a Lua file declares, in lines that begin with `--- @`; a line that begins with three dashes and two
 * or more blanks goes on with the one before. Behind two blanks stands what a thing means.
 *
 *     --- @arg <name>: <type>                   an argument; Lua says `ARG.<name>`
 *     --- @reply <name>(<part>: <type>, …)      a named reply; Lua says `return { REPLY.<name>, … }`
 *     --- @reply of <part>                      the replies that `lua/lib/<part>.lua` declares
 *     --- @answers <type>                       in place of named replies
 *     --- @record <NAME>(<part>: <type>, …)     a list with named places; Lua says `list[NAME.part]`
 *
 * Types: `text`, `integer`, `ms`, `number`, `flag` ('1' or ''), `texts`, `map` (field, value list), `run` (see
 * `lua/lib/view.lua`), `entry` (of a Redis Stream), `'one' | 'two'`, the name of a record, and `list of <type>`. With
 * `?` it may be absent: '' or an empty list.
 */
const SIMPLE = ["text", "integer", "ms", "number", "flag", "texts", "map", "run", "entry"] as const;
export type SimpleType = (typeof SIMPLE)[number];

export type ValueType = { readonly optional: boolean } & (
  | { readonly kind: SimpleType }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly of: ValueType }
  | { readonly kind: "record"; readonly name: string }
);

/** A named place: of an argument list, a reply or a record. */
export interface Place {
  readonly name: string;
  readonly type: ValueType;
  readonly meaning: string;
}

/** A name and its parts in their places: a reply, whose first place is the name itself, or a record. */
export interface Named {
  readonly name: string;
  readonly parts: readonly Place[];
  readonly meaning: string;
}

export interface Head {
  /** The prose it begins with. */
  readonly summary: string;
  readonly args: readonly Place[];
  readonly replies: readonly Named[];
  /** Parts of `lua/lib/` whose replies are also its own. */
  readonly repliesOf: readonly string[];
  readonly answers: ValueType | undefined;
  readonly records: readonly Named[];
}

/** A head that cannot be read: file, line and what is wrong. */
class HeadError extends Error {
  readonly code = "COMMAND_HEAD";
}

interface Line {
  readonly tag: string;
  /** What is declared, and behind two blanks what it means. */
  text: string;
}

const DECLARATION = /^--- @([a-z]+) (.*)$/;
const CONTINUATION = /^--- {2,}(.*)$/;

function declarations(source: string): Line[] {
  const found: Line[] = [];
  let open: Line | undefined;
  for (const line of source.split("\n")) {
    const [, tag, text] = DECLARATION.exec(line) ?? [];
    const more = CONTINUATION.exec(line)?.[1];
    if (tag !== undefined && text !== undefined) {
      open = { tag, text };
      found.push(open);
    } else if (more !== undefined && open !== undefined) open.text += ` ${more}`;
    else open = undefined;
  }
  return found;
}

function typeOf(text: string): ValueType {
  if (text.startsWith("list of ")) {
    return { kind: "list", of: typeOf(text.slice("list of ".length)), optional: false };
  }
  const optional = text.endsWith("?");
  const bare = optional ? text.slice(0, -1) : text;
  const simple = SIMPLE.find((kind) => kind === bare);
  if (simple !== undefined) return { kind: simple, optional };
  if (/^[A-Z][A-Z_]*$/.test(bare)) return { kind: "record", name: bare, optional };
  const values = bare.split(" | ").map((value) => /^'([a-z_]+)'$/.exec(value)?.[1]);
  const known = values.filter((value) => value !== undefined);
  if (known.length !== values.length) throw new HeadError(`no type: ${text}`);
  return { kind: "choice", values: known, optional };
}

function placeOf(text: string, meaning = ""): Place {
  const [, name, type] = /^([a-z_]+): (.+)$/.exec(text) ?? [];
  if (name === undefined || type === undefined) throw new HeadError(`no name and type: ${text}`);
  return { name, type: typeOf(type), meaning };
}

function namedOf(text: string): Named {
  const [, name, , parts = "", meaning = ""] = /^([A-Za-z_]+)(\(([^)]*)\))?(?: +(.*))?$/.exec(text) ?? [];
  if (name === undefined) throw new HeadError(`no declaration: ${text}`);
  const places = parts === "" ? [] : parts.split(/, +/).map((part) => placeOf(part));
  return { name, parts: places, meaning };
}

/** Reads what a Lua file declares. Throws {@link HeadError} with the file's name. */
export function parseHead(source: string, file: string): Head {
  const args: Place[] = [];
  const replies: Named[] = [];
  const repliesOf: string[] = [];
  const records: Named[] = [];
  let answers: ValueType | undefined;
  for (const { tag, text } of declarations(source)) {
    const [declared = "", ...meaning] = text.split(/ {2,}/);
    try {
      if (tag === "arg") args.push(placeOf(declared, meaning.join(" ")));
      else if (tag === "reply" && declared.startsWith("of ")) repliesOf.push(declared.slice(3));
      else if (tag === "reply") replies.push(namedOf(text));
      else if (tag === "record") records.push(namedOf(text));
      else if (tag === "answers") answers = typeOf(declared);
      else if (tag !== "include") throw new HeadError(`no such declaration: @${tag}`);
    } catch (error) {
      throw new HeadError(`lua/${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const prose = /^(?:-- .*\n)*/.exec(source)?.[0] ?? "";
  const summary = prose.replaceAll(/^-- /gm, "").trim().replaceAll("\n", " ");
  return { summary, args, replies, repliesOf, answers, records };
}
