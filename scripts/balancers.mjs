/**
 * `npm run test:lb -- [--minutes 0.5] [--only haproxy,nginx,caddy]`: HAProxy, nginx and Caddy, as `deploy/` configures
 * them, in front of three gateways that are restarted one after the other under a fleet, for so long each. Prints calls,
 * retries and failures; the exit code is not 0 when a call failed that was tried twice.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "0.5" },
    only: { type: "string", default: "haproxy,nginx,caddy" },
  },
});
requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--config", "vitest.long.config.ts", "test/balancers"],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, BALANCER_MINUTES: values.minutes, BALANCERS: values.only },
  },
);
process.exit(status ?? 1);
