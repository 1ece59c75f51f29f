import type { Scenario } from "../harness/bench.js";
import { compareClosedLoop, type Subject } from "../harness/closed-loop.js";
import { LABELS } from "../harness/contenders.js";
import { BODIES, callPlan } from "../harness/executor-calls.js";
import { processorSecs } from "../harness/processes.js";
import type { Run } from "../harness/seed.js";
import type { Plan } from "../load/plan.js";
import { judge } from "../report/verdict.js";
import { ratioOf } from "../statistics.js";

const RUNS = 500;
/** Calls that differ in which runs they are for. */
const CALLS = 16;

/** Heartbeats of so many runs a call, of others each time. */
function fleetPlan(runs: readonly Run[]): Plan {
  const targets = Array.from({ length: CALLS }, (_, call) => {
    const from = Math.floor((call * runs.length) / CALLS);
    const tokens = Array.from({ length: RUNS }, (_, at) => runs[(from + at) % runs.length]?.token ?? "");
    return { path: "/sdk/v1/heartbeats", token: "", body: JSON.stringify({ tokens }) };
  });
  return { sequenced: false, targets };
}

/** Heartbeats of a fleet in one call against single ones. */
export const fleetHeartbeats: Scenario = {
  name: "fleet-heartbeats",
  summary: `heartbeats of ${RUNS} runs a call against single calls`,
  run: async (bench) => {
    const environment = await bench.shared();
    const most = Math.max(RUNS, bench.settings.runs);
    const subjects: Subject[] = [];
    for (const name of environment.available(["bosporus", "baseline"])) {
      const { url, pids } = await environment.contender(name);
      const runs = await environment.runs(name, most);
      const [gateway] = pids;
      const processes = {
        ...(gateway === undefined ? {} : { gateway: () => processorSecs(gateway) }),
        ...(name === "bosporus" && !bench.settings.remote
          ? { Redis: () => processorSecs(environment.redis.pid) }
          : {}),
      };
      const of = name === "bosporus" ? "" : `${LABELS[name]}: `;
      subjects.push(
        {
          label: `${of}single calls`,
          url,
          plan: () => callPlan(runs, "heartbeat", BODIES.heartbeat),
          processes,
        },
        { label: `${of}calls of ${RUNS}`, url, plan: () => fleetPlan(runs), unitsPerAnswer: RUNS, processes },
      );
    }
    const figures = await compareClosedLoop(environment, subjects, {
      measure: "heartbeats/s",
      generators: [bench.primary],
      warm: bench.settings.quick,
    });
    const [single, fleet] = figures;
    const ratio = ratioOf(fleet?.summary.rounds ?? [], single?.summary.rounds ?? []);
    const claim = `heartbeats in calls of ${RUNS} against single calls`;
    return { figures, verdicts: [judge({ claim, unit: "x", atLeast: 8, aim: 15 }, ratio)], notes: [] };
  },
};
