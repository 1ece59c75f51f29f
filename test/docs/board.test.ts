import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { METRICS } from "../../src/metrics/metrics.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): string => readFileSync(`${ROOT}/${file}`, "utf8");

const ALERTS = read("deploy/prometheus/alerts.yaml");
const NAMES = [...ALERTS.matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);
const BOARDS = readdirSync(`${ROOT}/deploy/grafana`);
const PROMTOOL = spawnSync("promtool", ["--version"]).status === 0;

interface Exported {
  readonly name: string;
  readonly labels: readonly string[];
  readonly kind: string;
}

/** What is asked of metrics of ours: `strait_name{labels}` and `by (labels)`. */
function problemsOf(text: string): string[] {
  const exported = new Map<string, Exported>(Object.values(METRICS).map((metric) => [metric.name, metric]));
  const problems: string[] = [];
  for (const [whole, series = "", match = ""] of text.matchAll(/strait_([a-z_]+)(?:\{([^}]*)\})?/g)) {
    const [, base = "", ending] = /^(.*?)(?:_(bucket|count|sum))?$/.exec(series) ?? [];
    const metric = exported.get(series) ?? (ending === undefined ? undefined : exported.get(base));
    if (metric === undefined || (metric.kind === "histogram") !== (metric.name !== series)) {
      problems.push(`${whole}: is not exported`);
      continue;
    }
    for (const [, label = ""] of match.matchAll(/(\w+)\s*=/g)) {
      if (![...metric.labels, "le", "instance"].includes(label)) problems.push(`${whole}: no label ${label}`);
    }
  }
  return problems;
}

describe("alerts", () => {
  it("ask for what processes export, and say what to do", () => {
    expect(problemsOf(ALERTS)).toEqual([]);
    const operations = read("docs/operations.md");
    for (const name of NAMES) {
      expect(ALERTS).toContain(`runbook: docs/operations.md#${name.toLowerCase()}\n`);
      expect(operations).toContain(`\n### ${name}\n`);
    }
  });

  it("are each made to fire by deploy/prometheus/alerts.test.yaml", () => {
    const tests = read("deploy/prometheus/alerts.test.yaml");
    expect(problemsOf(tests)).toEqual([]);
    for (const name of NAMES) expect(tests).toContain(`alertname="${name}"`);
  });

  it.skipIf(!PROMTOOL)("fire when they have to and only then (promtool)", () => {
    execFileSync("promtool", ["check", "rules", "alerts.yaml"], { cwd: `${ROOT}/deploy/prometheus` });
    execFileSync("promtool", ["test", "rules", "alerts.test.yaml"], { cwd: `${ROOT}/deploy/prometheus` });
  });
});

describe("boards", () => {
  it.each(BOARDS)("%s asks for what processes export", (file) => {
    const { panels } = JSON.parse(read(`deploy/grafana/${file}`)) as {
      panels: { targets: { expr: string }[] }[];
    };
    const asked = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(asked.length).toBeGreaterThan(8);
    expect(problemsOf(asked.join("\n"))).toEqual([]);
  });

  it("would not pass with a metric or a label that nobody exports", () => {
    expect(problemsOf("rate(strait_no_such_total[5m])")).toHaveLength(1);
    expect(problemsOf('strait_run_transitions_total{nothing="x"}')).toHaveLength(1);
    expect(problemsOf("strait_queue_lag_seconds")).toHaveLength(1);
  });
});
