/**
 * `npm run test:console [-- --pictures]`: the console in the system's Chromium against the real product. With
 * `--pictures` it makes those of `docs/console/` anew instead.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const rest = process.argv.slice(2);
const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--config", "vitest.console.config.ts"].concat(
    rest.filter((one) => one !== "--pictures"),
  ),
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...(rest.includes("--pictures") ? { CONSOLE_PICTURES: "1" } : {}) },
  },
);
process.exit(status ?? 1);
