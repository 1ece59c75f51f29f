import { isUtf8 } from "node:buffer";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The files that were chosen, and why others were not: reason to count. */
export interface Selection {
  readonly paths: readonly string[];
  readonly leftOut: ReadonlyMap<string, number>;
}

/**
 * A run keeps about 16 MiB of chunks as JSON text, in which a byte takes at most six (`\u0000`): a file of this
 * size is kept whole whatever is in it.
 */
const MOST_BYTES = 2 * 1024 * 1024;

const README = /^readme(\.(md|markdown))?$/i;
const MARKDOWN = /\.(md|markdown)$/i;

/** Markdown files below a folder in the order of their paths, at most `most`; with `readmeOnly` just READMEs. */
export async function selectFiles(folder: string, most: number, readmeOnly: boolean): Promise<Selection> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pattern = readmeOnly ? README : MARKDOWN;
  const found = entries
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const leftOut = new Map<string, number>();
  const leave = (reason: string, count = 1): void => {
    leftOut.set(reason, (leftOut.get(reason) ?? 0) + count);
  };
  const paths: string[] = [];
  for (const [index, path] of found.entries()) {
    if (paths.length === most) {
      leave(`beyond the first ${most}`, found.length - index);
      break;
    }
    const bytes = await readFile(path);
    if (bytes.length > MOST_BYTES) leave("larger than 2 MiB");
    else if (!isUtf8(bytes)) leave("not UTF-8");
    else paths.push(path);
  }
  return { paths, leftOut };
}
