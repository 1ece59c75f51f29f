import type { Bench, Scenario } from "../harness/bench.js";
import { compareClosedLoop, type Subject } from "../harness/closed-loop.js";
import { type Contender, startContender } from "../harness/contenders.js";
import type { Environment } from "../harness/environment.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import type { ScenarioResult } from "../report/result.js";
import { judge } from "../report/verdict.js";
import { cores } from "../settings.js";
import { ratioOf, summarize } from "../statistics.js";

const COUNTS = [1, 2, 3];

async function measure(bench: Bench, environment: Environment): Promise<ScenarioResult> {
  const { credentials, redis } = environment;
  const runs = await environment.runs("bosporus");
  await environment.stopContender("bosporus");
  const groups: Contender[] = [];
  try {
    const subjects: Subject[] = [];
    for (const count of bench.settings.quick ? COUNTS.slice(0, 2) : COUNTS) {
      const group = await startContender("bosporus", redis.url, credentials, { processes: count });
      groups.push(group);
      const label = count === 1 ? "1 gateway process" : `${count} gateway processes`;
      const plan = () => callPlan(runs, "heartbeat", BODIES.heartbeat);
      subjects.push({ label, url: group.url, plan, x: count });
    }
    const figures = await compareClosedLoop(environment, subjects, {
      measure: "requests/s",
      generators: [bench.primary],
    });
    const errors = figures.reduce((sum, figure) => sum + figure.errors, 0);
    const [one, two] = figures;
    const claim = `${figures.map((figure) => figure.x).join(", ")} gateway processes on one port: wrong answers`;
    const faster = ratioOf(two?.summary.rounds ?? [], one?.summary.rounds ?? []).median;
    return {
      figures,
      verdicts: [judge({ claim, unit: "", atMost: 0 }, summarize([errors]))],
      notes: [
        `two processes answer ${faster.toFixed(2)} times the rate of one on ${cores} cores shared with Redis and the generator`,
      ],
    };
  } finally {
    await Promise.all(groups.map((group) => group.stop()));
  }
}

/** Several gateway processes on one Redis and one port. */
export const gateways: Scenario = {
  name: "gateways",
  summary: "heartbeats with 1, 2 and 3 gateway processes sharing a port",
  local: true,
  run: (bench) => bench.alone((environment) => measure(bench, environment)),
};
