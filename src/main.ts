#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";

/** Commands that run for months and hold no megabyte for the others. */
const SERVERS: ReadonlySet<string> = new Set(["gateway", "worker"]);
/** For those who have a supervisor of their own. */
const UNSUPERVISED = [
  "--unsupervised",
  "run in this process: one that fails is not replaced, unless by a supervisor of yours",
] as const;

interface ServerOptions {
  readonly unsupervised?: boolean;
}

function version(): string {
  const file = fileURLToPath(new URL("../package.json", import.meta.url));
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof content === "object" && content !== null && "version" in content
    ? String(content.version)
    : "";
}

/** The server as a child of this process, which replaces it when it fails. */
async function supervise(name: "gateway" | "worker"): Promise<void> {
  const [{ readConfig }, { runSupervised }] = await Promise.all([
    import("./config.js"),
    import("./embedded/supervised.js"),
  ]);
  try {
    const { shutdownDelayMs, shutdownTimeoutMs } = readConfig(process.env);
    const stopsWithinMs = shutdownDelayMs + shutdownTimeoutMs;
    const mainScript = fileURLToPath(import.meta.url);
    process.exitCode = await runSupervised({ name, mainScript, stopsWithinMs });
  } catch (error) {
    const { giveUp } = await import("./serve.js");
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
  .option(...UNSUPERVISED)
  .action(async ({ unsupervised }: ServerOptions) => {
    if (unsupervised !== true) return supervise("gateway");
    const { serve } = await import("./serve.js");
    return serve("gateway", version(), async (config, log, tracing) => {
      const [{ boundHeapGrowth }, { chooseHttpLibrary }, { GatewayProcess }] = await Promise.all([
        import("./heap-growth.js"),
        import("./http-library.js"),
        import("./gateway-process.js"),
      ]);
      boundHeapGrowth();
      const httpLibrary = await chooseHttpLibrary(config.httpEngine);
      return new GatewayProcess(config, httpLibrary, log, version(), tracing);
    });
  });

program
  .command("worker")
  .description("do the slow side: dispatch, timers, retries")
  .option(...UNSUPERVISED)
  .action(async ({ unsupervised }: ServerOptions) => {
    if (unsupervised !== true) return supervise("worker");
    const { serve } = await import("./serve.js");
    return serve("worker", version(), async (config, log, tracing) => {
      const { WorkerProcess } = await import("./workers/worker-process.js");
      return new WorkerProcess(config, log, version(), tracing);
    });
  });

program
  .command("all")
  .description("run Redis (unless REDIS_URL or REDIS_CLUSTER is set), a gateway and a worker together")
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
      host: process.env["HOST"] || "localhost",
      gatewayProcesses: Number(options.gateways),
      mainScript: fileURLToPath(import.meta.url),
    });
  });

if (!SERVERS.has(process.argv[2] ?? "")) {
  const { addCommands } = await import("./cli/commands.js");
  addCommands(program);
}

await program.parseAsync();
