import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Answers, type Plain } from "./answers.js";

/**
 * The declared members that no answer had in a run of the test files, a line each. Nothing unless the run was one of
 * all files, because only then all are asked for.
 */
export function unseenMembers(folder: string, document: Plain, files: readonly string[]): string[] {
  const seen = new Set<string>();
  const ran = new Set<string>();
  for (const name of readdirSync(folder)) {
    const part = JSON.parse(readFileSync(join(folder, name), "utf8")) as { file: string; seen: string[] };
    ran.add(part.file);
    for (const member of part.seen) seen.add(member);
  }
  if (!files.every((file) => ran.has(file))) return [];
  const declared = [...new Answers(document, []).declared()];
  const unseen = declared.filter((member) => !seen.has(member));
  return unseen.map((member) => `${member} is declared, and no answer of the whole suite had it`);
}
