/**
 * `npm run test:faults -- [--only pattern]`: what happens to Redis, and to the way there, in production, done on purpose to a
 * gateway, a worker and a fleet. Prints for each fault what clients got, how long it took until they were served again
 * and what was lost; a run of all writes that into docs/reliability.md, with date and commit. The exit code is not 0
 * when something did not come back by itself or was lost.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { tableOfFaults } from "./faults-table.mjs";
import { writeSection } from "./reliability-page.mjs";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), "bosporus-faults-"));
const report = join(folder, "rows.json");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const loadBefore = loadavg()[0];
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--config", "vitest.long.config.ts", "test/faults/suite.ts"],
  { cwd: root, stdio: "inherit", env: { ...process.env, FAULTS_REPORT: report, FAULTS_ONLY: values.only } },
);
const rows = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : [];
rmSync(folder, { recursive: true });
const table = tableOfFaults(rows);
console.log(`\n${table.join("\n")}\n`);
if (values.only === "" && rows.length > 0) {
  writeSection("faults", [
    `${cpus().length} cores, load ${loadBefore.toFixed(1)} at the beginning.`,
    "",
    ...table,
  ]);
}
process.exit(status ?? 1);
