import { setTimeout as sleep } from "node:timers/promises";
import { LIMITS } from "../../src/domain/limits.js";
import type { Bench, Scenario } from "../harness/bench.js";
import { type Contender, LABELS } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import { processorSecs, residentBytes } from "../harness/processes.js";
import { createJob, createProject } from "../harness/seed.js";
import { type Flow, type FlowOutcome, type PhaseOutcome, runOpenLoop } from "../load/open-loop.js";
import { type Plan, type Target, writePlan } from "../load/plan.js";
import { formatNumber, formatPercent } from "../report/format.js";
import type { Figure, ScenarioResult, Verdict } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { median, summarize } from "../statistics.js";

const TIMES = 5;
/** What there is too much of: triggers of so many runs a call, since refusing a call costs a gateway its way in and out again. */
const RUNS_A_CALL = 20;
const BULK = `{"items":[${new Array(RUNS_A_CALL).fill("{}").join(",")}]}`;
/** More connections than such calls may wait for Redis whatever its rate: callers that wait for each answer are no overload. */
const CONNECTIONS = (4 * LIMITS.crowd.least) / RUNS_A_CALL;
/** Like a client that gives up: else what was offered would go on being offered for long. */
const PATIENCE = 1;
const RUNS = { full: 1_000, quick: 200 };
/** Calls a second that go on all the time, each kind over connections of its own. */
const BESIDE = { heartbeats: 300, logs: 100, quiet: 50 };
/** The search for a top rate: from here up by half, until so much of what is offered is answered no more. */
const SEARCH = { from: 50, step: 1.5, most: 100_000, answered: 0.9, seconds: 3 };
const PHASE_SECS = 5;
const PHASES = ["alone", "half", "overload", "settling", "after"] as const;
const FLOWS = ["bulk triggers", "heartbeats", "logs", "triggers of a quiet project"] as const;
const [NOISY, HEARTBEATS, , QUIET] = FLOWS.keys();
const NO_TARGET: Target = { path: "", token: "", body: "" };
const MB = 1e6;

type Load = readonly { readonly plan: Plan; readonly connections?: number }[];

async function loadOn(environment: Environment, url: string, quick: boolean): Promise<Load> {
  const { credentials } = environment;
  const runs = await environment.runs("bosporus", quick ? RUNS.quick : RUNS.full);
  const triggers = async (
    key: { apiKey: string; projectId: string },
    count: number,
    [path, body]: readonly [string, string],
  ): Promise<Plan> => {
    const job = await createJob(url, { ...credentials, ...key }, { slug: "overload" });
    const target = { path: `/v1/jobs/${job}/${path}`, token: key.apiKey, body };
    return { sequenced: false, targets: new Array<Target>(count).fill(target) };
  };
  const quiet = await createProject(url, credentials, "quiet");
  return [
    { plan: await triggers(credentials, CONNECTIONS, ["trigger/bulk", BULK]) },
    { plan: callPlan(runs, "heartbeat", BODIES.heartbeat), connections: BESIDE.heartbeats },
    { plan: callPlan(runs, "log", BODIES.log), connections: BESIDE.logs },
    { plan: await triggers(quiet, BESIDE.quiet, ["trigger", "{}"]), connections: BESIDE.quiet },
  ];
}

/** `rates` has a list for each flow, with a rate for each phase. */
function flowsOf(environment: Environment, load: Load, rates: readonly (readonly number[])[]): Flow[] {
  return load.map(({ plan, ...more }, at) => {
    const planFile = environment.planFile();
    writePlan(planFile, plan);
    return { planFile, sequenced: false, rates: rates[at] ?? [], ...more };
  });
}

/** What each process takes of the processors that all share, by its name: cores, until `cores` is called. */
class Shares {
  readonly #processes: readonly (readonly [name: string, pid: number, beforeSecs: number])[];
  readonly #sinceMs = performance.now();

  constructor(gateway: Contender, { redis }: Environment) {
    const pids = [
      ...gateway.pids.map((pid) => ["gateway", pid] as const),
      ["Redis", redis.pid] as const,
      ["generator", process.pid] as const,
    ];
    this.#processes = pids.map(([name, pid]) => [name, pid, processorSecs(pid)]);
  }

  cores(): string {
    const secs = (performance.now() - this.#sinceMs) / 1000;
    return this.#processes
      .map(([name, pid, before]) => `${name} ${formatNumber((processorSecs(pid) - before) / secs)}`)
      .join(", ");
  }
}

/** The most bulk triggers that are answered, whatever is offered, and the cores that were taken then. */
async function topRate(
  environment: Environment,
  gateway: Contender,
  load: Load,
  seconds: number,
): Promise<{ readonly top: number; readonly cores: string }> {
  const { url } = gateway;
  let top = 0;
  let cores = "";
  for (let rate = SEARCH.from; rate < SEARCH.most; rate *= SEARCH.step) {
    const shares = new Shares(gateway, environment);
    const [phase] = await runOpenLoop({
      url,
      connections: CONNECTIONS,
      patience: PATIENCE,
      flows: flowsOf(environment, load, [[rate], ...Object.values(BESIDE).map((beside) => [beside])]),
      phases: [{ label: "search", seconds }],
    });
    const answered = phase?.flows[NOISY ?? 0]?.rate ?? 0;
    if (answered > top) {
      top = answered;
      cores = shares.cores();
    }
    if (answered < SEARCH.answered * rate) break;
  }
  return { top, cores };
}

/** What is seen from outside while there is too much. */
class Watch {
  readonly residentMb: number[] = [];
  refusals = 0;
  /** Those that do not say when to come again. */
  withoutRetryAfter = 0;
  #over = false;
  readonly #done: Promise<void>;

  constructor(gateway: Contender, target: Target) {
    this.#done = this.#look(gateway, target);
  }

  async #look(gateway: Contender, { path, token, body }: Target): Promise<void> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    for (; !this.#over; await sleep(250)) {
      this.residentMb.push(Math.max(...gateway.pids.map(residentBytes)) / MB);
      const answer = await fetch(`${gateway.url}${path}`, { method: "POST", headers, body });
      if (answer.status !== 503) continue;
      this.refusals += 1;
      if (!answer.headers.has("retry-after")) this.withoutRetryAfter += 1;
    }
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.#done;
  }

  /** Memory of the last third of the time against the first. */
  get growth(): number {
    const third = Math.ceil(this.residentMb.length / 3);
    return median(this.residentMb.slice(-third)) / median(this.residentMb.slice(0, third));
  }
}

interface Seen {
  readonly phases: Readonly<Record<(typeof PHASES)[number], PhaseOutcome>>;
  readonly watch: Watch;
  /** Calls a second, and the same afterwards, when all runs that were accepted wait in Redis. */
  readonly top: number;
  readonly topAfter: number;
  /** What was taken of the processors while there was too much. */
  readonly cores: string;
}

async function see(
  bench: Bench,
  environment: Environment,
  gateway: Contender,
  load: Load,
  top: number,
): Promise<Seen> {
  const { quick, overload: long } = bench.settings;
  const usual = quick ? 1 : PHASE_SECS;
  const steady = Object.values(BESIDE).map((rate) => PHASES.map(() => rate));
  const running = runOpenLoop({
    url: gateway.url,
    connections: CONNECTIONS,
    patience: PATIENCE,
    flows: flowsOf(environment, load, [[0, top / 2, top * TIMES, top / 2, top / 2], ...steady]),
    phases: PHASES.map((label) => ({ label, seconds: label === "overload" ? long : usual })),
  });
  // What a gateway takes when it begins to be busy it may keep.
  await sleep((2 * usual + long / 10) * 1000);
  const watch = new Watch(gateway, load[NOISY ?? 0]?.plan.targets[0] ?? NO_TARGET);
  const shares = new Shares(gateway, environment);
  await sleep(long * 900);
  const cores = shares.cores();
  await watch.end();
  const phases = Object.fromEntries((await running).map((outcome) => [outcome.label, outcome]));
  const { top: topAfter } = await topRate(environment, gateway, load, quick ? 1 : SEARCH.seconds);
  return { phases: phases as Seen["phases"], watch, top, topAfter, cores };
}

function noteOf(name: string, { offered, rate, refused, errors, p50, p99, refusedP99 }: FlowOutcome): string {
  const numbers = [
    `${formatPercent(rate / offered)} of ${formatNumber(offered)}/s answered`,
    `p50 ${formatNumber(p50)} ms, p99 ${formatNumber(p99)} ms`,
    `${refused} refused (p99 ${formatNumber(refusedP99)} ms)`,
    `${errors} failed, or not sent because all connections were busy`,
  ];
  return `${name}: ${numbers.join(", ")}`;
}

const NOTHING: FlowOutcome = {
  ...{ offered: 0, rate: 0, refused: 0, errors: 0 },
  ...{ p50: Number.NaN, p99: Number.NaN, refusedP99: Number.NaN },
};

function verdictsOf({ phases, watch, top, topAfter }: Seen): Verdict[] {
  const of = (phase: keyof Seen["phases"], flow: number | undefined): FlowOutcome =>
    phases[phase].flows[flow ?? 0] ?? NOTHING;
  const accepted = ({ rate, offered }: FlowOutcome): number => rate / offered;
  const verdict = (
    claim: string,
    unit: string,
    value: number,
    bound: { atLeast?: number; atMost?: number },
  ) => judge({ claim, unit, ...bound }, summarize([value]));
  const [much, after] = [of("overload", NOISY), of("after", NOISY)];
  const [few, alone] = [of("overload", QUIET), of("alone", QUIET)];
  // Twice what a queue of the bound takes to leave.
  const longest = 2 * Math.max(LIMITS.crowd.waitMs, (LIMITS.crowd.least * 1000) / (RUNS_A_CALL * top));
  const beats = accepted(of("overload", HEARTBEATS));
  const later = `from ${PHASE_SECS} s after it on, at half of the top rate`;
  return [
    verdict(`goodput at ${TIMES} times the top rate, of it`, "x", much.rate / top, { atLeast: 0.8 }),
    verdict("the same, of the top rate afterwards", "x", much.rate / topAfter, { atLeast: 0.8 }),
    verdict("p99 of accepted calls", "ms", much.p99, { atMost: longest }),
    verdict("p99 of refusals", "ms", much.refusedP99, { atMost: 100 }),
    verdict(`without Retry-After, of ${watch.refusals} refusals`, "", watch.withoutRetryAfter, { atMost: 0 }),
    verdict("heartbeats accepted meanwhile", "x", beats, { atLeast: 0.99 }),
    verdict("gateway memory, last third of the time against the first", "x", watch.growth, { atMost: 1.2 }),
    verdict(`refused or failed ${later}`, "", after.refused + after.errors, { atMost: 0 }),
    verdict("p99 then, against before", "x", after.p99 / of("half", NOISY).p99, { atMost: 2 }),
    verdict("calls of a quiet project accepted meanwhile", "x", accepted(few), { atLeast: 0.99 }),
    verdict("their p99, against that alone", "x", few.p99 / alone.p99, { atMost: 2 }),
  ];
}

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const gateway = await environment.contender("bosporus");
  const { quick } = bench.settings;
  const load = await loadOn(environment, gateway.url, quick);
  const { top, cores } = await topRate(environment, gateway, load, quick ? 1 : SEARCH.seconds);
  const seen = await see(bench, environment, gateway, load, top);
  const figures = PHASES.map((name): Figure => {
    const { rate, errors, refused, p50, p99, lagP99, offered } = seen.phases[name];
    return {
      subject: `${LABELS.bosporus}, ${name}`,
      measure: "calls/s accepted",
      generator: "open loop",
      summary: summarize([rate]),
      errors: errors + refused,
      p50,
      p99,
      late: lagP99,
      x: Math.round(offered),
    };
  });
  const notes = PHASES.flatMap((name) =>
    seen.phases[name].flows.flatMap((flow, at) =>
      flow.offered > 0 ? [noteOf(`${name}, ${FLOWS[at]}`, flow)] : [],
    ),
  );
  return {
    figures,
    verdicts: verdictsOf(seen),
    notes: [
      `top rate ${formatNumber(top)} calls/s, ${RUNS_A_CALL} runs each; afterwards ${formatNumber(seen.topAfter)}`,
      `cores at the top rate: ${cores}; at ${TIMES} times: ${seen.cores}`,
      ...notes,
    ],
  };
}

/** Five times what the gateway can do, and a quiet project beside a noisy one. */
export const overload: Scenario = {
  name: "overload",
  summary: `${TIMES} times the top rate: what is still served, and how soon the rest is refused`,
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
