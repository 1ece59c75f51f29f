/**
 * `npm run test:cluster -- [--only pattern] [--minutes 2] [--executors 200] [--parts suite,faults,crash,cells]`: the
 * product on a Redis Cluster. The tests of the store, of HTTP and of workers on three masters; then failovers, a moved slot
 * and an added node under a fleet of 200, one at a time, which is written into docs/reliability.md; then all of it in any
 * order while gateways and workers are killed, once more with six cells and a project in each. The exit code is not 0 when
 * anything fails, or anything acknowledged is lost that must not be.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { runFaults } from "./faults-run.mjs";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    minutes: { type: "string", default: "2" },
    parts: { type: "string", default: "suite,faults,crash,cells" },
    executors: { type: "string", default: "200" },
  },
});
const parts = values.parts.split(",");

requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);

/** Runs vitest; whether all is well. */
function vitest(args, environment) {
  const program = join(root, "node_modules", "vitest", "vitest.mjs");
  const env = { ...process.env, ...environment };
  return (
    spawnSync(process.execPath, [program, "run", ...args], { cwd: root, stdio: "inherit", env }).status === 0
  );
}

/** Kills on three masters, which share the cells. */
function crash(cells) {
  return vitest(["--disable-console-intercept"], {
    CRASH_MINUTES: values.minutes,
    CRASH_EXECUTORS: values.executors,
    CRASH_REDIS: "cluster",
    CRASH_CELLS: String(cells),
  });
}

const runs = {
  suite: () =>
    vitest(
      [
        ...["--config", "vitest.long.config.ts", "test/faults/cluster.ts"],
        ...["test/faults/cluster-cells.ts", "test/faults/sentinel-cells.ts"],
      ],
      {},
    ) && vitest(["test/store", "test/http", "test/workers"], { TEST_REDIS: "cluster" }),
  faults: () => runFaults("cluster", values.only, { FAULTS_OF: "cluster" }) === 0,
  crash: () => crash(1),
  cells: () => crash(6),
};
const failed = parts.filter((part) => !runs[part]?.());
if (failed.length > 0) console.error(`failed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
