import type { Scenario } from "../harness/bench.js";
import { compareClosedLoop, type Subject } from "../harness/closed-loop.js";
import { type ContenderName, LABELS } from "../harness/contenders.js";
import { againstBaseline, rateVerdicts } from "./single-calls.js";

const CONTENDERS: readonly ContenderName[] = ["bare", "fastify", "baseline", "bosporus"];
const BODY = '{"payload":{"document":"8f14e45f","pages":128}}';

/** New runs of a job that executors pull from. */
export const trigger: Scenario = {
  name: "trigger",
  summary: "POST trigger: a new run, queued",
  run: async (bench) => {
    const environment = await bench.shared();
    const subjects: Subject[] = [];
    for (const name of environment.available(CONTENDERS)) {
      const { url } = await environment.contender(name);
      const job = name === "bare" ? "bench" : await environment.job(name, { slug: `trigger-${Date.now()}` });
      const target = { path: `/v1/jobs/${job}/trigger`, token: environment.credentials.apiKey, body: BODY };
      subjects.push({ label: LABELS[name], url, plan: () => ({ sequenced: false, targets: [target] }) });
    }
    const figures = await compareClosedLoop(environment, subjects, {
      measure: "runs/s",
      generators: bench.settings.quick ? [bench.primary] : bench.generators,
      warm: bench.settings.quick,
    });
    const claim = `trigger: rate against ${LABELS.fastify} (hash and BullMQ job)`;
    const verdicts = rateVerdicts(figures, [
      { contender: "fastify", threshold: { claim, unit: "x", atLeast: 3 } },
      againstBaseline("trigger"),
    ]);
    return { figures, verdicts, notes: [] };
  },
};
