import { type Failure, fail } from "../domain/failures.js";
import { newId } from "../domain/ids.js";
import { type ExecutorIdentity, refusal } from "./executor-commands.js";
import { scanned } from "./scan.js";
import type { Scripts } from "./scripts.js";

/** Whose memory an entry is. */
export interface MemoryOwner {
  readonly jobId: string;
  readonly projectId: string;
}

export interface NewMemory {
  readonly key: string;
  /** JSON text, and its bytes. */
  readonly value: string;
  readonly size: number;
  /** 0 for ever. */
  readonly ttlSecs: number;
}

/** The memory of jobs as their executors use it; an entry is `<id> <created> <updated> <expires or 0> <size> <JSON>`. */
export class JobMemory {
  readonly #scripts: Scripts;

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  async write(
    identity: ExecutorIdentity,
    memory: NewMemory,
  ): Promise<Failure | (MemoryOwner & { readonly entry: string })> {
    const args = { ...identity, ...memory, newId: newId() };
    const reply = await this.#scripts.run("write-memory", args);
    if (reply.outcome === "ok") return reply;
    return reply.outcome === "quota_exceeded" ? fail(reply.outcome) : refusal(reply);
  }

  /** `entry` is undefined when there is none under the key. */
  async read(
    identity: ExecutorIdentity,
    key: string,
  ): Promise<Failure | (MemoryOwner & { readonly entry: string | undefined })> {
    const reply = await this.#scripts.run("read-memory", { ...identity, key });
    return reply.outcome === "ok" ? reply : refusal(reply);
  }

  /** Entries by key. */
  async list(
    identity: ExecutorIdentity,
  ): Promise<Failure | (MemoryOwner & { readonly entries: ReadonlyMap<string, string> })> {
    return scanned(async (cursor) => {
      const reply = await this.#scripts.run("list-memory", { ...identity, cursor });
      return reply.outcome === "ok" ? reply : refusal(reply);
    });
  }

  async delete(identity: ExecutorIdentity, key: string): Promise<Failure | undefined> {
    const reply = await this.#scripts.run("delete-memory", { ...identity, key });
    return reply.outcome === "ok" ? undefined : refusal(reply);
  }
}
