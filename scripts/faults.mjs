/**
 * `npm run test:faults`: what happens to Redis, and to the way there, in production, tried for real; all of it is part of
 * `npm test` too. Writes what was tried, with date and commit, into docs/reliability.md; the exit code is not 0 when
 * anything did not come back by itself.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const PAGE = join(root, "docs", "reliability.md");
const MARKS = ["<!-- begin faults -->", "<!-- end faults -->"];
const EMPTY = `# What happens when Redis does not\n\nWritten by \`npm run test:faults\`.\n\n${MARKS.join("\n")}\n`;

/** The table of a run, from vitest's report. */
function tableOf(report) {
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    encoding: "utf8",
  }).trim();
  const date = new Date(report.startTime).toISOString().slice(0, 10);
  const rows = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .map(
      ({ fullName, status, duration }) => `| ${fullName} | ${status} | ${(duration / 1000).toFixed(1)} s |`,
    );
  return [
    `${date}, commit ${commit}.`,
    "",
    "| Case | Result | Took, with its set-up |",
    "| --- | --- | --- |",
    ...rows,
  ];
}

requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), "bosporus-faults-"));
const file = join(folder, "vitest.json");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "test/faults", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
  { cwd: root, stdio: "inherit" },
);
const table = tableOf(JSON.parse(readFileSync(file, "utf8")));
rmSync(folder, { recursive: true });
const text = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : EMPTY;
const [before, rest = ""] = text.split(MARKS[0]);
const after = rest.split(MARKS[1])[1] ?? "\n";
writeFileSync(PAGE, [before, MARKS[0], "\n\n", table.join("\n"), "\n\n", MARKS[1], after].join(""));
process.exit(status ?? 1);
