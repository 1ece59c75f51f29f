import { endOfString } from "./reader.js";

export type TokenKind = "name" | "string" | "number" | "word" | "mark";
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}
export interface Line {
  readonly indent: number;
  readonly tokens: readonly Token[];
}

const WORD = /[^\s,:[\]{}"]+/y;
const BLANK = /\s+/y;

/**
 * JSON text as lines, one value each, every number and string as it was written. Gives lines one by one, so that who
 * shows the first hundred of a large text does not pay for the rest.
 */
export function* layoutJson(text: string): Generator<Line, void, void> {
  let indent = 0;
  let tokens: Token[] = [];
  const line = (): Line => {
    const made = { indent, tokens };
    tokens = [];
    return made;
  };
  for (let at = 0; at < text.length; ) {
    BLANK.lastIndex = at;
    if (BLANK.test(text)) {
      at = BLANK.lastIndex;
      continue;
    }
    const character = text[at] ?? "";
    if (character === '"') {
      const end = endOfString(text, at);
      BLANK.lastIndex = end;
      const next = BLANK.test(text) ? BLANK.lastIndex : end;
      tokens.push({ kind: text[next] === ":" ? "name" : "string", text: text.slice(at, end) });
      at = end;
    } else if (character === "{" || character === "[") {
      const close = character === "{" ? "}" : "]";
      BLANK.lastIndex = at + 1;
      const next = BLANK.test(text) ? BLANK.lastIndex : at + 1;
      if (text[next] === close) {
        tokens.push({ kind: "mark", text: character + close });
        at = next + 1;
      } else {
        tokens.push({ kind: "mark", text: character });
        yield line();
        indent++;
        at++;
      }
    } else if (character === "}" || character === "]") {
      yield line();
      indent--;
      tokens.push({ kind: "mark", text: character });
      at++;
    } else if (character === ",") {
      tokens.push({ kind: "mark", text: "," });
      yield line();
      at++;
    } else if (character === ":") {
      tokens.push({ kind: "mark", text: ": " });
      at++;
    } else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0] ?? character;
      tokens.push({ kind: /^-?\d/.test(word) ? "number" : "word", text: word });
      at += word.length;
    }
  }
  if (tokens.length > 0) yield line();
}

/** JSON text with two spaces a level, for an editor. */
export function indented(text: string): string {
  const lines: string[] = [];
  for (const { indent, tokens } of layoutJson(text)) {
    lines.push("  ".repeat(indent) + tokens.map((token) => token.text).join(""));
  }
  return lines.join("\n");
}

/** Why a text is no JSON, and where (characters from its start); undefined when it is. */
export function problemOf(text: string): { readonly message: string; readonly at: number } | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    return { message: message.replace(/ in JSON at position.*$/, ""), at: Math.min(at, text.length) };
  }
}
