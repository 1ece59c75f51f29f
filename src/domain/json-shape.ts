import { JsonScanner, type ScanRejection } from "./json-scan.js";

/**
 * Which parts of a large JSON text become values. `text`: an object or a list is checked and becomes none. `unread`:
 * nothing does. All else becomes values, of which a text may have so many only.
 */
export type Shape = "text" | "unread" | "value" | ObjectShape | ListShape;

export interface ObjectShape {
  readonly members: ReadonlyMap<string, Shape>;
  /** Of members that have no name in `members`. */
  readonly others: Shape;
  /** Members there may be of any name. */
  readonly most?: number | undefined;
}

export interface ListShape {
  readonly items: Shape;
  /** Items there may be. */
  readonly most?: number | undefined;
}

/**
 * Marks the schema of what is kept as text: true, or the names of its members that are, when their schemas are checked
 * by somebody else.
 */
export const KEPT_AS_TEXT = Symbol("kept as text");

/** The value of an object or a list that is kept as text. */
const KEPT: Readonly<Record<string, never>> = Object.freeze({});

export function isKeptAsText(value: unknown): boolean {
  return value === KEPT;
}

/** What a text is read into: its value, and name and text of the members of its outermost object in turn. */
export interface ShapedJson {
  readonly value: unknown;
  readonly members: readonly string[];
}

/** Why a text is not read. `detail`: of what it has too many, path first. */
export type ShapeRejection =
  | { readonly rejected: ScanRejection }
  | { readonly rejected: "too_many"; readonly detail: string };

/**
 * Reads a JSON text by its shape in one pass: making values of a dense text of 1 MiB takes several times what one call
 * may hold an event loop. What is read as values is what `JSON.parse` makes of it.
 */
export function readShaped(
  text: string,
  shape: Shape,
  { maxDepth, maxValues }: { maxDepth: number; maxValues: number },
): ShapedJson | ShapeRejection {
  const reader = new ShapeReader(new JsonScanner(text, maxDepth), maxValues);
  const value = reader.read(shape);
  return reader.rejection() ?? { value, members: reader.members };
}

class ShapeReader {
  readonly members: string[] = [];
  readonly #scanner: JsonScanner;
  readonly #path: string[] = [];
  readonly #maxValues: number;
  #values = 0;
  #tooMany: string | undefined;

  constructor(scanner: JsonScanner, maxValues: number) {
    this.#scanner = scanner;
    this.#maxValues = maxValues;
  }

  rejection(): ShapeRejection | undefined {
    const { rejected } = this.#scanner;
    if (rejected !== undefined) return { rejected };
    if (this.#tooMany !== undefined) return { rejected: "too_many", detail: this.#tooMany };
    return this.#scanner.ends() ? undefined : { rejected: "not_json" };
  }

  read(shape: Shape): unknown {
    const first = this.#scanner.first();
    if (typeof shape === "object") {
      if (first === "object" && "members" in shape) return this.#object(shape);
      if (first === "list" && "items" in shape) return this.#list(shape);
    }
    const from = this.#scanner.at;
    const values = this.#scanner.skip();
    if (this.#scanner.rejected !== undefined || shape === "unread") return undefined;
    if (shape === "text" && first !== "other") return KEPT;
    return this.#counts(values) ? JSON.parse(this.#scanner.text.slice(from, this.#scanner.at)) : undefined;
  }

  /** Counts what becomes values; whether there may be so many. */
  #counts(values: number): boolean {
    this.#values += values;
    return this.#within(this.#values, this.#maxValues, "values");
  }

  #within(count: number, most: number, what: string): boolean {
    if (count <= most) return true;
    this.#tooMany ??= `${this.#path.join(".") || "body"}: must not have more than ${most} ${what}`;
    return false;
  }

  get #goesOn(): boolean {
    return this.#scanner.rejected === undefined && this.#tooMany === undefined;
  }

  #object({ members, others, most = Infinity }: ObjectShape): unknown {
    const scanner = this.#scanner;
    const outermost = this.#path.length === 0;
    const object: Record<string, unknown> = {};
    let more = this.#counts(1) && scanner.enter();
    for (let count = 1; more && this.#within(count, most, "members"); count++) {
      const name = scanner.name();
      // A name that nobody asks for costs as much as a value.
      if (name === undefined || !this.#counts(1)) break;
      const shape = members.get(name) ?? others;
      scanner.first();
      const from = scanner.at;
      this.#path.push(name);
      const value = this.read(shape);
      if (!this.#goesOn) break;
      this.#path.pop();
      if (shape !== "unread") {
        set(object, name, value);
        if (outermost) this.members.push(name, scanner.text.slice(from, scanner.at));
      }
      more = scanner.another("object");
    }
    return object;
  }

  #list({ items, most = Infinity }: ListShape): unknown {
    const list: unknown[] = [];
    let more = this.#counts(1) && this.#scanner.enter();
    while (more && this.#within(list.length + 1, most, "items")) {
      this.#path.push(String(list.length));
      list.push(this.read(items));
      if (!this.#goesOn) break;
      this.#path.pop();
      more = this.#scanner.another("list");
    }
    return list;
  }
}

/** As `JSON.parse` does it: this name is one like others. */
function set(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== "__proto__") object[name] = value;
  else {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
}
