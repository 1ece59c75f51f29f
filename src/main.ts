#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Command } from "commander";
import { type Config, ConfigurationError, readConfig } from "./config.js";
import { createLog, type Logger } from "./log.js";
import { METRICS } from "./metrics/metrics.js";
import { startTracing, type Tracing } from "./tracing.js";

/** Commands that run for months and hold no megabyte for the others. */
const SERVERS: ReadonlySet<string> = new Set(["gateway", "worker"]);
/** sysexits.h EX_CONFIG: starting again without a change cannot help. */
const EXIT_CONFIGURATION = 78;

interface Service {
  start(): Promise<unknown>;
  stop(timeoutMs: number): Promise<void>;
}

function version(): string {
  const file = fileURLToPath(new URL("../package.json", import.meta.url));
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof content === "object" && content !== null && "version" in content
    ? String(content.version)
    : "";
}

/** Ends the process with one line: what is wrong and what to change. */
function giveUp(error: unknown): never {
  if (error instanceof ConfigurationError) {
    process.stderr.write(`bosporus: ${error.message}\n`);
    process.exit(EXIT_CONFIGURATION);
  }
  throw error;
}

/** Runs one service until SIGTERM or SIGINT, then stops it in order within SHUTDOWN_TIMEOUT. */
async function serve(
  name: string,
  create: (config: Config, log: Logger, tracing: Tracing | undefined) => Promise<Service>,
): Promise<void> {
  try {
    const config = readConfig(process.env);
    const log = createLog(config.logLevel, config.logPretty);
    const tracing = await startTracing(process.env, `bosporus-${name}`, version());
    const service = await create(config, log, tracing);
    let stopping = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (stopping) return;
      stopping = true;
      METRICS.shutdowns.add(1, signal);
      log.info({ signal }, "stopping");
      service.stop(config.shutdownTimeoutMs).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, "stopping failed");
          process.exit(1);
        },
      );
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    await service.start();
  } catch (error) {
    giveUp(error);
  }
}

// What a command does not need is not loaded: `bosporus runs` is no server.
const program = new Command("bosporus")
  .description("HTTP gateway for fleets of job executors, backed by Redis")
  .version(version());

program
  .command("gateway")
  .description("answer the HTTP API")
  .action(() =>
    serve("gateway", async (config, log, tracing) => {
      // By default the heap may double before it is cleaned: with 100,000 runs that are some 40 MB more.
      setFlagsFromString("--heap-growing-percent=20");
      const { GatewayProcess } = await import("./gateway-process.js");
      return new GatewayProcess(config, log, version(), tracing);
    }),
  );

program
  .command("worker")
  .description("do the slow side: dispatch, timers, retries")
  .action(() =>
    serve("worker", async (config, log, tracing) => {
      const { WorkerProcess } = await import("./workers/worker-process.js");
      return new WorkerProcess(config, log, version(), tracing);
    }),
  );

program
  .command("all")
  .description("run Redis (unless REDIS_URL is set), a gateway and a worker together")
  .option(
    "--data-directory <path>",
    "where the embedded Redis keeps its data",
    process.env["DATA_DIR"] || ".bosporus",
  )
  .option("--gateways <count>", "gateway processes that share the port", "1")
  .action(async (options: { dataDirectory: string; gateways: string }) => {
    const { runAll } = await import("./embedded/all.js");
    process.exitCode = await runAll({
      dataDirectory: options.dataDirectory,
      port: Number(process.env["PORT"] || 8080),
      host: process.env["HOST"] || "127.0.0.1",
      gatewayProcesses: Number(options.gateways),
      mainScript: fileURLToPath(import.meta.url),
    });
  });

if (!SERVERS.has(process.argv[2] ?? "")) {
  const { addCommands } = await import("./cli/commands.js");
  addCommands(program);
}

await program.parseAsync();
