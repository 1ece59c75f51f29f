import { onStopSignals } from "./stop-signals.js";
import { Supervisor } from "./supervisor.js";

/** Loaded into a child before its own program. */
export const PARENT_WATCH = new URL("./parent-watch.js", import.meta.url).href;
/** To a server that has a supervisor: it runs in the process itself. */
export const UNSUPERVISED = "--unsupervised";
/** Of a process that a second stop signal has ended. */
export const EXIT_FORCED = 130;
/** What a process may take beyond the time it gives itself for stopping, ms. */
const STOP_GRACE_MS = 5_000;

/** A server that is run alone. */
export interface SupervisedOptions {
  readonly name: "gateway" | "worker";
  /** The program that understands the name. */
  readonly mainScript: string;
  /** How long it gives itself for stopping, ms. */
  readonly stopsWithinMs: number;
}

/**
 * Runs one server as a child that is replaced when it ends by itself, until a stop signal. Resolves with the exit
 * code: 0 stopped, 1 it crashed again and again, 78 a wrong configuration, 130 killed by a second signal.
 */
export async function runSupervised({ name, mainScript, stopsWithinMs }: SupervisedOptions): Promise<number> {
  const child = {
    name,
    command: process.execPath,
    arguments: [...process.execArgv, "--import", PARENT_WATCH, mainScript, name, UNSUPERVISED],
    environment: process.env,
    stopTimeoutMs: stopsWithinMs + STOP_GRACE_MS,
  };
  const report = (line: string): void => {
    process.stderr.write(`bosporus: ${line}\n`);
  };
  const supervisor = new Supervisor({ stages: [[child]], report });
  let forced = false;
  onStopSignals(
    () => void supervisor.stop(),
    () => {
      forced = true;
      supervisor.force();
    },
  );
  supervisor.start();
  const code = await supervisor.finished;
  return forced ? EXIT_FORCED : code;
}
