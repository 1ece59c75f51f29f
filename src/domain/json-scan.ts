const SPACE = 32;
const QUOTE = 34;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const DOT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const UPPER_E = 69;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const LOWER_A = 97;
const LOWER_E = 101;
const LOWER_U = 117;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const ESCAPED: ReadonlySet<number> = new Set([...'"\\/bfnrt'].map((one) => one.charCodeAt(0)));
const HEX = /[0-9A-Fa-f]{4}/y;
/** By their first letters. */
const WORDS: ReadonlyMap<number, string> = new Map(
  ["true", "false", "null"].map((word) => [word.charCodeAt(0), word]),
);

export type ScanRejection = "not_json" | "too_deep";

/**
 * Goes over a JSON text value by value without making any: exactly what `JSON.parse` takes, down to `maxDepth` levels,
 * in a few milliseconds a MiB whatever is in it. Once something is wrong it stands behind the text.
 */
export class JsonScanner {
  readonly text: string;
  readonly #maxDepth: number;
  /** Of each open bracket of a value that is gone over: 1 when it is an object's. */
  readonly #inObject: Uint8Array;
  #at = 0;
  #depth = 0;
  #rejected: ScanRejection | undefined;

  constructor(text: string, maxDepth: number) {
    this.text = text;
    this.#maxDepth = maxDepth;
    this.#inObject = new Uint8Array(maxDepth);
  }

  get rejected(): ScanRejection | undefined {
    return this.#rejected;
  }

  get at(): number {
    return this.#at;
  }

  /** Goes to what comes next, and says how it begins. */
  first(): "object" | "list" | "other" {
    this.#at = afterSpace(this.text, this.#at);
    const code = this.text.charCodeAt(this.#at);
    if (code === OPEN_OBJECT) return "object";
    return code === OPEN_ARRAY ? "list" : "other";
  }

  /** Whether nothing but white space is left. */
  ends(): boolean {
    return this.#rejected === undefined && afterSpace(this.text, this.#at) === this.text.length;
  }

  /** Goes into the object or list that begins here; whether there is anything in it. */
  enter(): boolean {
    const isObject = this.text.charCodeAt(this.#at) === OPEN_OBJECT;
    if (++this.#depth > this.#maxDepth) {
      this.#reject("too_deep");
      return false;
    }
    this.#at = afterSpace(this.text, this.#at + 1);
    if (this.text.charCodeAt(this.#at) !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return true;
    this.#depth--;
    this.#at++;
    return false;
  }

  /** Behind a value inside an object or a list: whether another one comes; if not, goes out of it. */
  another(of: "object" | "list"): boolean {
    this.#at = afterSpace(this.text, this.#at);
    const code = this.text.charCodeAt(this.#at);
    if (code === COMMA) {
      this.#at = afterSpace(this.text, this.#at + 1);
      return true;
    }
    if (code === (of === "object" ? CLOSE_OBJECT : CLOSE_ARRAY)) {
      this.#depth--;
      this.#at++;
    } else this.#reject("not_json");
    return false;
  }

  /** Goes over the name of a member and its colon; undefined when there is none. */
  name(): string | undefined {
    const from = this.#at;
    const end = this.text.charCodeAt(from) === QUOTE ? endOfText(this.text, from) : -1;
    const colon = end < 0 ? -1 : afterSpace(this.text, end);
    if (colon < 0 || this.text.charCodeAt(colon) !== COLON) {
      this.#reject("not_json");
      return undefined;
    }
    this.#at = colon + 1;
    const name = this.text.slice(from + 1, end - 1);
    return name.includes("\\") ? (JSON.parse(`"${name}"`) as string) : name;
  }

  /** Goes over the value that begins here; of how many it is made. */
  skip(): number {
    const { text } = this;
    const inObject = this.#inObject;
    const most = this.#maxDepth - this.#depth;
    let at = this.#at;
    let depth = 0;
    let values = 0;
    for (;;) {
      let code = text.charCodeAt(at);
      if (code <= SPACE) {
        at = afterSpace(text, at);
        code = text.charCodeAt(at);
      }
      values++;
      if (code === QUOTE) at = endOfText(text, at);
      else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
        if (depth >= most) return this.#reject("too_deep");
        inObject[depth++] = code === OPEN_OBJECT ? 1 : 0;
        let inside = text.charCodeAt(++at);
        if (inside <= SPACE) {
          at = afterSpace(text, at);
          inside = text.charCodeAt(at);
        }
        // An empty one ends below, where all do: the closing brackets are two behind the opening ones.
        if (inside !== code + 2) {
          if (code === OPEN_ARRAY) continue;
          at = behindName(text, at);
          if (at >= 0) continue;
        }
      } else at = endOfPlain(text, at);
      if (at < 0) return this.#reject("not_json");
      // Behind a value: out of what ends here, and on to the next.
      for (;;) {
        if (depth === 0) {
          this.#at = at;
          return values;
        }
        let next = text.charCodeAt(at);
        if (next <= SPACE) {
          at = afterSpace(text, at);
          next = text.charCodeAt(at);
        }
        at++;
        const isObject = inObject[depth - 1] === 1;
        if (next === COMMA) {
          if (isObject) at = behindName(text, afterSpace(text, at));
          break;
        }
        if (next !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return this.#reject("not_json");
        depth--;
      }
      if (at < 0) return this.#reject("not_json");
    }
  }

  /** The first thing that is wrong is what counts. */
  #reject(reason: ScanRejection): number {
    this.#rejected ??= reason;
    this.#at = this.text.length;
    return 0;
  }
}

function afterSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== SPACE && code !== 10 && code !== 13 && code !== 9) return at;
    at++;
  }
}

/** Just behind a member's name and its colon; -1 when there is none. */
function behindName(text: string, from: number): number {
  const end = text.charCodeAt(from) === QUOTE ? endOfText(text, from) : -1;
  if (end < 0) return -1;
  const colon = afterSpace(text, end);
  return text.charCodeAt(colon) === COLON ? colon + 1 : -1;
}

/** Just behind the string whose quote is at `from`; -1 when it is none. */
function endOfText(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) {
      const escaped = text.charCodeAt(at + 1);
      if (escaped === LOWER_U) {
        HEX.lastIndex = at + 2;
        if (!HEX.test(text)) return -1;
        at += 6;
      } else if (ESCAPED.has(escaped)) at += 2;
      else return -1;
    } else if (code >= SPACE) at++;
    // A control character, or the end of the text, which is not a number.
    else return -1;
  }
}

/** Just behind the number, true, false or null that begins at `from`; -1 when it is none. */
function endOfPlain(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first >= LOWER_A) {
    const word = WORDS.get(first);
    return word !== undefined && text.startsWith(word, from) ? from + word.length : -1;
  }
  let at = first === MINUS ? from + 1 : from;
  at = text.charCodeAt(at) === ZERO ? at + 1 : behindDigits(text, at);
  if (text.charCodeAt(at) === DOT) at = behindDigits(text, at + 1);
  if (at < 0) return -1;
  const code = text.charCodeAt(at);
  if (code !== LOWER_E && code !== UPPER_E) return at;
  const sign = text.charCodeAt(at + 1);
  return behindDigits(text, sign === PLUS || sign === MINUS ? at + 2 : at + 1);
}

/** Just behind one digit or more; -1 when there is none. */
function behindDigits(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    // Of what is behind the text no comparison holds.
    if (!(code >= ZERO && code <= NINE)) return at === from ? -1 : at;
    at++;
  }
}
