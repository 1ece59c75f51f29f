import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import { type Answer, Answers } from "./answers.js";

const { document, sharedFailures, folder } = inject("api");
/** Made for the first answer: many files ask the product for nothing. */
let made: Answers | undefined;
const found: string[] = [];

/** Compares an answer of the product with the schema of its operation. Throws when it is not what is declared. */
export function checkAnswer(answer: Answer): void {
  // These are about an operation, and answer without its body.
  if (answer.method === "HEAD" || answer.method === "OPTIONS") return;
  made ??= new Answers(document, sharedFailures);
  const problems = made.problems(answer);
  if (problems.length === 0) return;
  found.push(...problems);
  const text = answer.text.slice(0, 2000);
  throw new Error(`an answer is not what its operation declares: ${problems.join("; ")}\n${text}`);
}

/** What was found since it was last asked for. */
export function foundProblems(): string[] {
  return found.splice(0);
}

/** Leaves which members the answers of a test file had, for `seen-members.ts`. */
export function leaveSeenMembers(file: string): void {
  writeFileSync(
    join(folder, `${randomUUID()}.json`),
    JSON.stringify({ file, seen: [...(made?.seen ?? [])] }),
  );
}
