import { LRUCache } from "lru-cache";
import { type CompiledSchema, compileSchema } from "../domain/json-schema.js";
import type { SchemaText } from "./tasks.js";

type Compiled = CompiledSchema | { readonly problem: string };

/** Compiled schemas by the digest of their text. */
export class SchemaCache {
  readonly #compiled: LRUCache<string, Compiled>;

  /** `maxSize`: characters of the texts together, which the memory of what they compile to follows. */
  constructor(max: number, maxSize: number) {
    this.#compiled = new LRUCache<string, Compiled>({ max, maxSize });
  }

  get({ text, digest }: SchemaText): Compiled {
    const known = this.#compiled.get(digest);
    if (known !== undefined) return known;
    const compiled = compileSchema(JSON.parse(text));
    this.#compiled.set(digest, compiled, { size: text.length });
    return compiled;
  }
}
