import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { AppendFsync } from "../src/embedded/redis-server.js";

/** What a benchmark run was asked for. */
export interface Settings {
  readonly quick: boolean;
  readonly full: boolean;
  /** Names of the scenarios to run; empty: all. */
  readonly scenarios: readonly string[];
  /** Names of the HTTP servers to measure; empty: all. */
  readonly contenders: readonly string[];
  /** Seconds of one measurement, without its warm-up. */
  readonly duration: number;
  /** Seconds of warm-up before each contender's first measurement. */
  readonly warmup: number;
  /** The same for whole runs: what all their calls use is compiled by then, as it is in a gateway that has run for a minute. */
  readonly longWarmup: number;
  /** Seconds of too much load. */
  readonly overload: number;
  readonly rounds: number;
  readonly connections: number;
  /** Live runs that the executor calls rotate over. */
  readonly runs: number;
  readonly appendfsync: AppendFsync;
  /** Folder of another checkout of the product, built: measured in turn with this one, on a Redis of its own. */
  readonly baseline?: string;
  /** A remote deployment, measured alone; absent: everything is started here. */
  readonly remote?: { readonly url: string; readonly apiKey: string; readonly projectId: string };
  readonly output: string;
}

interface Options {
  quick: boolean;
  full: boolean;
  scenario: string[];
  contender: string[];
  duration?: number;
  rounds?: number;
  connections: number;
  runs?: number;
  appendfsync: string;
  url?: string;
  apiKey?: string;
  baseline?: string;
  project: string;
  output: string;
}

/** The HTTP servers that can be measured, by the names of `--contender`. */
export const HTTP_CONTENDERS = ["bosporus", "baseline", "bare", "fastify", "fastify-script"] as const;

const OVERLOAD_SECS = 120;

function split(text: string): string[] {
  return text.split(",");
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError("must be a number above 0");
  return value;
}

function fsyncPolicy(text: string): AppendFsync {
  if (text === "always" || text === "everysec" || text === "no") return text;
  throw new InvalidArgumentError("must be always, everysec or no");
}

/** Reads the command line; exits with a sentence where it makes no sense. */
export function readSettings(argv: readonly string[], known: readonly string[], output: string): Settings {
  const command = new Command("bench")
    .description("Measures the gateway against its peers on this machine, or a remote deployment alone.")
    .option("--quick", "one short round of everything in under a minute", false)
    .option("--full", "also the sizes that take minutes to fill (1,000,000 live runs)", false)
    .option("--scenario <names>", `comma-separated: ${known.join(", ")}`, split, [])
    .option("--contender <names>", `of the HTTP servers only these: ${HTTP_CONTENDERS.join(", ")}`, split, [])
    .option("--duration <seconds>", "seconds of one measurement", positive)
    .option("--rounds <count>", "interleaved rounds", positive)
    .option("--connections <count>", "connections of the closed-loop generators", positive, 64)
    .option("--runs <count>", "live runs that the calls rotate over (2000; quick: 500)", positive)
    .option("--appendfsync <policy>", "always, everysec or no", "everysec")
    .option("--baseline <folder>", "a built checkout of another commit, measured in turn with this one")
    .option("--url <url>", "measure this deployment and start nothing")
    .option("--api-key <key>", "API key of that deployment")
    .option("--project <id>", "project of that API key", "default")
    .option("--output <directory>", "where the result file goes", output);
  command.parse(argv, { from: "user" });
  const options = command.opts<Options>();
  const unknown = options.scenario.filter((name) => !known.includes(name));
  if (unknown.length > 0) command.error(`no scenario ${unknown.join(", ")}; there are ${known.join(", ")}`);
  if (options.url && !options.apiKey) command.error("--url needs --api-key");
  return {
    quick: options.quick,
    full: options.full,
    scenarios: options.scenario,
    contenders: options.contender,
    duration: options.duration ?? (options.quick ? 0.4 : 1.5),
    warmup: options.quick ? 0.1 : 0.5,
    longWarmup: options.quick ? 0.1 : 8,
    overload: options.duration ?? (options.quick ? 1 : OVERLOAD_SECS),
    rounds: options.rounds ?? (options.quick ? 1 : 3),
    connections: options.connections,
    runs: options.runs ?? (options.quick ? 500 : 2000),
    appendfsync: fsyncPolicy(options.appendfsync),
    ...(options.baseline ? { baseline: resolve(options.baseline) } : {}),
    ...(options.url && options.apiKey
      ? { remote: { url: options.url, apiKey: options.apiKey, projectId: options.project } }
      : {}),
    output: options.output,
  };
}

/** Cores that this process may use. */
export const cores: number = availableParallelism();
