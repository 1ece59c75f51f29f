import type { Scenario } from "../harness/bench.js";
import { compareClosedLoop } from "../harness/closed-loop.js";
import { BODIES, batchOfLogs, callPlan } from "../harness/executor-calls.js";
import { judge } from "../report/verdict.js";
import { ratioOf } from "../statistics.js";

const OPERATIONS = 50;

/** Log lines written fifty a call against one a call. */
export const batch: Scenario = {
  name: "batch",
  summary: `POST batch of ${OPERATIONS} log lines against single log calls`,
  run: async (bench) => {
    const environment = await bench.shared();
    const { url } = await environment.contender("bosporus");
    const runs = await environment.runs("bosporus");
    const body = batchOfLogs(OPERATIONS);
    const figures = await compareClosedLoop(
      environment,
      [
        { label: "single calls", url, plan: () => callPlan(runs, "log", BODIES.log) },
        {
          label: `batches of ${OPERATIONS}`,
          url,
          plan: () => callPlan(runs, "batch", body),
          unitsPerAnswer: OPERATIONS,
        },
      ],
      { measure: "operations/s", generators: [bench.primary], warm: bench.settings.quick },
    );
    const [single, batched] = figures;
    const ratio = ratioOf(batched?.summary.rounds ?? [], single?.summary.rounds ?? []);
    const claim = `batch of ${OPERATIONS}: operations against single calls`;
    return { figures, verdicts: [judge({ claim, unit: "x", atLeast: 3, aim: 10 }, ratio)], notes: [] };
  },
};
