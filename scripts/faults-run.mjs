/** Runs of test/faults/suite.ts, and the tables of what they have seen. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { writeSection } from "./reliability-page.mjs";
import { root } from "./set-up.mjs";

const HEAD = [
  "Fault",
  "Clients got",
  "Slowest answer",
  "Gateway serves again",
  "Worker serves again",
  "MiB of gateway, worker",
  "Acknowledged writes lost",
  "Back by",
];

/** The lines of a table of what the suite has seen. */
function tableOfFaults(rows) {
  return [HEAD, HEAD.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}

/**
 * Runs the faults whose names have the pattern, all for '', and prints their table; that of all becomes the section of
 * docs/reliability.md. `environment` tells the suite which faults. The exit code of the run.
 */
export function runFaults(section, only, environment = {}) {
  const folder = mkdtempSync(join(tmpdir(), "bosporus-faults-"));
  const report = join(folder, "rows.json");
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const loadBefore = loadavg()[0];
  const env = { ...process.env, ...environment, FAULTS_REPORT: report, FAULTS_ONLY: only };
  const args = [vitest, "run", "--config", "vitest.long.config.ts", "test/faults/suite.ts"];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env });
  const rows = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : [];
  rmSync(folder, { recursive: true });
  const table = tableOfFaults(rows);
  console.log(`\n${table.join("\n")}\n`);
  if (only === "" && rows.length > 0) {
    writeSection(section, [
      `${cpus().length} cores, load ${loadBefore.toFixed(1)} at the beginning.`,
      "",
      ...table,
    ]);
  }
  return status ?? 1;
}
