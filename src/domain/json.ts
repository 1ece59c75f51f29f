import { isUtf8 } from "node:buffer";
import { readShaped, type Shape, type ShapeRejection } from "./json-shape.js";
import { LIMITS } from "./limits.js";

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const COMMA = 44;
const COLON = 58;

/** Some editors, shells and servers write a byte order mark in front; it says nothing. */
export function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** A body that is valid JSON: its value, its text, and the text of its top-level members as they came. */
export interface ParsedJson {
  readonly value: unknown;
  readonly text: string;
  /** The exact source text of a top-level member's value; the last of duplicates, as in JSON.parse. */
  rawField(name: string): string | undefined;
}

/** Why bytes are not taken as JSON. */
export type JsonRejection = { readonly rejected: "not_utf8" } | ShapeRejection;

/**
 * Parses bytes as JSON of at most `maxDepth` levels. The depth is checked by a scan before anything recurses, so
 * that no input overflows a stack (executor-api section 2). Of a large text only what the shape says becomes values.
 */
export function parseJson(
  bytes: Uint8Array,
  maxDepth: number,
  shape: Shape = "value",
): ParsedJson | JsonRejection {
  if (!isUtf8(bytes)) return { rejected: "not_utf8" };
  // A view costs as much as the decoding itself, and most bodies are buffers already.
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString("utf8");
  if (text.length > LIMITS.jsonAtOnce) {
    const read = readShaped(text, shape, { maxDepth, maxValues: LIMITS.jsonValues });
    return "rejected" in read ? read : new Parsed(read.value, text, read.members);
  }
  if (!opensWithin(text, maxDepth) && !depthWithin(text, maxDepth)) return { rejected: "too_deep" };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { rejected: "not_json" };
  }
  return new Parsed(value, text, undefined);
}

class Parsed implements ParsedJson {
  readonly value: unknown;
  readonly text: string;
  #members: readonly string[] | undefined;

  constructor(value: unknown, text: string, members: readonly string[] | undefined) {
    this.value = value;
    this.text = text;
    this.#members = members;
  }

  rawField(name: string): string | undefined {
    this.#members ??= rawMembers(this.text);
    return rawMember(this.#members, name);
  }
}

/**
 * Whether the text has no more than `most` opening brackets, those in strings included: then it is not nested
 * deeper either. For the usual body this is several times faster than following its brackets.
 */
function opensWithin(text: string, most: number): boolean {
  if (text.length <= most) return true;
  let left = most;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (--left < 0) return false;
    }
  }
  return true;
}

/** Whether no value of the text is nested deeper than `maxDepth` brackets; the text need not be valid JSON. */
export function depthWithin(text: string, maxDepth: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (++depth > maxDepth) return false;
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) depth--;
  }
  return true;
}

/** The source texts of the elements of an array's valid JSON text; none for other values. */
export function rawElements(text: string): string[] {
  const elements: string[] = [];
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== OPEN_ARRAY) return elements;
  at = skipSpace(text, at + 1);
  while (at < text.length && text.charCodeAt(at) !== CLOSE_ARRAY) {
    const end = endOfValue(text, at);
    // Nothing was read: the text is not JSON, and going on would never end.
    if (end === at) return elements;
    elements.push(text.slice(at, end));
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return elements;
}

/**
 * The members of an object's JSON text, name and source text in turn; none for other values. A list, because objects
 * that are read this way have a handful of members, and a map costs more to make than it saves.
 */
export function rawMembers(text: string): string[] {
  const members: string[] = [];
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== OPEN_OBJECT) return members;
  at = skipSpace(text, at + 1);
  while (at < text.length && text.charCodeAt(at) === QUOTE) {
    const nameEnd = endOfString(text, at);
    const name = text.slice(at + 1, nameEnd - 1);
    at = skipSpace(text, nameEnd);
    if (text.charCodeAt(at) !== COLON) return members;
    at = skipSpace(text, at + 1);
    const end = endOfValue(text, at);
    members.push(name.includes("\\") ? (JSON.parse(`"${name}"`) as string) : name, text.slice(at, end));
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === COMMA) at = skipSpace(text, at + 1);
  }
  return members;
}

/** The source text of a member of {@link rawMembers}: the last of its name, as in JSON.parse. */
export function rawMember(members: readonly string[], name: string): string | undefined {
  for (let index = members.length - 2; index >= 0; index -= 2) {
    if (members[index] === name) return members[index + 1];
  }
  return undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
    at++;
  }
  return at;
}

/** Just behind the string that begins at `from`. */
function endOfString(text: string, from: number): number {
  let quote = text.indexOf('"', from + 1);
  while (quote > 0) {
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((quote - before) % 2 === 1) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

/** Just behind the value that begins at `from`. */
function endOfValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return endOfString(text, from);
  if (first !== OPEN_ARRAY && first !== OPEN_OBJECT) return endOfScalar(text, from);
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) depth++;
    else if ((code === CLOSE_ARRAY || code === CLOSE_OBJECT) && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfScalar(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_ARRAY || code === CLOSE_OBJECT || code <= 32) break;
    at++;
  }
  return at;
}
