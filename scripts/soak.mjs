/**
 * `npm run soak -- [--minutes 5]`: every operation again and again, with schedules, webhooks and gateways that are restarted,
 * and a short retention. Keys, memory, lag and handles have to stay flat. Writes their figures into docs/reliability.md and
 * a plot beside it; the exit code is not 0 when one has grown. A run of less than two minutes writes nothing.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { init } from "echarts";
import { writeSection } from "./reliability-page.mjs";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const TITLES = {
  keys: "keys in Redis",
  redisMib: "Redis, MiB",
  gatewayMib: "gateway, MiB",
  workerMib: "worker, MiB",
  lagMs: "event loop, p99 ms late",
  handles: "open files of gateway and worker",
};

/** One small graph a measure, over the time in seconds. */
function plot(samples) {
  const measures = Object.keys(TITLES);
  const chart = init(null, null, { renderer: "svg", ssr: true, width: 860, height: 560 });
  const place = (index) => ({ left: 60 + (index % 2) * 420, top: 40 + Math.floor(index / 2) * 180 });
  chart.setOption({
    animation: false,
    backgroundColor: "#ffffff",
    title: measures.map((name, index) => ({
      text: TITLES[name],
      left: place(index).left,
      top: place(index).top - 32,
      textStyle: { fontSize: 12 },
    })),
    grid: measures.map((_, index) => ({ ...place(index), width: 360, height: 110 })),
    xAxis: measures.map((_, gridIndex) => ({ type: "value", gridIndex, max: "dataMax" })),
    yAxis: measures.map((_, gridIndex) => ({ type: "value", gridIndex, min: 0 })),
    series: measures.map((name, index) => ({
      type: "line",
      showSymbol: false,
      xAxisIndex: index,
      yAxisIndex: index,
      lineStyle: { color: "#0072B2" },
      data: samples.map((sample) => [Math.round(sample.atSecs), Math.round(sample[name] * 10) / 10]),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

const { values } = parseArgs({ options: { minutes: { type: "string", default: "5" } } });
requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), "bosporus-soak-"));
const file = join(folder, "soak.json");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const load = loadavg()[0];
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--config", "vitest.long.config.ts", "test/soak"],
  { cwd: root, stdio: "inherit", env: { ...process.env, SOAK_REPORT: file, SOAK_MINUTES: values.minutes } },
);
const report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
rmSync(folder, { recursive: true });
if (report !== undefined) {
  const rows = [
    ["Measure", "Median before", "Median at the end"],
    ["---", "---", "---"],
  ];
  for (const [name, before, end] of report.rows) rows.push([TITLES[name], before, end]);
  const table = rows.map((row) => `| ${row.join(" | ")} |`);
  console.log(`\n${report.facts.join("; ")}\n${table.join("\n")}\n`);
  if (Number(values.minutes) >= 2) {
    writeFileSync(join(root, "docs", "plots", "soak.svg"), `${plot(report.samples)}\n`);
    const machine = `${cpus().length} cores, load ${load.toFixed(1)} at the beginning; ${report.facts.join("; ")}.`;
    writeSection("soak", [machine, "", ...table, "", "![soak](plots/soak.svg)"]);
  }
}
process.exit(status ?? 1);
