import type { Static, TObject, TOptional, TProperties, TSchema } from "typebox";
import { timestamp } from "../domain/time.js";
import { Token, type TTime } from "./schema.js";

/** Makes JSON of what a member is kept as. */
type Encode<Kept> = (kept: Kept) => string;

/** The members of an object, each as JSON text; what is undefined is left out. */
export type MemberTexts<Properties extends TProperties> = {
  readonly [Name in keyof Properties]: string | undefined;
};

type ValueOf<Schema extends TSchema> = Schema extends TTime
  ? number
  : Schema extends { properties: TProperties } | { items: { properties: TProperties } }
    ? string
    : unknown extends Static<Schema>
      ? string
      : Static<Schema> extends string
        ? string
        : Static<Schema>;

type OptionalNames<Properties extends TProperties> = {
  [Name in keyof Properties]: Properties[Name] extends TOptional<TSchema> ? Name : never;
}[keyof Properties];

/**
 * What an object is written from: a time as ms since the epoch; objects, lists of objects and any JSON as their JSON
 * text; all else as its value, and one of several names as text. Undefined is left out.
 */
export type Values<Properties extends TProperties> = {
  readonly [Name in Exclude<keyof Properties, OptionalNames<Properties>>]: ValueOf<Properties[Name]>;
} & {
  readonly [Name in OptionalNames<Properties>]?: ValueOf<Properties[Name]> | undefined;
};

const PLAIN = (Token as { pattern?: string }).pattern;

/** `plain` is text without anything to escape. */
function typeOf(schema: TSchema): unknown {
  const { type, format, pattern, enum: names } = schema as Readonly<Record<string, unknown>>;
  if (names !== undefined || format === "uuid" || pattern === PLAIN) return "plain";
  return type === "string" && format === "date-time" ? "time" : type;
}

const asItIs = (text: string): string => text;
const quoted = (text: string): string => `"${text}"`;
const timeOf = (ms: number): string => `"${timestamp(ms)}"`;

/** From the text in a field of a Redis hash: a time is ms, a flag `1` or not, JSON the text that came. */
function fromStored(schema: TSchema): Encode<string> {
  switch (typeOf(schema)) {
    case "plain":
      return quoted;
    case "string":
      return JSON.stringify;
    case "time":
      return (ms) => timeOf(Number(ms));
    case "boolean":
      return (text) => (text === "1" ? "true" : "false");
    default:
      return asItIs;
  }
}

function isJsonText(schema: TSchema): boolean {
  const { type, properties, items } = schema as { type?: unknown; properties?: unknown; items?: TSchema };
  if (type === "array") return items !== undefined && isJsonText(items);
  return type === "object" ? properties !== undefined : typeOf(schema) === undefined;
}

function fromValue(schema: TSchema): Encode<never> {
  if (isJsonText(schema)) return asItIs;
  if (typeOf(schema) === "plain") return quoted;
  return typeOf(schema) === "time" ? timeOf : JSON.stringify;
}

/** Writes the members in the order of their declaration. */
function writer<Source>(
  members: readonly (readonly [name: string, member: (source: Source) => string | undefined])[],
): (source: Source) => string {
  const named = members.map(([name, member]) => ({ first: `{"${name}":`, next: `,"${name}":`, member }));
  return (source) => {
    let json = "";
    for (const { first, next, member } of named) {
      const text = member(source);
      if (text !== undefined) json += (json === "" ? first : next) + text;
    }
    return json === "" ? "{}" : `${json}}`;
  };
}

/**
 * The writer of an object that is kept as fields of text. `field` reads one; absent and empty ones are left out.
 * `own` are the members that are no field of their own name.
 */
export function storedWriter<Properties extends TProperties, Source>(
  schema: TObject<Properties>,
  field: (source: Source, name: string) => string | null | undefined,
  own: { readonly [Name in keyof Properties]?: (source: Source) => string | undefined } = {},
): (source: Source) => string {
  return writer(
    Object.entries(schema.properties).map(([name, property]) => {
      const encode = fromStored(property);
      const stored = (source: Source): string | undefined => {
        const text = field(source, name);
        return text === undefined || text === null || text === "" ? undefined : encode(text);
      };
      return [name, own[name] ?? stored];
    }),
  );
}

/** The writer of an object that is made from values. It writes what is declared and nothing else. */
export function valueWriter<Properties extends TProperties>(
  schema: TObject<Properties>,
): (values: Values<Properties>) => string {
  return writer(
    Object.entries(schema.properties).map(([name, property]) => {
      const encode = fromValue(property) as Encode<unknown>;
      const member = (values: Values<Properties>): string | undefined => {
        const value = (values as Readonly<Record<string, unknown>>)[name];
        return value === undefined ? undefined : encode(value);
      };
      return [name, member];
    }),
  );
}

/** The writer of an object whose members came as JSON texts. */
export function textWriter<Properties extends TProperties>(
  properties: Properties,
): (texts: MemberTexts<Properties>) => string {
  return writer(Object.keys(properties).map((name) => [name, (texts) => texts[name]]));
}

/** A JSON array of elements that are JSON texts. */
export function jsonList(texts: readonly string[]): string {
  return `[${texts.join(",")}]`;
}
