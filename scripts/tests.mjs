import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

/** Runs vitest with the arguments, and those that the command was given, once all is there that it needs; ends with its exit code. */
export async function runTests(args) {
  requireNode();
  if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const all = [vitest, "run", ...args, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, all, { cwd: root, stdio: "inherit" });
  process.exit(status ?? 1);
}
