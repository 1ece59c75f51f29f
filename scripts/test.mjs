/**
 * `npm test`: installs, builds, type-checks, lints and tests. Every step is run, also after a failed one, as far
 * as it can be; the last line is `N passed, N failed`, in which a failed step counts as one failure. Arguments
 * after `--` go to vitest.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const PROGRAMS = {
  tsc: join("node_modules", "typescript", "bin", "tsc"),
  biome: join("node_modules", "@biomejs", "biome", "bin", "biome"),
  knip: join("node_modules", "knip", "bin", "knip.js"),
  vitest: join("node_modules", "vitest", "vitest.mjs"),
};

const failedSteps = [];

/** Runs one of the project's own tools. */
function tool(program, args) {
  const { status } = spawnSync(process.execPath, [PROGRAMS[program], ...args], {
    cwd: root,
    stdio: "inherit",
  });
  return status === 0;
}

/** The same beside others: what it says is shown once it has ended, below its name. */
function toolBeside(name, program, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [PROGRAMS[program], ...args], { cwd: root });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(chunk));
    child.once("close", (status) => {
      console.log(`\n== ${name}`);
      process.stdout.write(Buffer.concat(said));
      if (status !== 0) {
        failedSteps.push(name);
        console.log(`step failed: ${name}`);
      }
      resolve();
    });
  });
}

async function step(name, run) {
  console.log(`\n== ${name}`);
  if (await run()) return true;
  failedSteps.push(name);
  console.log(`step failed: ${name}`);
  return false;
}

function finish(passed, failed) {
  if (failedSteps.length > 0) console.log(`\nfailed steps: ${failedSteps.join(", ")}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

/** Counts from vitest's own report; a file that could not be loaded has no tests and counts as one failure. */
function readReport(path) {
  try {
    const report = JSON.parse(readFileSync(path, "utf8"));
    const broken = report.testResults.filter(
      (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
    );
    return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

requireNode();
const ready =
  (await step("packages", installPackages)) &&
  // The tests of the command line and of whole processes run what was built.
  (await step("build", build)) &&
  (await step("redis-server", ensureRedis));
if (!ready) finish(0, failedSteps.length);

// Each of them leaves a core free for a while.
await Promise.all([
  toolBeside("type check (tsc --noEmit)", "tsc", ["--noEmit"]),
  toolBeside("format, lint and imports (biome ci)", "biome", ["ci", "."]),
  toolBeside("dead code and dependencies (knip)", "knip", ["--no-progress"]),
]);
const failedChecks = failedSteps.length;

const folder = mkdtempSync(join(tmpdir(), "bosporus-report-"));
const reportFile = join(folder, "vitest.json");
const passedAll = await step("tests (vitest)", () =>
  tool("vitest", [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${reportFile}`,
    ...process.argv.slice(2),
  ]),
);
const counts = readReport(reportFile);
rmSync(folder, { recursive: true, force: true });
// vitest also fails on an error outside any test; that must not end as "0 failed".
if (!passedAll && counts.failed === 0) counts.failed = 1;
finish(counts.passed, counts.failed + failedChecks);
