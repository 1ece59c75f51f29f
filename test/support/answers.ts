import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** A JSON Schema or a part of an OpenAPI document. */
export interface Plain {
  readonly [name: string]: unknown;
}

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly pattern: RegExp;
  readonly responses: Readonly<Record<string, Plain>>;
}

/** One answer of the product. */
export interface Answer {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

const REFERENCE = /^#\/components\/(schemas|responses)\/(.+)$/;

const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const children = (schema: Plain, name: string): [string, Plain][] =>
  Object.entries((schema[name] ?? {}) as Record<string, Plain>);
const listed = (schema: Plain, name: string): Plain[] => (schema[name] ?? []) as Plain[];

/** `/a/{b}` as the paths it stands for; of a state or memory key the slashes too. */
function patternOf(path: string): RegExp {
  const parts = path.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(
    `^${parts.join(/\{key\}$/.test(path) ? "(?:[^/]+|(?<=/(?:state|memory)/).+)" : "[^/]+")}$`,
  );
}

/** Compares answers with the schemas of their operations, and remembers which declared members were in one. */
export class Answers {
  readonly #schemas: Readonly<Record<string, Plain>>;
  readonly #shared: Readonly<Record<string, Plain>>;
  readonly #operations: readonly Operation[];
  readonly #sharedFailures: readonly number[];
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #compiled = new Map<string, ValidateFunction>();
  /** `Component.member`, or `operation status.member`, of each that was in an answer. */
  readonly seen = new Set<string>();

  /** `sharedFailures` are statuses that every operation may refuse with. */
  constructor(document: Plain, sharedFailures: readonly number[]) {
    const { schemas, responses } = document["components"] as Record<string, Record<string, Plain>>;
    this.#schemas = schemas ?? {};
    this.#shared = responses ?? {};
    this.#sharedFailures = sharedFailures;
    this.#operations = children(document, "paths")
      .flatMap(([path, item]) =>
        Object.entries(item as Record<string, Plain>).map(([method, operation]) => ({
          id: String(operation["operationId"]),
          method: method.toUpperCase(),
          path,
          pattern: patternOf(path),
          responses: operation["responses"] as Record<string, Plain>,
        })),
      )
      // What is named goes before what a parameter stands for, as the server has it.
      .sort((left, right) => (left.path.replaceAll("{", "~") < right.path.replaceAll("{", "~") ? -1 : 1));
    addFormats.default(this.#ajv);
    const closed = Object.entries(this.#schemas).flatMap(([name, schema]) => [
      [name, this.#closed(schema, true)],
      [`${name}.open`, this.#closed(schema, false)],
    ]);
    this.#ajv.addSchema({ $id: "api", components: { schemas: Object.fromEntries(closed) } });
  }

  /** What is wrong with the answer, each with its place; nothing for paths that are not part of the API. */
  problems(answer: Answer): string[] {
    const { method, path, status, contentType, text } = answer;
    if (!/^\/(?:sdk\/)?v1\//.test(path)) return [];
    const operation = this.#operations.find((one) => one.method === method && one.pattern.test(path));
    const place = `${method} ${path} ${status}`;
    const response = this.#responseOf(operation, status);
    if (response === undefined) return [`${place}: the operation declares no such status`];
    const content = children(response, "content")[0];
    if (content === undefined) return text === "" ? [] : [`${place}: there is a body, and none is declared`];
    const [type, { schema }] = content;
    if (!contentType.startsWith(type)) return [`${place}: is ${contentType}, not ${type}`];
    if (type !== "application/json") return [];
    const value: unknown = JSON.parse(text);
    const validate = this.#validator(schema as Plain);
    if (!validate(value)) {
      const errors = (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      );
      // Of a union, each branch says what it lacks: the first lines are enough to find it.
      return errors.slice(0, 8).map((error) => `${place}: ${error}`);
    }
    this.#see(schema as Plain, value, `${operation?.id ?? "none"} ${status}`);
    return [];
  }

  /** Every member that an answer can have by the document. */
  declared(): Set<string> {
    const members = new Set<string>();
    const visited = new Set<string>();
    const visit = (schema: Plain, place: string): void => {
      const name = this.#nameOf(schema);
      if (name !== undefined) {
        if (!visited.has(name)) visit(this.#schemas[name] ?? {}, name);
        visited.add(name);
        return;
      }
      for (const [member, own] of children(schema, "properties")) {
        members.add(`${place}.${member}`);
        visit(own, `${place}.${member}`);
      }
      for (const part of [...listed(schema, "allOf"), ...listed(schema, "anyOf")]) visit(part, place);
      for (const [, own] of children(schema, "patternProperties")) visit(own, `${place}.*`);
      if (isPlain(schema["items"])) visit(schema["items"], `${place}[]`);
    };
    for (const { id, responses } of this.#operations) {
      for (const [status, response] of Object.entries(responses)) {
        const schema = children(this.#resolved(response), "content")[0]?.[1]["schema"];
        if (isPlain(schema)) visit(schema, `${id} ${status}`);
      }
    }
    return members;
  }

  #responseOf(operation: Operation | undefined, status: number): Plain | undefined {
    // An unknown path, or another verb of a known one.
    if (operation === undefined)
      return [401, 404, 405, 429].includes(status) ? this.#shared["Refused"] : undefined;
    const own = operation.responses[status];
    if (own !== undefined) return this.#resolved(own);
    return this.#sharedFailures.includes(status) ? this.#shared["Refused"] : undefined;
  }

  #resolved(response: Plain): Plain {
    const reference = REFERENCE.exec(String(response["$ref"] ?? ""));
    return reference === null ? response : (this.#shared[reference[2] ?? ""] ?? {});
  }

  #nameOf(schema: Plain): string | undefined {
    return REFERENCE.exec(String(schema["$ref"] ?? ""))?.[2];
  }

  /** The schema with no member allowed beside those it declares; `strict` is false inside `allOf`. */
  #closed(schema: Plain, strict: boolean): Plain {
    const name = this.#nameOf(schema);
    if (name !== undefined) return { $ref: `api#/components/schemas/${name}${strict ? "" : ".open"}` };
    const closed: Record<string, unknown> = { ...schema };
    for (const key of ["properties", "patternProperties"]) {
      if (schema[key] === undefined) continue;
      const members = children(schema, key).map(([member, own]) => [member, this.#closed(own, true)]);
      closed[key] = Object.fromEntries(members);
    }
    if (isPlain(schema["items"])) closed["items"] = this.#closed(schema["items"], true);
    if (schema["anyOf"] !== undefined) {
      closed["anyOf"] = listed(schema, "anyOf").map((one) => this.#closed(one, strict));
    }
    if (schema["allOf"] !== undefined) {
      closed["allOf"] = listed(schema, "allOf").map((one) => this.#closed(one, false));
      if (strict) closed["unevaluatedProperties"] = false;
    } else if (strict && schema["properties"] !== undefined) closed["additionalProperties"] = false;
    return closed;
  }

  #validator(schema: Plain): ValidateFunction {
    const key = JSON.stringify(schema);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = this.#ajv.compile(this.#closed(schema, true));
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #see(schema: Plain, value: unknown, place: string): void {
    const name = this.#nameOf(schema);
    if (name !== undefined) {
      this.#see(this.#schemas[name] ?? {}, value, name);
      return;
    }
    for (const one of listed(schema, "allOf")) this.#see(one, value, place);
    for (const one of listed(schema, "anyOf")) if (this.#validator(one)(value)) this.#see(one, value, place);
    if (Array.isArray(value) && isPlain(schema["items"])) {
      for (const element of value) this.#see(schema["items"], element, `${place}[]`);
    }
    if (!isPlain(value)) return;
    for (const [member, own] of children(schema, "properties")) {
      if (value[member] === undefined) continue;
      this.seen.add(`${place}.${member}`);
      this.#see(own, value[member], `${place}.${member}`);
    }
    for (const [, own] of children(schema, "patternProperties")) {
      for (const member of Object.values(value)) this.#see(own, member, `${place}.*`);
    }
  }
}
