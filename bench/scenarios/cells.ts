import type { Bench, Scenario } from "../harness/bench.js";
import { compareClosedLoop, type Subject } from "../harness/closed-loop.js";
import { type Contender, startContender } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import { processorSecs } from "../harness/processes.js";
import { type BenchRedis, startRedis } from "../harness/redis.js";
import { createJob, createProject, liveRuns, type Run } from "../harness/seed.js";
import type { Plan } from "../load/plan.js";
import type { Figure, ScenarioResult, Verdict } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { ratioOf } from "../statistics.js";

const COUNTS = [1, 4, 16];
/** Enough that all cells have some. */
const PROJECTS = 64;
const BODY = '{"payload":{"document":"8f14e45f","pages":128}}';

/** A data set of so many cells on a Redis of its own, with the same projects as the others. */
class DataSet {
  readonly #cells: number;
  readonly #redis: BenchRedis;
  readonly #gateway: Contender;
  readonly #runs: readonly Run[];
  readonly #triggers: Plan;

  private constructor(parts: {
    cells: number;
    redis: BenchRedis;
    gateway: Contender;
    runs: readonly Run[];
    triggers: Plan;
  }) {
    this.#cells = parts.cells;
    this.#redis = parts.redis;
    this.#gateway = parts.gateway;
    this.#runs = parts.runs;
    this.#triggers = parts.triggers;
  }

  static async start({ settings }: Bench, environment: Environment, cells: number): Promise<DataSet> {
    const { credentials } = environment;
    const redis = await startRedis(settings.appendfsync);
    const gateway = await startContender("bosporus", redis.url, credentials, { cells });
    const targets: Plan["targets"][number][] = [];
    const runs: Run[] = [];
    for (let number = 0; number < PROJECTS; number += 1) {
      const project = {
        ...credentials,
        ...(await createProject(gateway.url, credentials, `project-${number}`)),
      };
      const job = await createJob(gateway.url, project, { slug: "trigger" });
      targets.push({ path: `/v1/jobs/${job}/trigger`, token: project.apiKey, body: BODY });
      runs.push(...(await liveRuns(gateway.url, project, Math.ceil(settings.runs / PROJECTS))));
    }
    return new DataSet({ cells, redis, gateway, runs, triggers: { sequenced: false, targets } });
  }

  subject(call: "heartbeat" | "log" | "trigger"): Subject {
    const [gateway = 0] = this.#gateway.pids;
    return {
      label: this.#cells === 1 ? "1 cell" : `${this.#cells} cells`,
      url: this.#gateway.url,
      plan: () => (call === "trigger" ? this.#triggers : callPlan(this.#runs, call, BODIES[call])),
      x: this.#cells,
      processes: { gateway: () => processorSecs(gateway), Redis: () => processorSecs(this.#redis.pid) },
    };
  }

  async stop(): Promise<void> {
    await this.#gateway.stop();
    await this.#redis.stop();
  }
}

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const sets: DataSet[] = [];
  const figures: Figure[] = [];
  const verdicts: Verdict[] = [];
  try {
    for (const cells of bench.settings.quick ? COUNTS.slice(0, 2) : COUNTS)
      sets.push(await DataSet.start(bench, environment, cells));
    for (const call of ["heartbeat", "log", "trigger"] as const) {
      const subjects = sets.map((set) => set.subject(call));
      const compared = await compareClosedLoop(environment, subjects, {
        measure: `${call}s/s`,
        generators: [bench.primary],
        warm: bench.settings.quick,
      });
      figures.push(...compared);
      const [one, ...more] = compared.filter(({ measure }) => measure === `${call}s/s`);
      for (const many of more) {
        const claim = `${call}s of ${many.subject} against one`;
        const ratio = ratioOf(many.summary.rounds, one?.summary.rounds ?? []);
        verdicts.push(judge({ claim, unit: "x", atLeast: 0.95 }, ratio));
      }
    }
  } finally {
    for (const set of sets) await set.stop();
  }
  return { figures, verdicts, notes: [] };
}

/** What several cells on one Redis cost. */
export const cells: Scenario = {
  name: "cells",
  summary: `heartbeats, logs and triggers of ${PROJECTS} projects in 1, 4 and 16 cells on one Redis`,
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
