import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Answers, type Plain } from "./answers.js";

interface SeenInFile {
  readonly file: string;
  readonly seen: readonly string[];
}

/** What the answers of each test file that ran had. */
export function seenMembers(folder: string): readonly SeenInFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as SeenInFile);
}

/** The declared members that no answer had in a run of all test files, a line each. */
export function unseenMembers(parts: readonly SeenInFile[], document: Plain): string[] {
  const seen = new Set(parts.flatMap((part) => part.seen));
  const declared = [...new Answers(document, []).declared()];
  const unseen = declared.filter((member) => !seen.has(member));
  return unseen.map((member) => `${member} is declared, and no answer of the whole suite had it`);
}
