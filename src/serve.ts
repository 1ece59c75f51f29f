import { type Config, readConfig } from "./config.js";
import { ConfigurationError } from "./configuration-error.js";
import { createLog, type Logger } from "./log.js";
import { METRICS } from "./metrics/metrics.js";
import { startTracing, type Tracing } from "./tracing.js";

/** sysexits.h EX_CONFIG: starting again without a change cannot help. */
const EXIT_CONFIGURATION = 78;
/** sysexits.h EX_SOFTWARE: an error of the program itself. */
const EXIT_SOFTWARE = 70;
/** A process that an exception has befallen is to be replaced soon: what is in flight gets this long, ms. */
const FAULTY_MS = 5_000;

/** What a server process runs. */
export interface Service {
  /** Resolves once it serves; with its port where it listens on one. */
  start(): Promise<unknown>;
  stop(timeoutMs: number): Promise<void>;
}

/** Ends the process with one line: what is wrong and what to change. What is no configuration is shown whole. */
export function giveUp(error: unknown): never {
  if (error instanceof ConfigurationError) {
    process.stderr.write(`bosporus: ${error.message}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
  process.stderr.write(`bosporus: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(EXIT_SOFTWARE);
}

/**
 * Runs one service until SIGTERM or SIGINT, then stops it in order within SHUTDOWN_TIMEOUT. An error that nothing
 * was made for is logged and counted. A rejection that nobody waited for has left nothing half done, so the process
 * goes on; after an exception nobody knows, so it stops in order and its supervisor replaces it.
 */
export async function serve(
  name: "gateway" | "worker",
  version: string,
  create: (config: Config, log: Logger, tracing: Tracing | undefined) => Promise<Service>,
): Promise<void> {
  try {
    const config = readConfig(process.env);
    const log = createLog(config.logLevel, config.logPretty);
    const tracing = await startTracing(process.env, `bosporus-${name}`, version);
    const service = await create(config, log, tracing);
    let stopping = false;
    const stop = (reason: string, timeoutMs: number, exitCode: number): void => {
      if (stopping) return;
      stopping = true;
      METRICS.shutdowns.add(1, reason);
      log.info({ signal: reason }, "stopping");
      service.stop(timeoutMs).then(
        () => process.exit(exitCode),
        (error: unknown) => {
          log.error({ err: error }, "stopping failed");
          process.exit(1);
        },
      );
    };
    const onSignal = (signal: NodeJS.Signals): void => stop(signal, config.shutdownTimeoutMs, 0);
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
    process.on("unhandledRejection", (reason) => {
      METRICS.unexpectedErrors.add(1, "promise");
      log.error({ err: reason }, "a promise was rejected and nobody waited for it");
    });
    process.on("uncaughtException", (error) => {
      METRICS.unexpectedErrors.add(1, "process");
      log.fatal({ err: error }, "unexpected exception: the process stops, to be replaced");
      stop("uncaughtException", Math.min(config.shutdownTimeoutMs, FAULTY_MS), EXIT_SOFTWARE);
    });
    const port = await service.start();
    log.info(typeof port === "number" ? { host: config.host, port } : {}, `${name} ready`);
  } catch (error) {
    giveUp(error);
  }
}
