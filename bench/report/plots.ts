import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EChartsOption, init } from "echarts";
import { LABELS } from "../harness/contenders.js";
import { formatNumber } from "./format.js";
import type { Figure, Report } from "./result.js";

const WIDTH = 860;
const HEIGHT = 440;
/** Okabe and Ito's colours, which the colour-blind can tell apart. */
const COLOURS: Readonly<Record<string, string>> = {
  [LABELS.bosporus]: "#0072B2",
  [LABELS.bare]: "#999999",
  [LABELS.fastify]: "#E69F00",
  [LABELS["fastify-script"]]: "#D55E00",
  [LABELS.bullmq]: "#009E73",
};
const SUBJECTS = Object.keys(COLOURS);
/** Scenarios shown as bars. */
const BARS = ["heartbeat", "progress", "log", "stream", "trigger", "pull-runs", "http-runs"];

function frame(title: string, subtitle: string): EChartsOption {
  return {
    animation: false,
    backgroundColor: "#ffffff",
    title: { text: title, subtext: subtitle, left: 12, top: 8, textStyle: { fontSize: 16 } },
    legend: { bottom: 8, icon: "roundRect", itemGap: 36, textStyle: { fontSize: 11 } },
    grid: { left: 80, right: 40, top: 88, bottom: 76 },
  };
}

function render(option: EChartsOption): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function figuresOf(report: Report, scenario: string, measure?: string): readonly Figure[] {
  const figures = report.scenarios.find(({ name }) => name === scenario)?.figures ?? [];
  return figures.filter((figure) => measure === undefined || figure.measure === measure);
}

function subtitleOf(report: Report): string {
  return `${report.machine.cpu}, ${report.machine.cores} cores shared by generator, server and Redis; AOF ${report.settings.appendfsync}`;
}

/** Bars of each call's rate, contender beside contender. */
function throughput(report: Report): EChartsOption | undefined {
  const calls = BARS.filter((call) => figuresOf(report, call).length > 0);
  if (calls.length === 0) return undefined;
  const generator = calls.flatMap((call) => figuresOf(report, call))[0]?.generator ?? "";
  // A scenario's first figure of a subject is that of the generator which the verdicts are taken from.
  const rate = (call: string, subject: string): number =>
    Math.round(figuresOf(report, call).find((figure) => figure.subject === subject)?.summary.median ?? 0);
  const subjects = SUBJECTS.filter((subject) => calls.some((call) => rate(call, subject) > 0));
  return {
    ...frame(`Calls and whole runs a second, one server process (${generator})`, subtitleOf(report)),
    xAxis: { type: "category", data: calls },
    yAxis: { type: "value", name: "a second", nameGap: 12 },
    series: subjects.map((subject) => ({
      name: subject,
      type: "bar",
      itemStyle: { color: COLOURS[subject] ?? "#000000" },
      label: { show: true, position: "top", fontSize: 9, formatter: ({ value }) => shortened(Number(value)) },
      // "-" is the library's word for no bar.
      data: calls.map((call) => rate(call, subject) || "-"),
    })),
  };
}

function shortened(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(value >= 10_000 ? 0 : 1)}k` : formatNumber(value);
}

/** Lines of a figure over its `x`, a line a subject. */
function lines(figures: readonly Figure[]): EChartsOption["series"] {
  const subjects = SUBJECTS.filter((subject) => figures.some((figure) => figure.subject === subject));
  return subjects.map((subject) => ({
    name: subject,
    type: "line",
    symbolSize: 7,
    itemStyle: { color: COLOURS[subject] ?? "#000000" },
    data: figures
      .filter((figure) => figure.subject === subject)
      .map((figure) => [figure.x ?? 0, Number(figure.summary.median.toPrecision(4))])
      .sort(([a = 0], [b = 0]) => a - b),
  }));
}

function latencyPlot(report: Report): EChartsOption | undefined {
  const figures = figuresOf(report, "latency", "p99 ms");
  if (figures.length === 0) return undefined;
  return {
    ...frame("Heartbeat latency against the offered rate (open loop)", subtitleOf(report)),
    xAxis: { type: "value", name: "heartbeats due a second", nameLocation: "middle", nameGap: 26 },
    yAxis: { type: "log", name: "p99, ms" },
    series: lines(figures) ?? [],
  };
}

function liveRunsPlot(report: Report): EChartsOption | undefined {
  const figures = figuresOf(report, "live-runs");
  if (figures.length === 0) return undefined;
  return {
    ...frame("Heartbeats a second as the number of live runs grows", subtitleOf(report)),
    xAxis: { type: "log", name: "live runs", nameLocation: "middle", nameGap: 26 },
    yAxis: { type: "value", name: "a second", nameGap: 12, min: 0 },
    series: lines(figures) ?? [],
  };
}

/** Writes a plot for every scenario that has figures; gives the files' names. */
export function writePlots(report: Report, directory: string): string[] {
  mkdirSync(directory, { recursive: true });
  const plots = {
    throughput: throughput(report),
    latency: latencyPlot(report),
    "live-runs": liveRunsPlot(report),
  };
  const files: string[] = [];
  for (const [name, option] of Object.entries(plots)) {
    if (!option) continue;
    const file = join(directory, `${name}.svg`);
    writeFileSync(file, `${render(option)}\n`);
    files.push(file);
  }
  return files;
}
