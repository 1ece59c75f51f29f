import fc from "fast-check";

/** The string with every UTF-16 unit escaped. */
function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("")}"`;
}

export const space = fc.string({ unit: fc.constantFrom(" ", "\n", "\r", "\t"), maxLength: 2 });
const written = fc
  .tuple(fc.string({ unit: "binary", maxLength: 6 }), fc.boolean())
  .map(([text, all]) => (all ? escaped(text) : JSON.stringify(text)));
const scalar = fc.oneof(
  written,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom("null", "true", "-0", "9007199254740993", "1e400", "-1E-400", "0.10", '"\\ud800"'),
  fc.constantFrom('"\\u0000"', '"\\\\"', '"\\""', '"\\\\\\""', '"]},["', '"𝄞\\udd1e"', '"\\/"', '""'),
);
/** Names that repeat, that are written in two ways, that are those of prototypes. */
export const name = fc.oneof(
  written,
  fc.constantFrom('"a"', '"\\u0061"', '"__proto__"', '"\\u005f_proto__"', '"constructor"', '""', '"\\""'),
);

export function separated(
  parts: readonly string[],
  [open, close]: readonly [string, string],
  gap: string,
): string {
  return `${open}${gap}${parts.join(`${gap},${gap}`)}${gap}${close}`;
}

/** Texts of JSON values as a client may write them: other than JSON.stringify does. */
export const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc
      .tuple(fc.array(tie("value"), { maxLength: 3 }), space)
      .map(([parts, gap]) => separated(parts, ["[", "]"], gap)),
    fc.tuple(fc.array(fc.tuple(name, tie("value")), { maxLength: 3 }), space).map(([members, gap]) =>
      separated(
        members.map(([key, text]) => `${key}${gap}:${gap}${text}`),
        ["{", "}"],
        gap,
      ),
    ),
  ),
}));

/** Rubbish that is almost JSON. */
export const almost = fc
  .array(fc.constantFrom(...'[]{}",:\\ \n', "1", "-", "null", '"a":', "\\u", "\ufeff", "é"), {
    maxLength: 14,
  })
  .map((parts) => parts.join(""));
