/** The sections of docs/reliability.md that runs write: each between its marks, with date and commit. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./set-up.mjs";

const PAGE = join(root, "docs", "reliability.md");

/** Replaces a section's lines. Throws when the page does not have its marks. */
export function writeSection(name, lines) {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const text = readFileSync(PAGE, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PAGE} has no section ${name}`);
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    encoding: "utf8",
  }).trim();
  const date = new Date().toISOString().slice(0, 10);
  const section = [begin, "", `${date}, commit ${commit}.`, ...lines, "", ""].join("\n");
  writeFileSync(PAGE, text.slice(0, from) + section + text.slice(to));
}
