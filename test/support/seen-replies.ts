import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readLuaFiles, repliesOf } from "../../src/store/lua-files.js";

/** Readers ask the guard for no more than who they are: it refuses them for no status of a run that has not ended. */
const CANNOT_BE = /^(read|list)-[a-z]+ (not_executing|not_active)$/;

/** The replies that heads of `lua/` declare and that no command has given in a run of all test files, a line each. */
export function unseenReplies(folder: string): string[] {
  const notes = readdirSync(folder).filter((name) => name.endsWith(".replies"));
  const seen = new Set(notes.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n")));
  const { commands, parts } = readLuaFiles();
  const declared = commands.flatMap((command) =>
    repliesOf(command, parts).map((reply) => `${command.name} ${reply.name}`),
  );
  const unseen = declared.filter((reply) => !seen.has(reply) && !CANNOT_BE.test(reply));
  return unseen.map(
    (reply) => `${reply} is a reply declared in lua/, and no command of the whole suite gave it`,
  );
}
