import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Something to write about: a heading of a document and what stands below it. */
export interface Passage {
  readonly title: string;
  readonly document: string;
  readonly text: string;
}

const LEAST_CHARACTERS = 600;
const MOST_CHARACTERS = 4000;

/** The sections of the Markdown files of a folder that are long enough to be streamed. */
export async function passagesOf(folder: string): Promise<[Passage, ...Passage[]]> {
  const passages: Passage[] = [];
  for (const document of (await readdir(folder)).filter((name) => name.endsWith(".md"))) {
    const markdown = await readFile(join(folder, document), "utf8");
    for (const section of markdown.split(/^(?=#{1,3} )/m)) {
      const [heading = "", ...lines] = section.split("\n");
      const text = lines.join("\n").trim().slice(0, MOST_CHARACTERS);
      if (text.length < LEAST_CHARACTERS) continue;
      passages.push({ title: heading.replace(/^#+ /, ""), document, text });
    }
  }
  const [first, ...others] = passages;
  if (first === undefined) throw new Error(`${folder} has no Markdown file with a section to write about`);
  return [first, ...others];
}

/** Cuts a text as a model speaks it: a few words at a time, nothing lost. */
export function* tokensOf(text: string): Generator<string> {
  let part = "";
  let words = 0;
  let wanted = 1;
  for (const word of text.match(/\s*\S+\s*/g) ?? []) {
    part += word;
    if (++words < wanted) continue;
    yield part;
    [part, words, wanted] = ["", 0, 1 + Math.floor(Math.random() * 6)];
  }
  if (part !== "") yield part;
}
