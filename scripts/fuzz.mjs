/**
 * `npm run fuzz -- [--requests 10000] [--seed S] [--lane L]`: requests of every operation of the API's document, right and
 * wrong, and bytes that are none, of several clients at a time. Prints the seed, the answers by status, the memory of the
 * processes and how long the gateway was held; fails on anything that no operation declares, on a call that is not
 * answered, on a failure in a log, on memory that has grown from the middle third to the last, and on turns of the gateway that take longer than a call may. The
 * same seed sends the same requests; `--lane` sends those of one client alone. A run of 20,000 requests or more writes its
 * figures into docs/reliability.md.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { writeSection } from "./reliability-page.mjs";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const WRITTEN_FROM = 20_000;

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "10000" },
    seed: { type: "string" },
    lane: { type: "string" },
  },
});
requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), "bosporus-fuzz-"));
const file = join(folder, "fuzz.json");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const load = loadavg()[0];
const from = Date.now();
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "test/fuzz/fuzz.test.ts", "--disable-console-intercept"],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      FUZZ_REQUESTS: values.requests,
      FUZZ_REPORT: file,
      ...(values.seed !== undefined && { FUZZ_SEED: values.seed }),
      ...(values.lane !== undefined && { FUZZ_LANE: values.lane }),
    },
  },
);
const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
rmSync(folder, { recursive: true });

const number = (value) => Math.round(value).toLocaleString("en");

/** The rows of the page's table. */
function rowsOf({ seed, statuses, well, operations, thirds, held }) {
  const requests = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const mib = (bytes) => `${number(bytes / 1_048_576)} MiB`;
  const later = held.slice(1);
  return [
    ["Run", "Seen"],
    ["---", "---"],
    ["seed", seed],
    ["answers, without those on raw sockets and of streams and long polls that were left", number(requests)],
    [
      "by status",
      Object.entries(statuses)
        .map(([one, count]) => `${one}: ${number(count)}`)
        .join(", "),
    ],
    ["operations that were answered 2xx", `${well} of ${operations}`],
    ["minutes", ((Date.now() - from) / 60_000).toFixed(1)],
    ...thirds.map(([name, ...medians]) => [
      `${name}, medians of the three thirds`,
      medians.map(mib).join(", "),
    ]),
    [
      "longest turn of the gateway, as a share of what a call may hold it (20 ms of a machine of 2020)",
      Math.max(...later).toFixed(2),
    ],
    ["looks that found a turn above that", `${later.filter((share) => share > 1).length} of ${later.length}`],
  ];
}

if (report !== undefined) {
  const table = rowsOf(report).map((row) => `| ${row.join(" | ")} |`);
  console.log(`\n${table.join("\n")}\n`);
  if (status === 0 && values.lane === undefined && Number(values.requests) >= WRITTEN_FROM) {
    writeSection("fuzz", [
      `${cpus().length} cores, load ${load.toFixed(1)} at the beginning; ${number(values.requests)} requests.`,
      ...["", ...table],
    ]);
  }
}
process.exit(status ?? 1);
