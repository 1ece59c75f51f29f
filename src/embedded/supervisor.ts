import { type ChildProcess, spawn } from "node:child_process";

/** `EX_CONFIG` of sysexits: the configuration is wrong, so that a restart cannot help. */
const EXIT_CONFIGURATION = 78;

/** One process to keep running. */
export interface ChildSpecification {
  /** Shown in reports: `gateway`, `worker`. */
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** How long the process may take to stop before it is killed, ms. */
  readonly stopTimeoutMs: number;
}

/** When a crashed process is started again; all in ms. */
export interface RestartPolicy {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** A process that ran this long is taken as sound: it is replaced at once. */
  readonly soundAfterMs: number;
  /** Crashes in a row after which everything is stopped. */
  readonly crashLimit: number;
}

const DEFAULT_POLICY: RestartPolicy = {
  firstDelayMs: 200,
  longestDelayMs: 10_000,
  soundAfterMs: 10_000,
  crashLimit: 10,
};

/** What is kept running. Stages are stopped one after another, the processes of a stage together. */
export interface SupervisorOptions {
  readonly stages: readonly (readonly ChildSpecification[])[];
  readonly restart?: RestartPolicy;
  /** Told one line for each crash, restart and forced end. */
  report(line: string): void;
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function describe(exit: Exit): string {
  return exit.signal === null ? `ended with code ${exit.code}` : `was ended by ${exit.signal}`;
}

/** One specification and the process that runs it at the moment. */
class Kept {
  readonly specification: ChildSpecification;
  readonly #onExit: (exit: Exit, ranMs: number) => void;
  #process: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(specification: ChildSpecification, onExit: (exit: Exit, ranMs: number) => void) {
    this.specification = specification;
    this.#onExit = onExit;
  }

  start(): void {
    const { command, arguments: args, environment } = this.specification;
    const startedAt = Date.now();
    // A group of its own: Ctrl-C goes to a whole group, and would stop the workers together with the gateways.
    // The channel is there to be closed: a child sees by it that this process is gone.
    const child = spawn(command, args, {
      env: environment,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      detached: true,
    });
    this.#process = child;
    this.#ended = new Promise((resolve) => {
      const ended = (exit: Exit): void => {
        if (this.#process !== child) return;
        this.#process = undefined;
        resolve();
        this.#onExit(exit, Date.now() - startedAt);
      };
      child.once("exit", (code, signal) => ended({ code, signal }));
      child.once("error", () => ended({ code: null, signal: null }));
    });
  }

  kill(): void {
    this.#process?.kill("SIGKILL");
  }

  /** Resolves when the process has ended; `onTimeout` is told when it had to be killed. */
  async stop(onTimeout: () => void): Promise<void> {
    if (this.#process === undefined) return;
    const timer = setTimeout(() => {
      onTimeout();
      this.kill();
    }, this.specification.stopTimeoutMs);
    this.#process.kill("SIGTERM");
    await this.#ended;
    clearTimeout(timer);
  }
}

/**
 * Keeps processes running: starts a crashed one again, at once or after a growing delay, and stops all in order. A process
 * that ends with {@link EXIT_CONFIGURATION}, or crashes again and again, stops everything.
 */
export class Supervisor {
  /** The exit code that the whole has earned; settles when every process has ended. */
  readonly finished: Promise<number>;
  readonly #stages: readonly (readonly Kept[])[];
  readonly #policy: RestartPolicy;
  readonly #report: (line: string) => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #finish: (code: number) => void;
  #stopping: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#policy = options.restart ?? DEFAULT_POLICY;
    this.#report = options.report;
    const { promise, resolve } = newFinish();
    this.finished = promise;
    this.#finish = resolve;
    this.#stages = options.stages.map((stage) => stage.map((specification) => this.#keep(specification)));
  }

  #keep(specification: ChildSpecification): Kept {
    let crashes = 0;
    const kept: Kept = new Kept(specification, (exit, ranMs) => {
      if (this.#stopping !== undefined) return;
      if (exit.code === EXIT_CONFIGURATION) {
        // It has said itself what is wrong.
        void this.stop(EXIT_CONFIGURATION);
        return;
      }
      const sound = ranMs >= this.#policy.soundAfterMs;
      crashes = sound ? 1 : crashes + 1;
      if (crashes >= this.#policy.crashLimit) {
        this.#report(`${specification.name} ${describe(exit)}, ${crashes} times in a row: stopping`);
        void this.stop(1);
        return;
      }
      const { firstDelayMs, longestDelayMs } = this.#policy;
      const delayMs = sound ? 0 : Math.min(firstDelayMs * 2 ** (crashes - 1), longestDelayMs);
      this.#report(`${specification.name} ${describe(exit)}: starting it again in ${delayMs} ms`);
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        kept.start();
      }, delayMs);
      this.#timers.add(timer);
    });
    return kept;
  }

  /** Starts every process, the last stage first: what others depend on is stopped last. */
  start(): void {
    for (const stage of this.#stages.toReversed()) {
      for (const kept of stage) kept.start();
    }
  }

  /** Stops all, stage after stage. The code of the first call is the one that counts. */
  stop(code = 0): Promise<void> {
    this.#stopping ??= this.#stopStages(code);
    return this.#stopping;
  }

  async #stopStages(code: number): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const stage of this.#stages) {
      await Promise.all(
        stage.map((kept) => {
          const { name, stopTimeoutMs } = kept.specification;
          return kept.stop(() => this.#report(`${name} did not stop within ${stopTimeoutMs} ms: killing it`));
        }),
      );
    }
    this.#finish(code);
  }

  /** Kills what still runs. */
  force(): void {
    for (const kept of this.#stages.flat()) kept.kill();
  }
}

function newFinish() {
  let resolve: (code: number) => void = () => undefined;
  const promise = new Promise<number>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
