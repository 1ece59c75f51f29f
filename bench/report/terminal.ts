import { LABELS } from "../harness/contenders.js";
import { formatNumber, formatPercent, formatTable } from "./format.js";
import type { Figure, Report, ScenarioReport, Verdict } from "./result.js";
import { styled } from "./style.js";

const COLOURS = {
  "aim reached": "green",
  reached: "green",
  "not reached": "red",
  "not measured": "yellow",
} as const;

/** The figures that a figure's ratio is taken against: the product's of the same measure and generator. */
function against(figure: Figure, figures: readonly Figure[]): string {
  const own = figures.find(
    (other) =>
      other.subject === LABELS.bosporus &&
      other.measure === figure.measure &&
      other.generator === figure.generator &&
      other.x === figure.x,
  );
  if (!own || own === figure || !(figure.summary.median > 0)) return "";
  return `${formatNumber(own.summary.median / figure.summary.median)}x`;
}

/** A scenario's table and notes, shown as soon as it has ended. */
export function scenarioText(scenario: ScenarioReport): string {
  const title = `${styled("bold", scenario.name)}  ${scenario.summary}  ${styled("dim", `${scenario.seconds.toFixed(0)} s`)}`;
  if (scenario.failure) return `\n${title}\n${styled("red", scenario.failure)}\n`;
  const heading = [
    "",
    "measure",
    "generator",
    "at",
    "median",
    "spread",
    "p50 ms",
    "p99 ms",
    "late p99",
    "not 2xx",
    "bosporus is",
  ];
  const rows = scenario.figures.map((figure) => [
    figure.subject,
    figure.measure,
    figure.generator,
    figure.x === undefined ? "" : formatNumber(figure.x),
    formatNumber(figure.summary.median),
    figure.summary.rounds.length > 1 ? `±${formatPercent(figure.summary.spread)}` : "",
    figure.p50 === undefined ? "" : formatNumber(figure.p50),
    figure.p99 === undefined ? "" : formatNumber(figure.p99),
    figure.late === undefined ? "" : formatNumber(figure.late),
    figure.errors > 0 ? String(figure.errors) : "",
    against(figure, scenario.figures),
  ]);
  const used = heading.map((_cell, column) => rows.some((row) => row[column] !== ""));
  const table = formatTable(
    [heading, ...rows].map((row) => row.filter((_cell, column) => used[column])),
    3,
  );
  return ["", title, table, ...scenario.notes.map((note) => styled("dim", `· ${note}`)), ""].join("\n");
}

function verdictRow(verdict: Verdict): string[] {
  const measured = `${formatNumber(verdict.measured.median)} ${verdict.unit}`.trim();
  const noise = verdict.measured.rounds.length > 1 ? `±${formatPercent(verdict.measured.spread)}` : "";
  return [
    verdict.claim,
    measured,
    noise,
    verdict.bound === undefined ? "" : formatNumber(verdict.bound),
    verdict.aim === undefined ? "" : formatNumber(verdict.aim),
    styled(COLOURS[verdict.verdict], verdict.verdict),
  ];
}

/** What was to be reached and what was, over all scenarios. */
export function verdictText(report: Report): string {
  const verdicts = report.scenarios
    .flatMap((scenario) => scenario.verdicts)
    .filter(({ verdict }) => verdict !== "not measured" || !report.settings.url);
  if (verdicts.length === 0) return "";
  const rows = verdicts.map(verdictRow);
  return `\n${formatTable([["", "measured", "spread", "bound", "aim", ""], ...rows])}\n`;
}

/** The machine, versions and settings that the figures belong to. */
export function settingText(report: Report): string {
  const { machine, versions, settings } = report;
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const where = settings.url
    ? `the deployment at ${settings.url}, measured alone from here`
    : "generator, server and Redis share the cores; Redis on a Unix socket with appendonly yes, " +
      `appendfsync ${settings.appendfsync}, for all contenders`;
  return [
    `${machine.cpu}, ${machine.cores} cores; ${machine.system}`,
    versionList.join(", "),
    `${settings.rounds} rounds of ${settings.duration} s, ${settings.connections} connections, ${settings.runs} live runs; ${where}`,
  ].join("\n");
}
