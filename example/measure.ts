import { marked } from "marked";

/** What the example finds out about a Markdown text. */
export interface Measures {
  readonly headings: number;
  readonly words: number;
  readonly links: number;
}

/** JSON Schema of {@link Measures}, sent with each output so that the gateway checks the value. */
export const MEASURES_SCHEMA = {
  type: "object",
  properties: {
    headings: { type: "integer", minimum: 0 },
    words: { type: "integer", minimum: 0 },
    links: { type: "integer", minimum: 0 },
  },
  required: ["headings", "words", "links"],
  additionalProperties: false,
} as const;

const WORD = /[\p{L}\p{N}]+/gu;

/** Counts headings and links by the Markdown grammar, and words in everything that is shown as text. */
export function measure(markdown: string): Measures {
  let headings = 0;
  let words = 0;
  let links = 0;
  marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === "heading") headings++;
    else if (token.type === "link") links++;
    const shown = token.type === "text" || token.type === "code" || token.type === "codespan";
    // A text token with tokens of its own only wraps them.
    if (shown && !("tokens" in token && token.tokens !== undefined)) {
      words += token.text.match(WORD)?.length ?? 0;
    }
  });
  return { headings, words, links };
}

export const NOTHING: Measures = { headings: 0, words: 0, links: 0 };

export function add(left: Measures, right: Measures): Measures {
  return {
    headings: left.headings + right.headings,
    words: left.words + right.words,
    links: left.links + right.links,
  };
}
