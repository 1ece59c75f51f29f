import { isDeepStrictEqual } from "node:util";
import { Budget, BudgetSpent } from "../domain/budget.js";
import { contains } from "../domain/containment.js";
import { LIMITS } from "../domain/limits.js";
import { type PayloadHashes, payloadHashes } from "../domain/payload-hash.js";
import { type MappingLimits, mappedPayload } from "../domain/payload-mapping.js";
import { SchemaCache } from "./schema-cache.js";

/** A schema somebody else wrote: its text, and the digest it is known by. */
export interface SchemaText {
  readonly text: string;
  readonly digest: string;
}

/** What a payload is known by, and what is wrong with it; `lines` is empty for one that may pass. */
export interface Inspected extends PayloadHashes {
  readonly lines: readonly string[];
}

/** Told before the part of a task begins whose cost its author decides: from here on its time is limited. */
export type Begin = () => void;

const UNKNOWN: PayloadHashes = { hash: "", digest: "" };
const schemas = new SchemaCache(LIMITS.sandbox.cachedSchemas, LIMITS.sandbox.cachedSchemaCharacters);

/**
 * What is computed of what users bring in, by name. These functions run in a thread of their own (`thread.ts`):
 * what they are given and what they answer is copied, and they know nothing of the process around them.
 */
export const TASKS = {
  /** Says for each schema why it cannot be used; undefined for one that can. */
  compile({ schemas: texts }: { schemas: readonly SchemaText[] }, begin: Begin): (string | undefined)[] {
    begin();
    return texts.map((text) => {
      const schema = schemas.get(text);
      return "problem" in schema ? schema.problem : undefined;
    });
  },

  /** Hashes JSON texts and checks them against the schema, when there is one. */
  inspect(
    { schema: text, values: texts, hashed }: InspectInput,
    begin: Begin,
  ): { problem: string } | { values: Inspected[] } {
    const values: unknown[] = texts.map((one) => JSON.parse(one));
    const hashes = values.map((value, index) =>
      hashed ? payloadHashes(value, texts[index] ?? "") : UNKNOWN,
    );
    if (text === undefined) return { values: hashes.map((known) => ({ ...known, lines: [] })) };
    begin();
    const schema = schemas.get(text);
    if ("problem" in schema) return schema;
    const lines = values.map((value) => schema.check(value));
    return { values: hashes.map((known, index) => ({ ...known, lines: lines[index] ?? [] })) };
  },

  /**
   * Which of the JSON texts contain the part, in their order, as far as the steps reach; a text costs its length
   * and its comparisons. What is missing at the end was not looked at.
   */
  contain({ part: text, wholes, steps }: { part: string; wholes: readonly string[]; steps: number }): {
    contained: boolean[];
    stepsLeft: number;
  } {
    const part: unknown = JSON.parse(text);
    const budget = new Budget(steps);
    const contained: boolean[] = [];
    let stepsLeft = steps;
    try {
      for (const whole of wholes) {
        budget.spend(whole.length);
        contained.push(contains(JSON.parse(whole), part, budget));
        stepsLeft = budget.left;
      }
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
    }
    return { contained, stepsLeft };
  },

  /** Whether two JSON texts are of equal values. */
  compare({ one, other }: { one: string; other: string }): boolean {
    return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
  },

  /** The payload a mapping makes of what ended; undefined when it would be too large or takes too many steps. */
  map({
    mapping,
    ended,
    limits,
  }: {
    mapping: ReadonlyMap<string, string>;
    ended: ReadonlyMap<string, string>;
    limits: MappingLimits;
  }): string | undefined {
    return mappedPayload(mapping, ended, limits);
  },
} as const;

interface InspectInput {
  readonly schema: SchemaText | undefined;
  readonly values: readonly string[];
  readonly hashed: boolean;
}

export type TaskName = keyof typeof TASKS;
export type TaskInput<Name extends TaskName> = Parameters<(typeof TASKS)[Name]>[0];
export type TaskOutput<Name extends TaskName> = ReturnType<(typeof TASKS)[Name]>;
