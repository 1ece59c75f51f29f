import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { LRUCache } from "lru-cache";
import { LIMITS } from "../domain/limits.js";
import { CPU_TIME, type FromThread, type ToThread } from "./messages.js";

/** How a task of a thread has ended. `starved`: the machine was too busy to give it the time it may have. */
export type Ended =
  | { readonly kind: "done"; readonly output: unknown }
  | { readonly kind: "too_slow" | "too_large" | "starved" }
  | { readonly kind: "broken"; readonly error: Error };

interface Running {
  readonly limitMs: number;
  readonly settle: (ended: Ended) => void;
  timer: NodeJS.Timeout | undefined;
  /** When what is timed began: by the clock, and in processor time. */
  beganMs: number;
  beganCpuMs: number | undefined;
  mayUseMs: number;
}

/** By the clock, a task may take so many times what it may use of a processor. */
const PATIENCE = 20;
const LEAST_WAIT_MS = 5;
const THREAD = new URL("./thread.js", import.meta.url);

/** One thread with at most one task. A task that takes too long or too much memory ends the thread. */
export class Seat {
  /** Schemas, by digest, that the thread has compiled. */
  readonly #known = new LRUCache<string, true>({ max: LIMITS.sandbox.cachedSchemas });
  readonly #worker: Worker;
  readonly #ready: () => void;
  readonly #gone: (error: Error | undefined) => void;
  #cpuTimePath: string | undefined;
  #state: "starting" | "idle" | "busy" | "gone" = "starting";
  #running: Running | undefined;
  /** Tasks it has done: a thread that has done none has nothing to forget. */
  done = 0;

  /**
   * `ready` is called when the thread can take a task, `gone` when it has ended, whatever the reason; with an error
   * when it has never been ready.
   */
  constructor(
    memoryMb: number,
    { ready, gone }: { ready: () => void; gone: (error: Error | undefined) => void },
  ) {
    this.#ready = ready;
    this.#gone = gone;
    this.#worker = new Worker(THREAD, {
      // Nothing of the process is for what runs in there: neither its secrets nor its flags.
      env: {},
      argv: [],
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 16 },
    });
    this.#worker.unref();
    this.#worker.on("message", (message: FromThread) => this.#heard(message));
    this.#worker.on("error", (error: Error & { code?: string }) => {
      const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      this.#end(outOfMemory ? { kind: "too_large" } : { kind: "broken", error });
    });
    this.#worker.on("exit", () => this.#end({ kind: "broken", error: new Error("the thread has ended") }));
  }

  get idle(): boolean {
    return this.#state === "idle";
  }

  knows(digest: string): boolean {
    return this.#known.has(digest);
  }

  /** Gives an idle thread a task; `limitMs` of processor time count from where the task says that it begins. */
  run(task: ToThread, limitMs: number, digests: readonly string[], settle: (ended: Ended) => void): void {
    this.#state = "busy";
    const { backstopMs } = LIMITS.sandbox;
    this.#running = { limitMs, settle, timer: undefined, beganMs: 0, beganCpuMs: undefined, mayUseMs: 0 };
    this.#time(this.#running, backstopMs, this.#cpuMs());
    this.#worker.postMessage(task);
    for (const digest of digests) this.#known.set(digest, true);
  }

  /** Ends the thread; its task is not answered. */
  close(): void {
    this.#end({ kind: "broken", error: new Error("the process is stopping") });
  }

  #heard(message: FromThread): void {
    if (this.#state === "gone") return;
    if (message.kind === "ready") {
      this.#cpuTimePath = message.cpuTimePath;
      this.#state = "idle";
      this.#ready();
      return;
    }
    const running = this.#running;
    if (running === undefined) return;
    if (message.kind === "began") {
      this.#time(running, running.limitMs, message.cpuMs);
      return;
    }
    clearTimeout(running.timer);
    this.#running = undefined;
    this.#state = "idle";
    this.done++;
    running.settle(message);
    this.#ready();
  }

  #time(running: Running, mayUseMs: number, beganCpuMs: number | undefined): void {
    running.beganMs = performance.now();
    running.beganCpuMs = beganCpuMs;
    running.mayUseMs = mayUseMs;
    this.#wait(running, mayUseMs);
  }

  #wait(running: Running, ms: number): void {
    clearTimeout(running.timer);
    // Whatever the thread has said meanwhile is heard first: this process may be what is late.
    running.timer = setTimeout(() => setImmediate(() => this.#look(running)), ms);
  }

  #look(running: Running): void {
    if (this.#running !== running) return;
    const took = performance.now() - running.beganMs;
    const cpuMs = this.#cpuMs();
    const { beganCpuMs } = running;
    const used = cpuMs === undefined || beganCpuMs === undefined ? took : cpuMs - beganCpuMs;
    if (used >= running.mayUseMs) this.#end({ kind: "too_slow" });
    else if (took >= running.mayUseMs * PATIENCE) this.#end({ kind: "starved" });
    else this.#wait(running, Math.max(LEAST_WAIT_MS, running.mayUseMs - used));
  }

  #cpuMs(): number | undefined {
    if (this.#cpuTimePath === undefined) return undefined;
    try {
      return CPU_TIME.ms(readFileSync(this.#cpuTimePath, "latin1"));
    } catch {
      return undefined;
    }
  }

  #end(ended: Ended): void {
    if (this.#state === "gone") return;
    const neverReady = this.#state === "starting" && ended.kind === "broken";
    this.#state = "gone";
    const running = this.#running;
    this.#running = undefined;
    clearTimeout(running?.timer);
    void this.#worker.terminate();
    running?.settle(ended);
    this.#gone(neverReady ? ended.error : undefined);
  }
}
