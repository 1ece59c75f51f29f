import type luaparse from "luaparse";
import type { ParsedFile } from "./lua-names.js";

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

/** A reply as the code gives it. */
export interface GivenReply {
  readonly name: string;
  /** How many values stand behind the name. */
  readonly parts: number;
  readonly line: number;
}

/** Visits every node of a tree. */
function visit(tree: unknown, see: (node: Node) => void): void {
  if (Array.isArray(tree)) {
    for (const one of tree) visit(one, see);
    return;
  }
  if (typeof tree !== "object" || tree === null) return;
  if ("type" in tree) see(tree as Node);
  for (const [key, value] of Object.entries(tree)) if (key !== "loc") visit(value, see);
}

/** `base.name` as a parser sees it; undefined for anything else. */
function memberOf(node: unknown, base: string): string | undefined {
  const {
    type,
    base: of,
    identifier,
  } = node as {
    type?: string;
    base?: { type: string; name?: string };
    identifier?: { name: string };
  };
  return type === "MemberExpression" && of?.type === "Identifier" && of.name === base
    ? identifier?.name
    : undefined;
}

/** Members of `base` that a tree uses. */
export function membersOf(tree: unknown, base: string): Set<string> {
  const found = new Set<string>();
  visit(tree, (node) => {
    const name = memberOf(node, base);
    if (name !== undefined) found.add(name);
  });
  return found;
}

/** Replies that a tree gives: lists whose first value is `REPLY.<name>`. */
function repliesIn(tree: unknown): GivenReply[] {
  const given: GivenReply[] = [];
  visit(tree, (node) => {
    if (node.type !== "TableConstructorExpression") return;
    const fields = node["fields"] as readonly { readonly type: string; readonly value: unknown }[];
    const name = memberOf(fields[0]?.value ?? {}, "REPLY");
    const loc = node["loc"] as { start: { line: number } };
    if (name !== undefined) given.push({ name, parts: fields.length - 1, line: loc.start.line });
  });
  return given;
}

/** Names that a tree mentions: whatever it calls or hands on is among them. */
function namesIn(tree: unknown): Set<string> {
  const names = new Set<string>();
  visit(tree, (node) => {
    if (node.type === "Identifier") names.add(String(node["name"]));
  });
  return names;
}

/** The replies that a command can give: in its own code, and in the functions of its parts that it can come to. */
export function givenBy(command: ParsedFile, parts: ReadonlyMap<string, ParsedFile>): GivenReply[] {
  const functions = new Map<string, luaparse.FunctionDeclaration>();
  const seen = new Set<string>();
  const gather = (file: ParsedFile): void => {
    for (const include of file.includes) {
      const part = parts.get(include);
      if (part === undefined || seen.has(include)) continue;
      seen.add(include);
      for (const statement of part.chunk.body) {
        if (statement.type === "FunctionDeclaration" && statement.identifier?.type === "Identifier") {
          functions.set(statement.identifier.name, statement);
        }
      }
      gather(part);
    }
  };
  gather(command);
  const reached = new Set<string>();
  const given = repliesIn(command.chunk.body);
  const follow = (tree: unknown): void => {
    for (const name of namesIn(tree)) {
      const body = functions.get(name);
      if (body === undefined || reached.has(name)) continue;
      reached.add(name);
      given.push(...repliesIn(body));
      follow(body);
    }
  };
  follow(command.chunk.body);
  return given;
}

/** Reads of a hash that do not name a field as the local that takes it: `<local> of <field>`, or what else is wrong. */
export function misnamedReads(tree: unknown): string[] {
  const wrong: string[] = [];
  const fieldsOf = (call: unknown): string[] | undefined => {
    const {
      type,
      arguments: args = [],
      base,
    } = call as {
      type?: string;
      arguments?: readonly { type: string; raw?: string }[];
      base?: unknown;
    };
    const isHmget =
      type === "CallExpression" && memberOf(base, "redis") === "call" && args[0]?.raw === "'HMGET'";
    return isHmget
      ? args.slice(2).map(({ type: kind, raw = "" }) => (kind === "StringLiteral" ? raw.slice(1, -1) : ""))
      : undefined;
  };
  const named = new Set<unknown>();
  visit(tree, (node) => {
    if (node.type !== "LocalStatement") return;
    const [init] = node["init"] as readonly {
      type: string;
      base?: { name?: string };
      arguments?: readonly unknown[];
    }[];
    if (init?.type !== "CallExpression" || init.base?.name !== "unpack") return;
    const fields = fieldsOf(init.arguments?.[0]);
    if (fields === undefined) return;
    named.add(init.arguments?.[0]);
    const locals = (node["variables"] as readonly { name: string }[]).map(({ name }) => name);
    if (locals.length !== fields.length) wrong.push(`${locals.length} names for ${fields.length} fields`);
    fields.forEach((field, index) => {
      const bare = field.replace(/^_/, "");
      const local = locals[index] ?? "";
      // A field whose name is computed has none that a local could be called after.
      if (field !== "" && local !== bare && !local.endsWith(`_${bare}`)) wrong.push(`${local} of ${field}`);
    });
  });
  visit(tree, (node) => {
    const fields = fieldsOf(node);
    if (fields !== undefined && !named.has(node) && fields.some((field) => field !== ""))
      wrong.push(`no names for ${fields.join(", ")}`);
  });
  return wrong;
}
