const SPACE = "[ \\t\\n\\r]*";
/** What is in front of the first token, and behind the last one. */
const HEAD = new RegExp(`^${SPACE}\\{${SPACE}"tokens"${SPACE}:${SPACE}\\[${SPACE}"`);
const TAIL = new RegExp(`^${SPACE}\\]${SPACE}\\}${SPACE}$`);
const [QUOTE, COMMA, BLANK] = [34, 44, 32];
/** Letters of what stands between two tokens, at most: `", "`. */
const BETWEEN = 4;
const MOST_HEAD = 64;
/** What tokens consist of: a text of these is written alike in JSON. */
const PLAIN = /^[A-Za-z0-9_.-]*$/;
/**
 * Bytes that are made a text at once. One beyond 128 KiB would be kept where only the large collections of garbage look,
 * and a fleet sends such bodies a thousand times a second.
 */
const AT_ONCE = 32_768;

/**
 * The tokens of a body `{"tokens":["…","…"]}`, each as what `known` answers for it, or else as its text. Undefined for a body
 * that is written in another way, or is beyond the bounds: it has to be read as JSON. To do so costs several times what all
 * else does of a call whose tokens are known, and of those it is known that they are well formed.
 */
export function plainTokens<Known extends object>(
  bytes: Buffer,
  most: { readonly tokens: number; readonly length: number },
  known: (token: string) => Known | undefined,
): (Known | string)[] | undefined {
  const head = HEAD.exec(bytes.toString("latin1", 0, MOST_HEAD));
  if (head === null) return undefined;
  const found: (Known | string)[] = [];
  // Where the next token begins, in the body.
  let from = head[0].length;
  for (;;) {
    const text = bytes.toString("latin1", from, from + AT_ONCE);
    let at = 0;
    for (;;) {
      const end = text.indexOf('"', at);
      if (end < 0) break;
      if (end - at > most.length || found.length === most.tokens) return undefined;
      const token = text.slice(at, end);
      const one = known(token);
      if (one === undefined && !PLAIN.test(token)) return undefined;
      const next = nextToken(text, end);
      if (next < 0) {
        const rest = bytes.length - from - end;
        if (rest <= MOST_HEAD && TAIL.test(bytes.toString("latin1", from + end + 1))) {
          found.push(one ?? token);
          return found;
        }
        // What is behind it may be in the next piece.
        if (end + BETWEEN <= text.length) return undefined;
        break;
      }
      found.push(one ?? token);
      at = next;
    }
    // Not a whole token was in it: it is longer than all that tokens may be, or the body has no end.
    if (at === 0) return undefined;
    from += at;
  }
}

/** Where the token begins behind the quote that ends one, -1 when none does. */
function nextToken(text: string, quote: number): number {
  if (text.charCodeAt(quote + 1) !== COMMA) return -1;
  if (text.charCodeAt(quote + 2) === QUOTE) return quote + 3;
  return text.charCodeAt(quote + 2) === BLANK && text.charCodeAt(quote + 3) === QUOTE ? quote + 4 : -1;
}
