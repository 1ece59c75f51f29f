import { countLives, type Lives } from "../counted/lives.js";
import { canCount } from "../counted/redis.js";
import type { Scenario } from "../harness/bench.js";
import { LABELS } from "../harness/contenders.js";
import type { Figure, ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { summarize } from "../statistics.js";

const LIVES = { full: 512, quick: 64 };
const GENERATOR = "callgrind";
const THOUSAND = 1000;

/** Thousand instructions a life. */
interface Row extends Lives {
  readonly atMost: number;
  readonly aim: number;
}

const ROWS: readonly Row[] = [
  { mode: "pull", group: 16, jobs: 1, atMost: 600, aim: 450 },
  { mode: "pull", group: 16, jobs: 16, atMost: 700, aim: 550 },
  { mode: "pull", group: 1, jobs: 1, atMost: 1000, aim: 800 },
  { mode: "http", group: 16, jobs: 1, atMost: 650, aim: 500 },
  { mode: "http", group: 16, jobs: 16, atMost: 700, aim: 550 },
  { mode: "http", group: 1, jobs: 1, atMost: 1000, aim: 800 },
];

/** What a run costs redis-server from its trigger to its end. */
export const instructions: Scenario = {
  name: "instructions",
  summary: "instructions of redis-server a run, by callgrind: payload of 200 bytes, no key, one run a claim",
  local: true,
  async run({ settings }): Promise<ScenarioResult> {
    if (!canCount()) return { figures: [], verdicts: [], notes: ["valgrind is not installed: not counted"] };
    const lives = settings.quick ? LIVES.quick : LIVES.full;
    const figures: Figure[] = [];
    const verdicts: ScenarioResult["verdicts"][number][] = [];
    for (const row of settings.quick ? ROWS.slice(0, 1) : ROWS) {
      const steps = await countLives(row, lives);
      const life = [...steps.values()].reduce((sum, step) => sum + step, 0);
      const name = `${row.mode} life, groups of ${row.group}, ${row.jobs} ${row.jobs === 1 ? "job" : "jobs"}`;
      for (const [step, instructions] of [...steps, ["life", life] as const]) {
        const measure = `thousand instructions, ${name}: ${step}`;
        const summary = summarize([instructions / THOUSAND]);
        figures.push({ subject: LABELS.bosporus, measure, generator: GENERATOR, summary, errors: 0 });
      }
      const { atMost, aim } = row;
      verdicts.push(
        judge({ claim: name, unit: "k instructions", atMost, aim }, summarize([life / THOUSAND])),
      );
    }
    return { figures, verdicts, notes: [] };
  },
};
