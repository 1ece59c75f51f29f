import type { TSchema } from "typebox";
import { baseOf } from "./schema.js";

type Plain = Record<string, unknown>;

/** Where schemas stand in a schema: under names, in a list, alone. */
const BY_NAME = ["properties", "patternProperties"];
const LISTED = ["anyOf", "allOf"];
const ALONE = ["items", "additionalProperties"];

function isSchema(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The named schemas of an OpenAPI document, gathered as they are shown. */
export class Components {
  readonly #schemas = new Map<string, Plain>();
  /** What a name stands for, to find two objects of one name. */
  readonly #sources = new Map<string, string>();

  /** The components that were shown, by name. */
  get schemas(): Readonly<Record<string, object>> {
    const names = [...this.#schemas.keys()].sort();
    return Object.fromEntries(names.map((name) => [name, this.#schemas.get(name) ?? {}]));
  }

  /** The schema as OpenAPI shows it: a reference where it has a name. Throws when two schemas share a name. */
  show(schema: TSchema): object {
    return this.#shown(schema as unknown as Plain);
  }

  #shown(schema: Plain): Plain {
    const { title } = schema;
    return typeof title === "string" ? this.#reference(title, schema) : this.#members(schema);
  }

  #reference(title: string, schema: Plain): Plain {
    const { title: _, description, ...rest } = schema;
    const source = JSON.stringify(rest);
    const known = this.#sources.get(title);
    if (known !== undefined && known !== source) throw new Error(`two schemas are named ${title}`);
    const reference = { $ref: `#/components/schemas/${title}` };
    if (known === undefined) {
      this.#sources.set(title, source);
      const base = baseOf(schema);
      const shown =
        base === undefined ? this.#members(rest) : this.#extension(rest, base as unknown as Plain);
      this.#schemas.set(title, { ...(description === undefined ? {} : { description }), ...shown });
    }
    // A member may say of what is shared what it is there.
    const own = description !== this.#schemas.get(title)?.["description"];
    return own && description !== undefined ? { ...reference, description } : reference;
  }

  /** What the schema has beside all members of its base. */
  #extension(schema: Plain, base: Plain): Plain {
    const inherited = base["properties"] as Plain;
    const needed = new Set((base["required"] ?? []) as string[]);
    const required = ((schema["required"] ?? []) as string[]).filter((name) => !needed.has(name));
    const own = Object.entries(schema["properties"] as Plain).filter(
      ([name, member]) => inherited[name] !== member || required.includes(name),
    );
    const properties = Object.fromEntries(own);
    const members = this.#members({
      type: "object",
      properties,
      ...(required.length === 0 ? {} : { required }),
    });
    return { allOf: [this.#shown(base), members] };
  }

  #members(schema: Plain): Plain {
    // TypeBox's own marks are not enumerable, but a copied schema may carry them.
    const shown: Plain = { ...(JSON.parse(JSON.stringify(schema)) as Plain) };
    for (const key of BY_NAME) {
      const named = schema[key];
      if (!isSchema(named)) continue;
      shown[key] = Object.fromEntries(
        Object.entries(named).map(([name, member]) => [name, this.#shown(member as Plain)]),
      );
    }
    for (const key of LISTED) {
      const list = schema[key];
      if (Array.isArray(list)) shown[key] = list.map((one: Plain) => this.#shown(one));
    }
    for (const key of ALONE) {
      const one = schema[key];
      if (isSchema(one)) shown[key] = this.#shown(one);
    }
    return shown;
  }
}
