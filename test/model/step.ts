import type fc from "fast-check";
import { expect } from "vitest";
import { type DataSet, historyOf, isReady, problemsOf, terminalTransitions } from "../support/consistency.js";
import type { Model, ModelJob, ModelRun, ModelToken } from "./model.js";
import type { Answered, World } from "./world.js";

/** One of a list, by any number. */
export function pick<Value>(list: readonly Value[], index: number): Value | undefined {
  return list.length === 0 ? undefined : list[index % list.length];
}

export function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("a step ran without what it needs");
  return value;
}

export function expectStatus(answer: Answered, status: number): void {
  if (answer.status !== status) {
    throw new Error(`answered ${answer.status} ${JSON.stringify(answer.body)}, must be ${status}`);
  }
}

/** A call with a token on the path of its own run, or of another one. */
export function asExecutor(
  world: World,
  token: ModelToken,
  operation: string,
  body: unknown,
  pathRun = token.runId,
): Promise<Answered> {
  const method = body === undefined && operation === "payload" ? "GET" : "POST";
  return world.call(method, `/sdk/v1/runs/${pathRun}/${operation}`, token.text, body);
}

const KNOWN_KINDS = new Set(["start", "wait-timeout", "cancel-children", "errand"]);

/** Compares everything with the model; `world` must be quiet. */
async function compare(model: Model, world: World): Promise<void> {
  model.handOut.settle();
  model.queued = world.queue.size;
  model.open = world.open.length;
  const set = await world.read();
  adoptDelays(model, set.runs);
  const shown: Record<string, unknown> = {};
  for (const cell of set.cells)
    for (const [id, run] of cell.runs) {
      shown[id] = {
        status: run["status"],
        attempt: Number(run["attempt"]),
        ended: terminalTransitions(run),
        openDescendants: Number(run["open_descendants"] ?? 0),
        priority: Number(run["priority"] ?? 0),
        ready: isReady(cell, id, run),
        canceling: run["cancel_at"] !== undefined && !terminalTransitions(run),
      };
    }
  const wanted: Record<string, unknown> = {};
  for (const run of model.runs.values()) wanted[run.id] = shape(run);
  expect(shown).toEqual(wanted);
  expect(problemsOf(set)).toEqual([]);
  const outbox = set.outbox
    .filter(({ kind = "" }) => KNOWN_KINDS.has(kind))
    .map(({ kind, run, number }) => (kind === "errand" ? `${kind} ${run} ${number}` : `${kind} ${run}`));
  expect(outbox.sort()).toEqual([...model.outbox].sort());
  expect(Object.fromEntries(set.errands)).toEqual(Object.fromEntries(model.errands));
  for (const job of model.jobs) expect(slotsOf(set, job)).toBe(model.slots(job));
  for (const run of set.runs.values()) expect(historyOf(run).at(-1)).toBe(run["status"]);
}

function shape(run: ModelRun) {
  return {
    status: run.status,
    attempt: run.attempt,
    ended: run.ended,
    openDescendants: run.openDescendants,
    priority: run.priority,
    ready: run.ready,
    canceling: run.cancelAtMs !== undefined && run.ended === 0,
  };
}

function slotsOf({ cells }: DataSet, { id, project }: ModelJob): number {
  const cell = cells[project.cell];
  return Number(cell?.hashes.get(cell.names.catalog("job_counts", id))?.["slots"] ?? 0);
}

/** Delays between attempts are random within bounds. */
function adoptDelays(model: Model, runs: ReadonlyMap<string, Readonly<Record<string, string>>>): void {
  for (const [id, { leastMs, mostMs }] of model.jittered) {
    const run = required(model.runs.get(id));
    const at = Number(runs.get(id)?.["next_retry_at"]);
    if (!(at >= leastMs && at <= mostMs)) {
      throw new Error(`${id} is tried again at ${at}, must be within ${leastMs} and ${mostMs}`);
    }
    run.retryAtMs = at;
    if (run.status === "queued" && run.dueMs !== undefined) run.dueMs = model.isNear(at) ? at + 5_000 : at;
  }
  model.jittered.clear();
}

export type Command = fc.AsyncCommand<Model, World>;

/** A step: when it is possible, what it does to both sides; both are compared after it. */
export function step(
  name: string,
  possible: (model: Model) => boolean,
  run: (model: Model, world: World) => Promise<void>,
): Command {
  return {
    check: possible,
    async run(model, world) {
      await run(model, world);
      await compare(model, world);
    },
    toString: () => name,
  };
}
