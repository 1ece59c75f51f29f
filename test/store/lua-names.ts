import luaparse from "luaparse";
import { type LuaFile, readLuaFiles } from "../../src/store/lua-files.js";

interface Named {
  readonly type: string;
  readonly name: string;
  readonly isLocal?: boolean;
}

/** A file of `lua/` as a parser sees it. */
export interface ParsedFile extends LuaFile {
  /** Relative to `lua/`. */
  readonly path: string;
  readonly chunk: luaparse.Chunk;
  readonly includes: readonly string[];
  /** Names that it uses or assigns without having declared them. */
  readonly free: ReadonlySet<string>;
  /** Names that it declares for what includes it. */
  readonly declared: readonly string[];
}

/** Parses Lua 5.1, the language of Redis. Throws with line and column when it is none. */
export function parse(text: string): luaparse.Chunk {
  return luaparse.parse(text, { luaVersion: "5.1", scope: true, comments: false, locations: true });
}

/** Names that a chunk uses or assigns without having declared them. */
export function freeNames(chunk: luaparse.Chunk): Set<string> {
  const { globals } = chunk as unknown as { globals: readonly Named[] };
  return new Set(globals.map(({ name }) => name));
}

/** Names that a chunk declares on its outermost level. */
export function declaredNames(chunk: luaparse.Chunk): string[] {
  return chunk.body.flatMap((statement) => {
    if (statement.type === "LocalStatement") return statement.variables.map(({ name }) => name);
    if (statement.type !== "FunctionDeclaration" || !statement.isLocal) return [];
    return statement.identifier?.type === "Identifier" ? [statement.identifier.name] : [];
  });
}

/** Names without a declaration that a chunk assigns to, which makes a global of the whole library. */
export function assignedGlobals(chunk: luaparse.Chunk): string[] {
  const found: string[] = [];
  const isGlobal = (node: Named): boolean => node.type === "Identifier" && node.isLocal !== true;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one);
      return;
    }
    if (typeof node !== "object" || node === null) return;
    const { type, variables, identifier } = node as {
      type?: string;
      variables?: readonly Named[];
      identifier?: Named | null;
    };
    if (type === "AssignmentStatement") {
      for (const variable of variables ?? []) if (isGlobal(variable)) found.push(variable.name);
    }
    if (type === "FunctionDeclaration" && identifier && isGlobal(identifier)) found.push(identifier.name);
    for (const value of Object.values(node)) visit(value);
  };
  visit(chunk.body);
  return found;
}

function parsed(file: LuaFile): ParsedFile {
  const path = `${file.capability}/${file.name}.lua`;
  const chunk = parse(file.text);
  return {
    ...file,
    path,
    chunk,
    includes: [...file.text.matchAll(/^ *--- @include "([a-z-]+)"$/gm)].map(([, name = ""]) => name),
    free: freeNames(chunk),
    declared: declaredNames(chunk),
  };
}

/** Every command and every shared part, parsed. */
export function luaFiles(): { commands: ParsedFile[]; parts: Map<string, ParsedFile> } {
  const { commands, parts } = readLuaFiles();
  return {
    commands: commands.map(parsed),
    parts: new Map([...parts].map(([name, file]) => [name, parsed(file)])),
  };
}
