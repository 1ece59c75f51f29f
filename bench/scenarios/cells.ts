import { cellOfName } from "../../src/domain/cells.js";
import type { Bench, Scenario } from "../harness/bench.js";
import { compareClosedLoop, type Subject } from "../harness/closed-loop.js";
import { type Contender, startContender } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import { processorSecs } from "../harness/processes.js";
import { type BenchRedis, startRedis } from "../harness/redis.js";
import { createJob, createProject, liveRuns, type Run } from "../harness/seed.js";
import type { Plan } from "../load/plan.js";
import { formatNumber } from "../report/format.js";
import type { Figure, ScenarioResult, Verdict } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { ratioOf, summarize } from "../statistics.js";

/** Data sets that are compared with the first: cells, and Redis that they lie in. */
const SHAPES: readonly Shape[] = [
  { cells: 1, servers: 1 },
  { cells: 4, servers: 1 },
  { cells: 16, servers: 1 },
  { cells: 12, servers: 1 },
  { cells: 12, servers: 2 },
  { cells: 12, servers: 3 },
];
const QUICK = [0, 1, 4];
/** As many in each cell of each of the data sets. */
const PROJECTS = 48;
/** Of an equal share, what a Redis may do more. */
const UNEVEN = 0.05;
const CALLS = ["heartbeat", "log", "trigger"] as const;
type Call = (typeof CALLS)[number];

interface Shape {
  readonly cells: number;
  readonly servers: number;
}

const BODY = '{"payload":{"document":"8f14e45f","pages":128}}';

/** A data set on Redis of its own, with as many projects as the others. */
class DataSet {
  readonly shape: Shape;
  readonly #servers: readonly BenchRedis[];
  readonly #gateway: Contender;
  readonly #runs: readonly Run[];
  readonly #triggers: Plan;

  private constructor(parts: {
    shape: Shape;
    servers: readonly BenchRedis[];
    gateway: Contender;
    runs: readonly Run[];
    triggers: Plan;
  }) {
    this.shape = parts.shape;
    this.#servers = parts.servers;
    this.#gateway = parts.gateway;
    this.#runs = parts.runs;
    this.#triggers = parts.triggers;
  }

  static async start({ settings }: Bench, environment: Environment, shape: Shape): Promise<DataSet> {
    const { credentials } = environment;
    const servers: BenchRedis[] = [];
    while (servers.length < shape.servers) servers.push(await startRedis(settings.appendfsync));
    const urls = servers.map(({ url }) => url);
    const gateway = await startContender("bosporus", urls, credentials, { cells: shape.cells });
    const targets: Plan["targets"][number][] = [];
    const runs: Run[] = [];
    for (let number = 0; number < PROJECTS; number += 1) {
      const made = await createProject(gateway.url, credentials, nameIn(number, shape.cells));
      const project = { ...credentials, ...made };
      const job = await createJob(gateway.url, project, { slug: "trigger" });
      targets.push({ path: `/v1/jobs/${job}/trigger`, token: project.apiKey, body: BODY });
      runs.push(...(await liveRuns(gateway.url, project, Math.ceil(settings.runs / PROJECTS))));
    }
    return new DataSet({ shape, servers, gateway, runs, triggers: { sequenced: false, targets } });
  }

  get label(): string {
    const { cells, servers } = this.shape;
    const name = cells === 1 ? "1 cell" : `${cells} cells`;
    return servers === 1 ? name : `${name} in ${servers} Redis`;
  }

  subject(call: Call): Subject {
    const [gateway = 0] = this.#gateway.pids;
    const servers = this.#servers.map(({ pid }, at) => [
      nameOfServer(at, this.#servers.length),
      () => processorSecs(pid),
    ]);
    return {
      label: this.label,
      url: this.#gateway.url,
      plan: () => (call === "trigger" ? this.#triggers : callPlan(this.#runs, call, BODIES[call])),
      x: this.shape.cells,
      processes: { gateway: () => processorSecs(gateway), ...Object.fromEntries(servers) },
    };
  }

  async stop(): Promise<void> {
    await this.#gateway.stop();
    for (const server of this.#servers) await server.stop();
  }
}

function nameOfServer(at: number, servers: number): string {
  return servers === 1 ? "Redis" : `Redis ${at + 1}`;
}

/** The name of a project that leads to the cell whose turn it is. */
function nameIn(turn: number, cells: number): string {
  for (let number = 0; ; number += 1) {
    const name = `project-${turn}-${number}`;
    if (cellOfName(name, cells) === turn % cells) return name;
  }
}

/** What became of one kind of call: rates against one cell, how even several Redis are, and where one Redis ends. */
function judged(
  call: Call,
  sets: readonly DataSet[],
  figures: readonly Figure[],
): { verdicts: Verdict[]; note: string } {
  const of = (label: string, measure: string) =>
    figures.find((figure) => figure.subject === label && figure.measure === measure)?.summary;
  const spent = (label: string, name: string): number =>
    of(label, `µs of ${name} each`)?.median ?? Number.NaN;
  const [first, ...more] = sets;
  const rate = `${call}s/s`;
  const verdicts: Verdict[] = [];
  for (const { label, shape } of more) {
    if (shape.servers === 1) {
      const ratio = ratioOf(of(label, rate)?.rounds ?? [], of(first?.label ?? "", rate)?.rounds ?? []);
      verdicts.push(judge({ claim: `${call}s of ${label} against one`, unit: "x", atLeast: 0.95 }, ratio));
      continue;
    }
    const each = Array.from({ length: shape.servers }, (_, at) =>
      spent(label, nameOfServer(at, shape.servers)),
    );
    const share = Math.max(...each) / each.reduce((sum, one) => sum + one, 0);
    const claim = `${call}s of ${label}: the share of the busiest`;
    verdicts.push(judge({ claim, unit: "x", atMost: 1 / shape.servers + UNEVEN }, summarize([share])));
  }
  const [gateway, redis] = [spent("1 cell", "gateway"), spent("1 cell", "Redis")];
  const ends = 1e6 / redis;
  return {
    verdicts,
    note:
      `${call}s: a core of Redis ends at 1 s / ${formatNumber(redis)} µs = ${formatNumber(ends)}/s, a core of gateways at ` +
      `1 s / ${formatNumber(gateway)} µs = ${formatNumber(1e6 / gateway)}/s: ${formatNumber(gateway / redis)} gateways fill one Redis, ` +
      `and N Redis with the cells between them end at N times ${formatNumber(ends)}/s, their busiest doing the share above`,
  };
}

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const sets: DataSet[] = [];
  const figures: Figure[] = [];
  const verdicts: Verdict[] = [];
  const notes: string[] = [];
  try {
    const shapes = bench.settings.quick ? SHAPES.filter((_, at) => QUICK.includes(at)) : SHAPES;
    for (const shape of shapes) sets.push(await DataSet.start(bench, environment, shape));
    for (const call of CALLS) {
      const subjects = sets.map((set) => set.subject(call));
      const compared = await compareClosedLoop(environment, subjects, {
        measure: `${call}s/s`,
        generators: [bench.primary],
        warm: bench.settings.quick,
      });
      figures.push(...compared);
      const { verdicts: more, note } = judged(call, sets, compared);
      verdicts.push(...more);
      notes.push(note);
    }
  } finally {
    for (const set of sets) await set.stop();
  }
  return { figures, verdicts, notes };
}

/** What several cells cost on one Redis, and how several Redis share them. */
export const cells: Scenario = {
  name: "cells",
  summary: `heartbeats, logs and triggers of ${PROJECTS} projects in 1, 4 and 16 cells on one Redis, and in 12 cells on 1, 2 and 3 Redis`,
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
