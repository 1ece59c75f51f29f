import type { Static } from "typebox";
import { ConfigurationError } from "./configuration-error.js";
import { ENVIRONMENT } from "./environment.js";

/** The value of every environment variable; durations as they were written. */
export type Environment = Static<typeof ENVIRONMENT>;

/** The parts of a variable's schema that say which values it takes. */
interface Variable {
  readonly type?: string;
  readonly default?: string | number | boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly least?: string;
  readonly most?: string;
  readonly pattern?: string;
}

const DURATION_UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const DURATION = /^(\d+)(ms|s|m|h)$/;
/** As many digits as no bound has. */
const WHOLE_NUMBER = /^\d{1,15}$/;
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

/** A duration in ms; NaN for a text that is none. */
export function durationMs(text: string): number {
  const match = DURATION.exec(text);
  return Number(match?.[1]) * (DURATION_UNIT_MS[match?.[2] ?? ""] ?? Number.NaN);
}

/** The value that a text stands for, or what it has to be. */
function readAs(variable: Variable, text: string): { readonly value: unknown } | { readonly wanted: string } {
  const { type, enum: values, minimum = 0, maximum = 0, least, most, pattern } = variable;
  if (values !== undefined) {
    return values.includes(text) ? { value: text } : { wanted: `one of ${values.join(", ")}` };
  }
  if (type === "boolean") {
    const value = FLAGS.get(text.toLowerCase());
    return value === undefined ? { wanted: "true or false" } : { value };
  }
  if (type === "integer") {
    const value = WHOLE_NUMBER.test(text) ? Number(text) : Number.NaN;
    const fits = value >= minimum && value <= maximum;
    return fits ? { value } : { wanted: `a whole number from ${minimum} to ${maximum}, in digits alone` };
  }
  if (least !== undefined && most !== undefined) {
    const ms = durationMs(text);
    const fits = ms >= durationMs(least) && ms <= durationMs(most);
    return fits
      ? { value: text }
      : { wanted: `a whole number and ms, s, m or h, as 30s, from ${least} to ${most}` };
  }
  return pattern === undefined || new RegExp(pattern).test(text)
    ? { value: text }
    : { wanted: `a text that matches ${pattern}` };
}

/** Reads all variables; an empty one has its default. Throws {@link ConfigurationError} for the first that is wrong. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const read: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(ENVIRONMENT.properties)) {
    const variable: Variable = schema;
    const text = variables[name] ?? "";
    const found = text === "" ? { value: variable.default } : readAs(variable, text);
    if ("wanted" in found) throw new ConfigurationError(`${name}: must be ${found.wanted}`);
    read[name] = found.value;
  }
  return read as Environment;
}
