/**
 * `npm run fuzz -- [--requests 10000] [--seed S]`: requests of every operation of the API's document, right and wrong,
 * and bytes that are none. Prints the seed, the answers by status, the memory of the processes and how long the
 * gateway was held; fails on anything that no operation declares, on a failure in a log, on memory that grows, and on
 * turns of the gateway that take longer than a call may.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const { values } = parseArgs({
  options: { requests: { type: "string", default: "10000" }, seed: { type: "string" } },
});
requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "test/fuzz/fuzz.test.ts", "--disable-console-intercept"],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      FUZZ_REQUESTS: values.requests,
      ...(values.seed !== undefined && { FUZZ_SEED: values.seed }),
    },
  },
);
process.exit(status ?? 1);
