import { isDeepStrictEqual } from "node:util";
import { type Failure, fail } from "../domain/failures.js";
import { isKeptAsText } from "../domain/json-shape.js";
import { payloadHashes } from "../domain/payload-hash.js";
import type { NotComputed, Sandbox } from "../sandbox/sandbox.js";
import { schemaText } from "../sandbox/sandbox.js";
import type { Inspected, SchemaText } from "../sandbox/tasks.js";

/** A payload that came: its value, of which nothing is known when it is kept as text, and its JSON text. An absent payload is `{}`; `null` is a payload. */
export interface GivenPayload {
  readonly value: unknown;
  readonly text: string;
}

/** Characters of payloads that are hashed at once: it takes less than a millisecond. */
const FEW_CHARACTERS = 8192;

const NO_LINES: readonly string[] = [];
const EMPTY = { ...payloadHashes({}, "{}"), lines: NO_LINES };

export function givenPayload(value: unknown, text: string | undefined): GivenPayload {
  return text === undefined ? { value: {}, text: "{}" } : { value, text };
}

/** The refusal of a call for which something could not be computed. */
export function notComputed(reason: NotComputed): Failure {
  if (reason === "too_slow") return fail("schema_too_costly");
  if (reason === "too_large") {
    return fail("schema_too_costly", { message: "schema needs too much memory to check" });
  }
  return fail("unavailable", { message: "too much is being checked: try again" });
}

/** Why schemas cannot be used, in their order; undefined for one that can. */
export async function schemaProblems(
  sandbox: Sandbox,
  projectId: string,
  schemas: readonly unknown[],
): Promise<Failure | readonly (string | undefined)[]> {
  if (schemas.length === 0) return [];
  const texts = schemas.map((schema) => schemaText(JSON.stringify(schema)));
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  const computed = await sandbox.run(projectId, "compile", { schemas: texts }, characters);
  return "notComputed" in computed ? notComputed(computed.notComputed) : computed;
}

/** What is wrong with a JSON text by a schema; `problem` stands for a schema that cannot be used. */
export async function valueProblems(
  sandbox: Sandbox,
  projectId: string,
  schema: SchemaText,
  text: string,
): Promise<Failure | { readonly problem: string } | { readonly lines: readonly string[] }> {
  const input = { schema, values: [text], hashed: false };
  const computed = await sandbox.run(projectId, "inspect", input, schema.text.length + text.length);
  if ("notComputed" in computed) return notComputed(computed.notComputed);
  return "problem" in computed ? computed : { lines: computed.values[0]?.lines ?? [] };
}

/** Hashes payloads and checks them against the schema of their job, all in one; small ones without a schema at once. */
export function inspectPayloads(
  sandbox: Sandbox,
  projectId: string,
  schema: SchemaText | undefined,
  payloads: readonly GivenPayload[],
): readonly Inspected[] | Promise<Failure | readonly Inspected[]> {
  const characters = payloads.reduce((sum, { text }) => sum + text.length, 0);
  const few = characters <= FEW_CHARACTERS && !payloads.some(({ value }) => isKeptAsText(value));
  if (schema === undefined && few) {
    return payloads.map(({ value, text }) => {
      if (text === "{}") return EMPTY;
      const { hash, digest } = payloadHashes(value, text);
      return { hash, digest, lines: NO_LINES };
    });
  }
  return inspectAside(sandbox, projectId, schema, payloads, characters);
}

async function inspectAside(
  sandbox: Sandbox,
  projectId: string,
  schema: SchemaText | undefined,
  payloads: readonly GivenPayload[],
  characters: number,
): Promise<Failure | readonly Inspected[]> {
  const input = { schema, values: payloads.map(({ text }) => text), hashed: true };
  const computed = await sandbox.run(projectId, "inspect", input, characters);
  if ("notComputed" in computed) return notComputed(computed.notComputed);
  if (!("problem" in computed)) return computed.values;
  // A schema that was taken once and cannot be used any more: nothing passes by it.
  const { problem } = computed;
  return payloads.map(() => ({ hash: "", digest: "", lines: [problem] }));
}

/** Whether two JSON texts are of equal values. */
export async function isSameJson(
  sandbox: Sandbox,
  projectId: string,
  one: string,
  other: string,
): Promise<Failure | boolean> {
  if (one === other) return true;
  const characters = one.length + other.length;
  if (characters <= FEW_CHARACTERS) return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
  const computed = await sandbox.run(projectId, "compare", { one, other }, characters);
  return typeof computed === "boolean" ? computed : notComputed(computed.notComputed);
}

/** Refuses what is wrong with a payload; undefined for one that may pass. */
export function payloadRefusal(lines: readonly string[]): Failure | undefined {
  return lines.length === 0
    ? undefined
    : fail("invalid_payload", { details: lines.map((line) => `payload${line}`) });
}
