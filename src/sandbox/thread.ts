import { openSync, readlinkSync, readSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { compileSchema } from "../domain/json-schema.js";
import { CPU_TIME, type FromThread, type ToThread } from "./messages.js";
import { TASKS } from "./tasks.js";

/**
 * The thread in which what users bring in is computed. It takes one task after the other; whoever has started it
 * ends it when a task takes too long, and it is then in no state to be used again.
 */

const port = parentPort;
if (port === null) throw new Error("runs as a worker thread only");
const post = (message: FromThread): void => port.postMessage(message);

/** Where the processor time of this thread can be read; undefined where the system does not show it. */
function cpuTimePath(): string | undefined {
  try {
    return `/proc/${readlinkSync("/proc/thread-self")}/${CPU_TIME.file}`;
  } catch {
    return undefined;
  }
}

const path = cpuTimePath();
const file = path === undefined ? undefined : openSync(path, "r");
const buffer = Buffer.alloc(CPU_TIME.mostBytes);

function cpuMs(): number | undefined {
  return file === undefined
    ? undefined
    : CPU_TIME.ms(buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0)));
}

port.on("message", ({ name, input }: ToThread) => {
  // Each task is given the input that its name says.
  const task = TASKS[name] as (input: unknown, begin: () => void) => unknown;
  const output = task(input, () => post({ kind: "began", cpuMs: cpuMs() }));
  post({ kind: "done", output });
});
// What every schema needs is made now: it is not what the first of them may take.
for (const $schema of [
  "http://json-schema.org/draft-07/schema#",
  "https://json-schema.org/draft/2019-09/schema",
  "https://json-schema.org/draft/2020-12/schema",
]) {
  compileSchema({ $schema, type: "object", properties: { a: { type: "integer" } } });
}
post({ kind: "ready", cpuTimePath: path });
