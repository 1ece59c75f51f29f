/** `npm run test:moves`: a project moves between cells under its callers and executors, while gateways and who moves it die. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--config", "vitest.long.config.ts", "test/moves", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
process.exit(status ?? 1);
