const CLOSING: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]" };

/** Where the text in quotes ends that begins at `start`: behind the closing quote. */
function stringEnd(source: string, start: number): number {
  const quote = source[start];
  let at = start + 1;
  while (at < source.length && source[at] !== quote) at += source[at] === "\\" ? 2 : 1;
  return at + 1;
}

/**
 * The elements of a list in Lua from behind its opening bracket, and where it ends: behind the closing one. What they
 * have in brackets and quotes of their own is left together. Throws when the bracket is never closed.
 */
export function listAt(source: string, start: number): { elements: string[]; end: number } {
  const elements: string[] = [];
  const open: string[] = [];
  let from = start;
  for (let at = start; at < source.length; at++) {
    const letter = source[at] ?? "";
    if (letter === "'" || letter === '"') at = stringEnd(source, at) - 1;
    else if (letter in CLOSING) open.push(CLOSING[letter] ?? "");
    else if (letter === open.at(-1)) open.pop();
    else if (open.length === 0 && (letter === "," || ")}]".includes(letter))) {
      const element = source.slice(from, at).trim();
      if (element !== "" || letter === ",") elements.push(element);
      if (letter !== ",") return { elements, end: at + 1 };
      from = at + 1;
    }
  }
  throw new Error(`lua: a bracket is not closed: ${source.slice(start - 40, start + 40)}`);
}

/**
 * Replaces the calls whose names `called` matches (global; its group is what `replacement` hears of the name, and it
 * ends behind the opening bracket), those among the arguments too.
 */
export function replaceCalls(
  source: string,
  called: RegExp,
  replacement: (name: string, args: readonly string[]) => string,
): string {
  let text = "";
  let from = 0;
  for (const match of source.matchAll(called)) {
    if (match.index < from) continue;
    const { elements, end } = listAt(source, match.index + match[0].length);
    const args = elements.map((element) => replaceCalls(element, called, replacement));
    text += source.slice(from, match.index) + replacement(match[1] ?? "", args);
    from = end;
  }
  return text + source.slice(from);
}

/**
 * Numbers that calls of Redis are given, written as the texts that they become there: Redis writes a number of Lua with 17
 * digits, which costs half as much as a command that finds nothing.
 */
export function withTextsForNumbers(source: string): string {
  return replaceCalls(source, /\b(redis\.p?call)\(/g, (name, args) => {
    const texts = args.map((arg) => (/^-?\d+$/.test(arg) ? `'${arg}'` : arg));
    return `${name}(${texts.join(", ")})`;
  });
}

/** The source without the lines that are comments. */
export function withoutComments(source: string): string {
  return source.replaceAll(/^[ \t]*--.*\n/gm, "");
}
