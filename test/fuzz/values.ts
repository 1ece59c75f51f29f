import fc, { type Arbitrary } from "fast-check";
import type { Plain } from "../support/answers.js";

/** What somebody may send where anything else was meant. */
const ODD: readonly unknown[] = [
  ...[null, "", 0, -1, 1.5, 1e308, 2 ** 53, -(2 ** 63), true, [], {}, [[]], "0", "null", "\u0000", "\ud800"],
  ...[
    "__proto__",
    "constructor",
    "../..",
    "%2e%2e",
    "a\r\nb: c",
    "x".repeat(10_000),
    "\u{1f600}".repeat(300),
  ],
  ...[{ $ref: "#" }, { $async: true }, { __proto__: null, toString: 1 }, Array(2000).fill(0)],
];
const MOST_LEVELS = 5;

/** Values of any kind, and names that are somebody else's in JavaScript. */
export const oddValue: Arbitrary<unknown> = fc.oneof(fc.constantFrom(...ODD), fc.jsonValue({ maxDepth: 3 }));

const number = (schema: Plain, name: string): number | undefined =>
  typeof schema[name] === "number" ? schema[name] : undefined;

function textOf(schema: Plain): Arbitrary<unknown> {
  const most = Math.min(number(schema, "maxLength") ?? 40, 300);
  const least = Math.min(number(schema, "minLength") ?? 0, most);
  const text = fc.string({ unit: "grapheme", minLength: least, maxLength: most });
  const forms = [
    "https://example.com/a",
    "2030-01-01T00:00:00Z",
    "*/5 * * * *",
    "Europe/Berlin",
    "runs:read",
    "*",
  ];
  return fc.oneof(text, fc.string({ minLength: least, maxLength: most }), fc.constantFrom(...forms));
}

function numberOf(schema: Plain): Arbitrary<unknown> {
  const min = Math.ceil(number(schema, "minimum") ?? -1000);
  const max = Math.floor(number(schema, "maximum") ?? 1_000_000_000);
  return fc.oneof(
    fc.integer({ min: Math.max(min, -(2 ** 31)), max: Math.min(max, 2 ** 31 - 1) }),
    fc.constantFrom(min, max),
  );
}

/** Values that a schema of the API's document allows, mostly; now and then a part of them is odd. */
export function valueBy(
  schema: Plain,
  components: Readonly<Record<string, Plain>>,
  level = 0,
): Arbitrary<unknown> {
  const oddNowAndThen = (value: Arbitrary<unknown>) =>
    fc.oneof({ weight: 19, arbitrary: value }, { weight: 1, arbitrary: oddValue });
  return oddNowAndThen(meant(schema, components, level));
}

function meant(
  schema: Plain,
  components: Readonly<Record<string, Plain>>,
  level: number,
): Arbitrary<unknown> {
  const inner = (part: unknown) => valueBy(part as Plain, components, level + 1);
  const reference = /^#\/components\/schemas\/(.+)$/.exec(String(schema["$ref"] ?? ""))?.[1];
  if (level > MOST_LEVELS) return oddValue;
  if (reference !== undefined) return valueBy(components[reference] ?? {}, components, level);
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as unknown[]));
  if (schema["const"] !== undefined) return fc.constant(schema["const"]);
  if (Array.isArray(schema["anyOf"])) return fc.oneof(...(schema["anyOf"] as unknown[]).map(inner));
  switch (schema["type"]) {
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return numberOf(schema);
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(inner(schema["items"] ?? {}), { maxLength: 4 });
    case "object":
      return objectOf(schema, inner);
    default:
      return oddValue;
  }
}

function objectOf(schema: Plain, inner: (part: unknown) => Arbitrary<unknown>): Arbitrary<unknown> {
  const properties = (schema["properties"] ?? {}) as Record<string, Plain>;
  const required = (schema["required"] ?? []) as string[];
  const [values] = Object.values((schema["patternProperties"] ?? {}) as Record<string, Plain>);
  if (values !== undefined) return fc.dictionary(fc.string({ maxLength: 20 }), inner(values), { maxKeys: 5 });
  const members = Object.entries(properties).map(([name, part]) =>
    fc.tuple(
      fc.constant(name),
      inner(part),
      required.includes(name) ? fc.constant(true) : fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    ),
  );
  return fc
    .tuple(...members)
    .map((drawn) =>
      Object.fromEntries(drawn.filter(([, , there]) => there).map(([name, value]) => [name, value])),
    );
}
