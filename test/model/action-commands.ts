import fc from "fast-check";
import type { Model, ModelRun } from "./model.js";
import { type Command, expectStatus, pick, required, step } from "./step.js";
import type { World } from "./world.js";

const FAILED = new Set(["failed", "timed_out", "crashed", "system_failed"]);

type Action = (model: Model, world: World, run: ModelRun) => Promise<void>;

const post = (world: World, run: ModelRun, path: string) =>
  world.call("POST", `/v1/runs/${run.id}/${path}`, run.job.project.apiKey, {});

const pause: Action = async (_, world, run) => {
  const answer = await post(world, run, "pause");
  if (run.status === "paused") return expectStatus(answer, 200);
  if (run.status !== "executing") return expectStatus(answer, 400);
  if (run.cancelAtMs !== undefined) return expectStatus(answer, 409);
  expectStatus(answer, 200);
  run.status = "paused";
  run.dueMs = undefined;
};

const requeue =
  (action: "resume" | "restart"): Action =>
  async (model, world, run) => {
    const answer = await post(world, run, action);
    if (run.status !== "paused" && !(action === "restart" && run.status === "executing")) {
      return expectStatus(answer, 400);
    }
    if (run.cancelAtMs !== undefined) return expectStatus(answer, 409);
    expectStatus(answer, 200);
    model.beginAnew(run);
  };

const replay: Action = async (model, world, run) => {
  const answer = await post(world, run, "replay");
  if (!FAILED.has(run.status)) return expectStatus(answer, 400);
  if (run.job.paused) return expectStatus(answer, 409);
  expectStatus(answer, 201);
  const { job, key, basePriority, maxAttempts } = run;
  const expiresAtMs = model.nowMs + job.timeoutMs + 60_000;
  model.create({ id: answer.body.id, job, key, priority: basePriority, maxAttempts, expiresAtMs });
};

const replayDeadLetter: Action = async (model, world, run) => {
  const answer = await post(world, run, "dlq-replay");
  if (run.status !== "dead_letter") return expectStatus(answer, 409);
  expectStatus(answer, 200);
  model.replayDeadLetter(run);
};

/** To half a minute from now. */
const reschedule: Action = async (model, world, run) => {
  const atMs = model.nowMs + 30_000;
  const body = { scheduled_at: new Date(atMs).toISOString() };
  const answer = await world.call("POST", `/v1/runs/${run.id}/reschedule`, run.job.project.apiKey, body);
  if (run.began || (run.status !== "delayed" && run.status !== "queued")) {
    if (answer.status < 400 || answer.status > 409) expectStatus(answer, 409);
    return;
  }
  expectStatus(answer, 200);
  if (run.expiresAtMs !== undefined) run.expiresAtMs += atMs - (run.scheduledAtMs ?? run.createdAtMs);
  run.scheduledAtMs = atMs;
  run.status = "delayed";
  run.ready = false;
  model.time(run, "start", atMs);
};

/** What operators do to single runs. */
export function actionCommands(): fc.Arbitrary<Command>[] {
  const named: [string, Action][] = [
    ["pause", pause],
    ["resume", requeue("resume")],
    ["restart", requeue("restart")],
    ["replay", replay],
    ["replay dead letter", replayDeadLetter],
    ["reschedule", reschedule],
  ];
  return named.map(([name, action]) =>
    fc.nat({ max: 1000 }).map((at) =>
      step(
        `${name}(${at})`,
        ({ runs }) => runs.size > 0,
        (model, world) => action(model, world, required(pick(model.list, at))),
      ),
    ),
  );
}
