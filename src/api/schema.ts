import { type TObject, type TProperties, type TSchema, type TString, Type } from "typebox";
import { KEPT_AS_TEXT } from "../domain/json-shape.js";

/** A time: RFC 3339 in UTC with milliseconds on the wire, milliseconds since the epoch where it is written from. */
export interface TTime extends TString {
  format: "date-time";
}

export const Id = Type.String({ format: "uuid" });
export const Text = Type.String();
/** Hashes, tokens: text that no JSON string has to escape. */
export const Token = Type.String({ pattern: "^[A-Za-z0-9._-]+$" });
export const Int = Type.Integer();
export const Flag = Type.Boolean();
/** Any JSON, kept and answered as the text that came: of a large body nobody has its value. */
export const Json = Type.Unknown({ [KEPT_AS_TEXT]: true });
export const Time = Type.String({ format: "date-time" }) as TTime;
export const TextMap = Type.Record(Type.String(), Type.String());

/** The id of a project, and who names one. */
export const ProjectId = Type.String({ minLength: 1, maxLength: 128 });
/** A URL that is called. */
export const Url = Type.String({ minLength: 1, maxLength: 2048 });

/** A member that is left out when there is nothing to say; the API never answers null. */
export function optional<Schema extends TSchema>(schema: Schema, description?: string) {
  return Type.Optional(described(schema, description));
}

/** A copy of the schema that says what its member is. */
export function described<Schema extends TSchema>(schema: Schema, description?: string): Schema {
  return description === undefined ? schema : { ...schema, description };
}

/**
 * Names a schema: by its title it is one component of the OpenAPI document, and a type of the client, wherever it
 * is used.
 */
export function component<Schema extends TSchema>(
  title: string,
  description: string,
  schema: Schema,
): Schema {
  return Object.assign(schema, { title, description });
}

/** What each object was extended from, which is how the OpenAPI document shows it. */
const BASES = new WeakMap<object, TObject>();

/** A named object with all members of another one, and behind them its own, which win. */
export function extended<Base extends TProperties, Own extends TProperties>(
  title: string,
  description: string,
  base: TObject<Base>,
  own: Own,
): TObject<Omit<Base, keyof Own> & Own> {
  const kept = Object.entries(base.properties).filter(([name]) => !Object.hasOwn(own, name));
  const properties = { ...Object.fromEntries(kept), ...own } as Omit<Base, keyof Own> & Own;
  const schema = component(title, description, Type.Object(properties));
  BASES.set(schema.properties, base);
  return schema;
}

/** The object that a schema made by {@link extended} was extended from. */
export function baseOf(schema: object): TObject | undefined {
  const properties = (schema as Partial<TObject>).properties;
  return properties === undefined ? undefined : BASES.get(properties);
}
