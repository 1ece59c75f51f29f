import { hash } from "node:crypto";
import { LIMITS } from "../domain/limits.js";
import { FairQueue } from "./fair-queue.js";
import { type Ended, Seat } from "./seat.js";
import type { SchemaText, TaskInput, TaskName, TaskOutput } from "./tasks.js";

/** Why something was not computed. It never counts as computed: a check that was not made has not passed. */
export type NotComputed = "too_slow" | "too_large" | "busy";

/** Of the configuration. */
export interface SandboxSettings {
  readonly schemaThreads: number;
  /** Processor time (ms) that a task with schemas of users may take. */
  readonly schemaCheckMs: number;
  readonly maxBodyBytes: number;
}

const MIB = 1_048_576;

interface Waiting {
  readonly name: TaskName;
  readonly input: unknown;
  readonly limitMs: number;
  readonly digests: readonly string[];
  readonly settle: (ended: Ended) => void;
  /** Whether a thread has run out of memory with it. */
  readonly tried: boolean;
}

/** The schema with the digest it is remembered by. */
export function schemaText(text: string): SchemaText {
  return { text, digest: hash("sha256", text) };
}

function digestsOf(input: TaskInput<TaskName>): string[] {
  if ("schemas" in input) return input.schemas.map(({ digest }) => digest);
  return "schema" in input && input.schema !== undefined ? [input.schema.digest] : [];
}

/**
 * Computes what users bring in away from the event loop: in a few threads, each task with a limit of time and memory.
 * Projects take turns, and no project has all threads. Threads are started when they are needed first; one that a task has
 * ended is replaced at once, so that who comes next need not wait for its start.
 */
export class Sandbox {
  readonly #threads: number;
  readonly #limitMs: number;
  readonly #memoryMb: number;
  readonly #queue = new FairQueue<Waiting>(LIMITS.sandbox);
  readonly #seats = new Set<Seat>();
  #closed = false;

  constructor({ schemaThreads, schemaCheckMs, maxBodyBytes }: SandboxSettings) {
    this.#threads = schemaThreads;
    this.#limitMs = schemaCheckMs;
    const { memoryMb, memoryMbOfMib } = LIMITS.sandbox;
    this.#memoryMb = memoryMb + Math.ceil(Math.max(0, maxBodyBytes / MIB - 1) * memoryMbOfMib);
  }

  /**
   * What the task answers, or why it does not. Rejects when something is wrong in the task itself. `characters`
   * is about how much the input holds while it waits.
   */
  run<Name extends TaskName>(
    project: string,
    name: Name,
    input: TaskInput<Name>,
    characters: number,
  ): Promise<TaskOutput<Name> | { readonly notComputed: NotComputed }> {
    return new Promise((resolve, reject) => {
      const settle = (ended: Ended): void => {
        if (ended.kind === "done") resolve(ended.output as TaskOutput<Name>);
        else if (ended.kind === "broken") reject(ended.error);
        else resolve({ notComputed: ended.kind === "starved" ? "busy" : ended.kind });
      };
      const task = { name, input, limitMs: this.#limitMs, digests: digestsOf(input), settle, tried: false };
      if (this.#closed || !this.#queue.push(project, task, characters)) resolve({ notComputed: "busy" });
      else this.#assign();
    });
  }

  /** Ends all threads. What waits is not computed. */
  close(): void {
    this.#closed = true;
    for (const { task } of this.#queue.clear()) task.settle({ kind: "starved" });
    for (const seat of [...this.#seats]) seat.close();
  }

  /** Hands out what waits, as far as there are threads for it. */
  #assign(): void {
    for (;;) {
      const idle = [...this.#seats].filter((seat) => seat.idle);
      if (idle.length === 0) {
        if (this.#queue.size > 0 && this.#seats.size < this.#threads) this.#start();
        return;
      }
      const next = this.#queue.next(Math.max(1, this.#threads - 1));
      if (next === undefined) return;
      this.#give(next.project, next.task, idle);
    }
  }

  #give(project: string, task: Waiting, idle: readonly Seat[]): void {
    const knowing = idle.find(
      (seat) => task.digests.length > 0 && task.digests.every((one) => seat.knows(one)),
    );
    const seat = knowing ?? idle[0];
    if (seat === undefined) return;
    const { name, input, limitMs, digests } = task;
    seat.run({ name, input }, limitMs, digests, (ended) => {
      this.#queue.ended(project);
      // What the thread remembers may be what has filled it: only the task's own doing counts against the task.
      if (ended.kind === "too_large" && !task.tried && seat.done > 0) {
        this.#queue.putBack(project, { ...task, tried: true });
      } else task.settle(ended);
    });
  }

  #start(): void {
    const seat: Seat = new Seat(this.#memoryMb, {
      ready: () => this.#assign(),
      gone: (error) => {
        this.#seats.delete(seat);
        // A thread that cannot even begin would be started for ever.
        if (error !== undefined)
          for (const { task } of this.#queue.clear()) task.settle({ kind: "broken", error });
        else if (!this.#closed) this.#start();
        if (!this.#closed) this.#assign();
      },
    });
    this.#seats.add(seat);
  }
}
