/**
 * `npm run test:crash -- [--minutes 5] [--fsync always|everysec] [--executors 200] [--redis pair|cluster] [--cells 1]`:
 * kills gateways, workers and Redis under a fleet, and counts what is lost. Prints a table; the exit code is not 0 when anything is.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    fsync: { type: "string", default: "always" },
    executors: { type: "string", default: "200" },
    redis: { type: "string", default: "pair" },
    cells: { type: "string", default: "1" },
  },
});
if (!["always", "everysec"].includes(values.fsync)) {
  console.error("--fsync must be always or everysec");
  process.exit(1);
}
if (!["pair", "cluster"].includes(values.redis)) {
  console.error("--redis must be pair (a primary and a replica, with Sentinel) or cluster");
  process.exit(1);
}
requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", "--disable-console-intercept"], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    CRASH_MINUTES: values.minutes,
    CRASH_FSYNC: values.fsync,
    CRASH_EXECUTORS: values.executors,
    CRASH_REDIS: values.redis,
    CRASH_CELLS: values.cells,
  },
});
process.exit(status ?? 1);
