import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../../scripts/bench.mjs", import.meta.url));

/**
 * Runs the bundled benchmarks with these arguments; answers their exit code. They are part of a checkout, with the
 * peers they compare with, and not of the image.
 */
export function bench(args: readonly string[]): Promise<number> {
  if (!existsSync(SCRIPT)) {
    process.stderr.write("bosporus: the benchmarks are not installed here: run them in a checkout\n");
    return Promise.resolve(1);
  }
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: "inherit" });
  return new Promise((resolve) => {
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
