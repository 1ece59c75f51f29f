import { join, resolve } from "node:path";
import { SingleBar } from "cli-progress";
import { Command, InvalidArgumentError } from "commander";
import { selectFiles } from "./files.js";
import { runFleet } from "./fleet.js";
import { type GatewayAccess, ROOT, startOwnGateway } from "./own-gateway.js";
import { summaryLines } from "./summary.js";

interface Options {
  readonly folder?: string;
  readonly files: number;
  readonly executors: number;
  readonly timeout: number;
}

const NODE_MODULES = join(ROOT, "node_modules");
const MOST_PROBLEMS_SHOWN = 20;

function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`use a number from ${least} to ${most}`);
  };
}

/** The gateway that BOSPORUS_URL names, else one of its own. */
function findGateway(signal: AbortSignal): GatewayAccess | Promise<GatewayAccess> {
  const { BOSPORUS_URL: url, BOSPORUS_API_KEY: apiKey, BOSPORUS_PROJECT: projectId } = process.env;
  if (!url) return startOwnGateway("example", signal);
  if (!apiKey)
    throw new Error("BOSPORUS_URL is set, but BOSPORUS_API_KEY is not: set it to a key of a project");
  return {
    url: url.replace(/\/$/, ""),
    apiKey,
    projectId: projectId || "default",
    stop: async () => undefined,
  };
}

async function main(options: Options): Promise<boolean> {
  const folder = resolve(options.folder ?? NODE_MODULES);
  const { paths, leftOut } = await selectFiles(folder, options.files, options.folder === undefined);
  if (paths.length === 0) throw new Error(`${folder} has no Markdown files`);
  const kind = options.folder === undefined ? "README files" : "Markdown files";
  console.log(`${paths.length} ${kind} below ${folder}, ${options.executors} executors`);
  for (const [reason, count] of leftOut) console.log(`left out: ${count} ${reason}`);

  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort(new Error("interrupted")));
  process.once("SIGTERM", () => interrupted.abort(new Error("interrupted")));
  const late = AbortSignal.timeout(options.timeout * 1000);
  const signal = AbortSignal.any([interrupted.signal, late]);

  const bar = new SingleBar({
    format: "children [{bar}] {value}/{total}",
    noTTYOutput: true,
    notTTYSchedule: 1000,
  });
  const gateway = await findGateway(signal);
  try {
    console.log(`gateway ${gateway.url}`);
    bar.start(paths.length, 0);
    const { url, apiKey, projectId } = gateway;
    const fleet = { url, apiKey, projectId, paths, executors: options.executors };
    const watch = { bar, report: (line: string) => console.error(`\n${line}`), signal };
    const summary = await runFleet({ ...fleet, ...watch });
    bar.stop();
    console.log(summaryLines(summary, paths.length).join("\n"));
    for (const problem of summary.problems.slice(0, MOST_PROBLEMS_SHOWN))
      console.error(`problem: ${problem}`);
    return summary.problems.length === 0;
  } catch (error) {
    bar.stop();
    throw late.aborted ? new Error(`not done within ${options.timeout} s`, { cause: error }) : error;
  } finally {
    await gateway.stop();
  }
}

const program = new Command("example")
  .description("runs a fleet of pull executors over the Markdown files of a folder, through the HTTP API")
  .option("--folder <path>", "Markdown files below it (default: the README files below node_modules)")
  .option("--files <count>", "at most so many files", between(1, 1000), 200)
  .option("--executors <count>", "executors that claim at the same time", between(1, 256), 8)
  .option("--timeout <seconds>", "give up after this", between(1, 86_400), 300)
  .parse();

try {
  process.exitCode = (await main(program.opts<Options>())) ? 0 : 1;
} catch (error) {
  console.error(`example: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
