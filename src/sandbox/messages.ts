import type { TaskName } from "./tasks.js";

/** What a thread is asked. */
export interface ToThread {
  readonly name: TaskName;
  readonly input: unknown;
}

/** What a thread says. `began`: what is timed begins, with the processor time the thread has used before it. */
export type FromThread =
  | { readonly kind: "ready"; readonly cpuTimePath: string | undefined }
  | { readonly kind: "began"; readonly cpuMs: number | undefined }
  | { readonly kind: "done"; readonly output: unknown };

/**
 * The processor time of a thread as Linux shows it, which another thread can read while this one is busy: nanoseconds
 * first. Time in which a busy machine gave the thread no processor is nobody's fault and does not count.
 */
export const CPU_TIME = {
  file: "schedstat",
  mostBytes: 64,
  ms: (text: string): number => Number(text.slice(0, text.indexOf(" "))) / 1e6,
} as const;
