/** `npm run bench:compare -- A.json B.json`: what changed from A to B, with the noise beside it. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { Command } from "commander";
import { formatNumber, formatPercent, formatTable } from "./report/format.js";
import type { Figure, Report } from "./report/result.js";
import { styled } from "./report/style.js";
import { settingText } from "./report/terminal.js";

/** Rounds are few, so a change counts only beyond this even where they lay close together. */
const LEAST_NOISE = 0.03;

/** Measures of which less is better. */
const LESS_IS_BETTER = /ms$|KiB|MB/;

function keyOf(scenario: string, figure: Figure): string {
  // An offered rate is a share of a measured one, so it differs a little from run to run.
  const x = figure.measure === "p99 ms" ? "" : (figure.x ?? "");
  return [scenario, figure.subject, figure.measure, figure.generator, x].join("\t");
}

/** The figures of a report by what they measure; those that share a name are numbered in their order. */
function figuresByKey(report: Report): Map<string, Figure> {
  const figures = new Map<string, Figure>();
  for (const { name, figures: found } of report.scenarios) {
    for (const figure of found) {
      const key = keyOf(name, figure);
      let numbered = key;
      for (let n = 2; figures.has(numbered); n += 1) numbered = `${key}\t${n}`;
      figures.set(numbered, figure);
    }
  }
  return figures;
}

/** The spreads of both sides together; unknown where a side had a single round. */
function noiseOf(before: Figure, after: Figure): number | undefined {
  if (before.summary.rounds.length < 2 || after.summary.rounds.length < 2) return undefined;
  return Math.max(LEAST_NOISE, before.summary.spread + after.summary.spread);
}

function verdictOf(measure: string, change: number, noise: number | undefined): string {
  if (noise === undefined) return styled("dim", "one round: noise unknown");
  if (Math.abs(change) <= noise) return styled("dim", "within the noise");
  const better = change > 0 !== LESS_IS_BETTER.test(measure);
  return better ? styled("green", "better") : styled("red", "worse");
}

function compare(before: Report, after: Report): string {
  const old = figuresByKey(before);
  const rows: string[][] = [["scenario", "subject", "measure", "generator", "A", "B", "change", "noise", ""]];
  for (const [key, figure] of figuresByKey(after)) {
    const earlier = old.get(key);
    if (!earlier || !(earlier.summary.median > 0)) continue;
    const change = figure.summary.median / earlier.summary.median - 1;
    const noise = noiseOf(earlier, figure);
    const [scenario = ""] = key.split("\t");
    rows.push([
      scenario,
      figure.x === undefined ? figure.subject : `${figure.subject} at ${formatNumber(figure.x)}`,
      figure.measure,
      figure.generator,
      formatNumber(earlier.summary.median),
      formatNumber(figure.summary.median),
      `${change >= 0 ? "+" : "−"}${formatPercent(Math.abs(change))}`,
      noise === undefined ? "" : `±${formatPercent(noise)}`,
      verdictOf(figure.measure, change, noise),
    ]);
  }
  return rows.length > 1 ? formatTable(rows, 4) : "The two files have no figure in common.";
}

function read(file: string): Report {
  return JSON.parse(readFileSync(file, "utf8")) as Report;
}

new Command("bench:compare")
  .description("Shows what changed between two result files, with the noise of their rounds beside it.")
  .argument("<a>", "result file of before")
  .argument("<b>", "result file of after")
  .action((a: string, b: string) => {
    const [before, after] = [read(a), read(b)];
    console.log(`A ${before.started}: ${settingText(before)}\n\nB ${after.started}: ${settingText(after)}\n`);
    console.log(compare(before, after));
  })
  .parse(process.argv.slice(2), { from: "user" });
