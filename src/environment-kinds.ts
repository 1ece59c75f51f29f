import { Type } from "typebox";

/** `least` and `most` as durations: a timer of Node takes no more than 24 days, and one of no time never rests. */
export function duration(fallback: string, least: string, most: string, description: string) {
  return Type.String({ default: fallback, least, most, description });
}

/** A whole number of these bounds. */
export function integer(fallback: number, minimum: number, maximum: number, description: string) {
  return Type.Integer({ default: fallback, minimum, maximum, description });
}

/** True or false. */
export function flag(fallback: boolean, description: string) {
  return Type.Boolean({ default: fallback, description });
}

/** Any text. */
export function text(fallback: string, description: string) {
  return Type.String({ default: fallback, description });
}

/** A text that is sent in a header, or stands in a path: one of the pattern. */
export function plainText(fallback: string, pattern: string, description: string) {
  return Type.String({ default: fallback, pattern, description });
}
