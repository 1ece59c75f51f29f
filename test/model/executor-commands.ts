import fc from "fast-check";
import { newId } from "../../src/domain/ids.js";
import { isTerminal } from "../../src/domain/run-status.js";
import { eventOf, type Model, type ModelRun, type ModelToken } from "./model.js";
import { asExecutor, type Command, expectStatus, pick, required, step } from "./step.js";
import type { World } from "./world.js";

/** A call, what it is allowed in, and what it does to a run that may make it. */
export type Operation = (model: Model, world: World, token: ModelToken, at: number) => Promise<void>;

const simple =
  (
    name: string,
    body: unknown,
    allow: "executing" | "waiting" | "read",
    status: number,
    alive: boolean,
  ): Operation =>
  async (model, world, token) => {
    const answer = await asExecutor(world, token, name, body);
    const run = model.guard(token, allow);
    if (typeof run === "number") return expectStatus(answer, run);
    expectStatus(answer, status);
    if (alive && run.status === "executing") run.seenAtMs = model.nowMs;
    const asked = name === "heartbeat" && run.cancelAtMs !== undefined;
    if (name === "heartbeat" && (answer.body.status === "cancel_requested") !== asked) {
      throw new Error(`heartbeat answered ${answer.body.status}`);
    }
  };

export const end =
  (name: "complete" | "fail"): Operation =>
  async (model, world, token) => {
    const answer = await asExecutor(world, token, name, {});
    const run = model.guard(token, "waiting");
    if (typeof run === "number") return expectStatus(answer, run);
    expectStatus(answer, 200);
    model.finish(run, name === "complete" ? "completed" : "failed");
  };

function waitForChild(model: Model, run: ModelRun, childId: string): void {
  const key = `spawn-await:${childId}`;
  model.suspend(run, { runId: run.id, key, expiresAtMs: model.nowMs + 600_000, status: "waiting" });
}

export const spawn =
  (awaiting: boolean, spawnKey: string): Operation =>
  async (model, world, token, at) => {
    const job = required(pick(model.jobs, at));
    const before = model.runs.get(token.runId);
    const isForeign = before !== undefined && before.job.project !== job.project;
    const answer = await asExecutor(world, token, "spawn", {
      job_slug: job.slug,
      ...(at % 2 === 0 ? {} : { payload: { at } }),
      ...(isForeign ? { project_id: job.project.id, target_api_key: job.project.apiKey } : {}),
      ...(awaiting ? { await_completion: true, await_timeout_secs: 600 } : {}),
      ...(spawnKey === "" ? {} : { idempotency_key: spawnKey }),
    });
    const run = model.guard(token, "executing");
    const known = spawnKey === "" ? undefined : before?.spawns.get(spawnKey);
    const isOpenAway = before?.awayChildren.has(known ?? "") === true;
    if (
      known !== undefined &&
      (model.runs.has(known) || isOpenAway) &&
      (typeof run !== "number" || run === 409)
    ) {
      // A repeat writes nothing: it is answered too while the run waits or is paused.
      const child = model.runs.get(known);
      const isOpen = isOpenAway || (child !== undefined && !child.away && !isTerminal(child.status));
      if (awaiting && typeof run !== "number" && isOpen) {
        if (run.cancelAtMs !== undefined) {
          expectStatus(answer, 410);
          return model.cancelAsked(run);
        }
        expectStatus(answer, 201);
        return waitForChild(model, run, known);
      }
      if (typeof run !== "number" || before?.status === "waiting" || before?.status === "paused") {
        expectStatus(answer, 201);
        if (answer.body.id !== known) throw new Error("a repeated spawn made another child");
        return;
      }
    }
    if (typeof run === "number") return expectStatus(answer, run);
    if (job.paused) return expectStatus(answer, 409);
    if (awaiting && run.cancelAtMs !== undefined) {
      expectStatus(answer, 410);
      return model.cancelAsked(run);
    }
    expectStatus(answer, 201);
    const { id } = answer.body;
    if (isForeign) model.spawnAway(run, id, job);
    else model.create({ id, job, parent: run.id });
    if (spawnKey !== "") run.spawns.set(spawnKey, id);
    if (!awaiting) return;
    waitForChild(model, run, id);
  };

const continueRun: Operation = async (model, world, token) => {
  const answer = await asExecutor(world, token, "continue", {});
  const run = model.guard(token, "waiting");
  if (typeof run === "number") return expectStatus(answer, run);
  run.heard = undefined;
  if (run.depth >= 10) return expectStatus(answer, 400);
  expectStatus(answer, 201);
  const { job, key, priority, depth, maxAttempts } = run;
  model.create({ id: answer.body.id, job, key, priority, depth: depth + 1, maxAttempts });
};

const wait =
  (keys: readonly string[]): Operation =>
  async (model, world, token, at) => {
    const key = required(pick(keys, at));
    const answer = await asExecutor(world, token, "wait-for-event", { event_key: key, timeout_secs: 45 });
    const run = model.guard(token, "waiting");
    if (typeof run === "number") return expectStatus(answer, run);
    const { heard } = run;
    if (heard?.key === key && model.nowMs - heard.atMs <= 60_000) {
      expectStatus(answer, 200);
      if (answer.body.status !== "received") throw new Error("a repeated wait is another one");
      return;
    }
    run.heard = undefined;
    const event = eventOf(run.job.project, key);
    const held = model.waits.get(event);
    if (held?.status === "waiting") return expectStatus(answer, held.runId === run.id ? 200 : 409);
    if (run.status === "waiting") return expectStatus(answer, 409);
    if (run.cancelAtMs !== undefined && !model.early.has(event)) {
      expectStatus(answer, 410);
      return model.cancelAsked(run);
    }
    expectStatus(answer, 200);
    const made = { runId: run.id, key, expiresAtMs: model.nowMs + 45_000, status: "waiting" as const };
    if (!model.early.delete(event)) return model.suspend(run, made);
    if (answer.body.status !== "received") throw new Error("an early event was not received");
    model.waits.set(event, { ...made, status: "received" });
    run.heard = { key, atMs: model.nowMs };
  };

/** A token on the path of another run: refused before anything is looked at. */
const foreign: Operation = async (model, world, token, at) => {
  const other = pick(model.list, at)?.id ?? newId();
  const path = other === token.runId ? newId() : other;
  expectStatus(await asExecutor(world, token, "complete", {}, path), 403);
};

const someToken = (model: Model): boolean => model.tokens.length > 0;

/** Calls with any token that was ever given out: right, stale, of ended and of purged runs. */
export function executorCommands(keys: readonly string[]): fc.Arbitrary<Command>[] {
  const named: [string, Operation][] = [
    ["heartbeat", simple("heartbeat", undefined, "waiting", 200, true)],
    ["log", simple("log", { message: "m" }, "executing", 201, false)],
    ["state", simple("state", { key: "a", value: 1 }, "executing", 201, true)],
    ["payload", simple("payload", undefined, "read", 200, false)],
    ["complete", end("complete")],
    ["fail", end("fail")],
    ["spawn", spawn(false, "")],
    ["spawn once", spawn(false, "s")],
    ["spawn and await", spawn(true, "")],
    ["spawn and await once", spawn(true, "t")],
    ["continue", continueRun],
    ["wait", wait(keys)],
    ["foreign", foreign],
  ];
  return named.map(callBy);
}

/** The call, with any token. */
export function callBy([name, operation]: readonly [string, Operation]): fc.Arbitrary<Command> {
  return fc
    .record({
      // Newest first: they are the ones that still do something.
      back: fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 30 })),
      stale: fc.constantFrom(false, false, false, true),
      at: fc.nat({ max: 1000 }),
    })
    .map(({ back, stale, at }) =>
      step(`${name}(${back}, ${stale}, ${at})`, someToken, (model, world) => {
        const tokens = [...model.tokens].reverse();
        const old = stale
          ? pick(
              tokens.filter((token) => isStale(model, token)),
              back,
            )
          : undefined;
        return operation(model, world, old ?? required(pick(tokens, back)), at);
      }),
    );
}

/** Whether the token is of an earlier attempt, or assignment, of a run that goes on. */
function isStale(model: Model, { runId, attempt, assignment }: ModelToken): boolean {
  const run = model.runs.get(runId);
  if (run === undefined || run.ended > 0) return false;
  return run.attempt !== attempt || !model.isAssigned(run, assignment);
}
