/** JSON that belongs to the user: kept as the text that came, so that no number in it is ever rounded. */
export class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Members of API objects whose values are the user's. */
const USERS_OWN: ReadonlySet<string> = new Set([
  ...["payload", "result", "value", "state", "input", "output", "schema", "progress", "data"],
  ...["response_payload", "payload_schema", "result_schema"],
]);

const SPACE = /[\t\n\r ]*/y;
const PRIMITIVE = /-?\d[\d.eE+-]*|true|false|null/y;

/** Where the string that begins at `from` (a quote) ends: behind its last quote. */
export function endOfString(text: string, from: number): number {
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new SyntaxError("a string of the answer does not end");
    let slashes = 0;
    while (text[quote - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

class Reader {
  readonly #text: string;
  /** Whether the outermost object is the envelope of a list, whose `data` is not the user's. */
  readonly #enveloped: boolean;
  #at = 0;

  constructor(text: string, enveloped: boolean) {
    this.#text = text;
    this.#enveloped = enveloped;
  }

  read(): unknown {
    const value = this.#value(0);
    this.#space();
    if (this.#at !== this.#text.length) throw new SyntaxError("the answer goes on behind its end");
    return value;
  }

  #space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #string(): string {
    const start = this.#at;
    this.#at = endOfString(this.#text, start);
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #value(depth: number): unknown {
    this.#space();
    const first = this.#text[this.#at];
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#array(depth);
    if (first === '"') return this.#string();
    PRIMITIVE.lastIndex = this.#at;
    const found = PRIMITIVE.exec(this.#text)?.[0];
    if (found === undefined) throw new SyntaxError("the answer is not JSON");
    this.#at += found.length;
    return JSON.parse(found) as unknown;
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    for (this.#space(); this.#text[this.#at] !== "]"; this.#space()) {
      if (items.length > 0) this.#expect(",");
      items.push(this.#value(depth + 1));
    }
    this.#at++;
    return items;
  }

  #object(depth: number): Record<string, unknown> {
    const members: [string, unknown][] = [];
    this.#at++;
    for (this.#space(); this.#text[this.#at] !== "}"; this.#space()) {
      if (members.length > 0) this.#expect(",");
      this.#space();
      const name = this.#string();
      this.#space();
      this.#expect(":");
      const own = USERS_OWN.has(name) && !(this.#enveloped && depth === 0 && name === "data");
      members.push([name, own ? this.#raw() : this.#value(depth + 1)]);
    }
    this.#at++;
    return Object.fromEntries(members);
  }

  /** The text of the next value, found by its brackets: what is inside is not looked at. */
  #raw(): Raw {
    this.#space();
    const start = this.#at;
    let open = 0;
    do {
      const character = this.#text[this.#at];
      if (character === undefined) throw new SyntaxError("the answer ends too early");
      if (character === '"') {
        this.#at = endOfString(this.#text, this.#at);
        continue;
      }
      if (open === 0 && character !== "{" && character !== "[") {
        PRIMITIVE.lastIndex = this.#at;
        const found = PRIMITIVE.exec(this.#text)?.[0];
        if (found === undefined) throw new SyntaxError("the answer is not JSON");
        this.#at += found.length;
        continue;
      }
      if (character === "{" || character === "[") open++;
      if (character === "}" || character === "]") open--;
      this.#at++;
    } while (open > 0);
    return new Raw(this.#text.slice(start, this.#at));
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new SyntaxError(`the answer lacks a ${character}`);
    this.#at++;
  }
}

/** An answer of the API. What belongs to the user comes as {@link Raw}. */
export function readAnswer(text: string): unknown {
  return new Reader(text, true).read();
}

/** A frame of a stream: its `data` is the user's. */
export function readFrame(text: string): unknown {
  return new Reader(text, false).read();
}

/** JSON text of a value in which {@link Raw} stands for itself. Members that are undefined are left out. */
export function writeJson(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`);
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}
