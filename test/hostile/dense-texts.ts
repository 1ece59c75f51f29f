/** A little less than what a body may have. */
const BYTES = 1_048_000;

/** JSON text of as many parts as fit into so many bytes. */
export function filled(open: string, part: (index: number) => string, close: string, bytes = BYTES): string {
  const parts: string[] = [];
  let length = open.length + close.length;
  for (let index = 0; ; index++) {
    const next = (index === 0 ? "" : ",") + part(index);
    length += next.length;
    if (length > bytes) return open + parts.join("") + close;
    parts.push(next);
  }
}

const name = (index: number) => index.toString(36);

/** JSON of which each byte costs most, by what it is made of. */
export const denseTexts = (bytes = BYTES): [string, string][] => [
  ["numbers", filled("[", () => "0", "]", bytes)],
  ["empty lists", filled("[", () => "[]", "]", bytes)],
  ["empty objects", filled("[", () => "{}", "]", bytes)],
  ["objects of a name each", filled("[", (index) => `{"${name(index)}":0}`, "]", bytes)],
  ["one object of many names", filled("{", (index) => `"${name(index)}":0`, "}", bytes)],
  ["the same name again and again", filled("{", () => '"a":0', "}", bytes)],
  ["short texts", filled("[", (index) => `"${name(index)}"`, "]", bytes)],
  ["escapes", `"${"\\u0001".repeat(Math.floor(bytes / 6) - 1)}"`],
  ["lists in lists", filled("[", () => `${"[".repeat(50)}${"]".repeat(50)}`, "]", bytes)],
];
