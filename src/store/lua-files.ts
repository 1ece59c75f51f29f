import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Head, type Named, parseHead } from "./command-heads.js";

const LUA_DIRECTORY = fileURLToPath(new URL("../../lua/", import.meta.url));
const SHARED = "lib";

/** A file of `lua/`: a command, or a part that commands share. */
export interface LuaFile {
  /** Its name without the folder and `.lua`. */
  readonly name: string;
  /** The folder: what the command is about. */
  readonly capability: string;
  readonly text: string;
  readonly head: Head;
}

export interface LuaFiles {
  /** In the order of their names, each of which is there once. */
  readonly commands: readonly LuaFile[];
  readonly parts: ReadonlyMap<string, LuaFile>;
  /** Of all files: their names are there once. */
  readonly records: ReadonlyMap<string, Named>;
}

function filesIn(folder: string): LuaFile[] {
  const names = readdirSync(`${LUA_DIRECTORY}${folder}`).filter((file) => file.endsWith(".lua"));
  return names.map((file) => {
    const path = `${folder}/${file}`;
    const text = readFileSync(`${LUA_DIRECTORY}${path}`, "utf8");
    return { name: file.slice(0, -4), capability: folder, text, head: parseHead(text, path) };
  });
}

function unique<Value extends { readonly name: string }>(values: readonly Value[]): Map<string, Value> {
  const byName = new Map<string, Value>();
  for (const value of values) {
    if (byName.has(value.name)) throw new Error(`lua/ has ${value.name} twice`);
    byName.set(value.name, value);
  }
  return byName;
}

/** Reads all of `lua/`. Throws when two commands, parts or records have one name. */
export function readLuaFiles(): LuaFiles {
  const folders = readdirSync(LUA_DIRECTORY, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const parts = unique(filesIn(SHARED));
  const commands = unique(folders.filter((folder) => folder !== SHARED).flatMap(filesIn));
  const records = unique([...parts.values(), ...commands.values()].flatMap(({ head }) => head.records));
  return {
    commands: [...commands.values()].sort((left, right) => (left.name < right.name ? -1 : 1)),
    parts,
    records,
  };
}

/** All replies that a command may give: its own, and those of the parts that it names. */
export function repliesOf({ head }: LuaFile, parts: ReadonlyMap<string, LuaFile>): readonly Named[] {
  const shared = head.repliesOf.flatMap((name) => {
    const part = parts.get(name);
    if (part === undefined) throw new Error(`a command declares the replies of lua/lib/${name}.lua`);
    return part.head.replies;
  });
  return [...head.replies, ...shared];
}
