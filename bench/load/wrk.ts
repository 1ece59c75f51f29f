import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../harness/paths.js";
import { output } from "../harness/processes.js";
import type { ClosedLoop, LoadOutcome } from "./outcome.js";

interface WrkResult {
  requests: number;
  microseconds: number;
  status: number;
  broken: number;
  p50: number;
  p99: number;
}

/** wrk's version where it is installed. It answers `-v` with its usage and status 1. */
export function wrkVersion(): string | undefined {
  const { stdout, error } = spawnSync("wrk", ["-v"], { encoding: "utf8" });
  return error ? undefined : /wrk (\S+)/.exec(stdout)?.[1];
}

/** Loads a server with wrk on one thread. wrk takes whole seconds only, so the duration is rounded up. */
export async function runWrk(load: ClosedLoop): Promise<LoadOutcome> {
  const printed = await output("wrk", [
    "-t1",
    `-c${load.connections}`,
    `-d${Math.ceil(load.seconds)}s`,
    "-s",
    join(ROOT, "bench/load/wrk.lua"),
    load.url,
    "--",
    load.planFile,
    new URL(load.url).host,
    load.sequenced ? "1" : "0",
  ]);
  const line = /^RESULT (.*)$/m.exec(printed)?.[1];
  if (!line) throw new Error(`wrk printed no result: ${printed}`);
  const result = JSON.parse(line) as WrkResult;
  return {
    rate: (result.requests - result.status) / (result.microseconds / 1e6),
    errors: result.status + result.broken,
    p50: result.p50 / 1000,
    p99: result.p99 / 1000,
  };
}
