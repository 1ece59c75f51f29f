/** What a payload schema says of one member, as far as a form can ask for it. */
export interface FormMember {
  readonly name: string;
  readonly title: string;
  readonly kind: "text" | "number" | "check" | "choice" | "json";
  readonly required: boolean;
  readonly hint: string | undefined;
  readonly options: readonly string[];
  /** JSON text of the value the form begins with; '' for none. */
  readonly first: string;
}

type Schema = Readonly<Record<string, unknown>>;

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function memberOf(name: string, schema: Schema, required: boolean): FormMember {
  const { type, enum: values, title, description, default: first } = schema;
  const options = Array.isArray(values) ? values.map((value) => JSON.stringify(value)) : [];
  const kind =
    options.length > 0
      ? "choice"
      : type === "string"
        ? "text"
        : type === "number" || type === "integer"
          ? "number"
          : type === "boolean"
            ? "check"
            : "json";
  const example = Array.isArray(schema["examples"]) ? schema["examples"][0] : undefined;
  const given = first ?? example;
  return {
    ...{ name, kind, required, options },
    title: text(title) ?? name,
    hint: text(description),
    first: given === undefined ? (kind === "check" ? "false" : "") : JSON.stringify(given),
  };
}

/** Members of the object a schema describes; undefined when it describes something a form cannot ask for. */
export function formOf(schemaText: string | undefined): readonly FormMember[] | undefined {
  if (schemaText === undefined) return undefined;
  let schema: unknown;
  try {
    schema = JSON.parse(schemaText);
  } catch {
    return undefined;
  }
  if (!isSchema(schema) || !isSchema(schema["properties"])) return undefined;
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const members = Object.entries(schema["properties"]).filter((entry): entry is [string, Schema] =>
    isSchema(entry[1]),
  );
  if (members.length === 0) return undefined;
  return members.map(([name, member]) => memberOf(name, member, required.includes(name)));
}

/**
 * The payload as JSON text from the JSON text of each member; what was left empty is left out. Throws a sentence when a
 * member is no JSON of its kind.
 */
export function payloadOf(members: readonly FormMember[], values: ReadonlyMap<string, string>): string {
  const parts: string[] = [];
  for (const { name, title, kind, required } of members) {
    const value = values.get(name)?.trim() ?? "";
    if (value === "") {
      if (required) throw new Error(`${title} is required.`);
      continue;
    }
    try {
      const parsed: unknown = JSON.parse(value);
      if (kind === "number" && typeof parsed !== "number") throw new SyntaxError();
    } catch {
      throw new Error(`${title} must be ${kind === "number" ? "a number" : "JSON"}.`);
    }
    // Its text, not what it was parsed to: a number keeps all its digits.
    parts.push(`${JSON.stringify(name)}:${value}`);
  }
  return `{${parts.join(",")}}`;
}
