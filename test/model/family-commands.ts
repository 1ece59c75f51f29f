import fc from "fast-check";
import { claim, trigger } from "./begin-runs.js";
import { callBy, end, type Operation, spawn } from "./executor-commands.js";
import type { Model, ModelJob } from "./model.js";
import { type Command, pick, required, step } from "./step.js";
import type { World } from "./world.js";

const AT_ONCE = { delaySecs: 0, priority: 0, key: "", ttlSecs: 0, idempotencyKey: "" };

/** Jobs of which a child of another cell waits. */
function childrenToClaim(model: Model): ModelJob[] {
  return model.list.filter((run) => run.away && !run.job.http && model.mayGo(run)).map(({ job }) => job);
}

/** Workers do everything that is to be done in other cells, and what follows from that there. */
async function doErrands(model: Model, world: World): Promise<void> {
  while (model.errands.size > 0) {
    await world.relay(false);
    model.outbox = [];
    const errands = [...world.queue.values()].filter(({ kind }) => kind === "errand");
    // What BullMQ has lost is handed over again once it is late: that is a step of its own.
    if (errands.length === 0) return;
    for (const job of errands) {
      world.remove(job);
      await world.timer(job);
      model.errand(job.run, job.number);
    }
  }
}

/** A run with a child of another cell, which an executor has when its job is not paused. */
async function family(model: Model, world: World, at: number, awaits: boolean): Promise<void> {
  const job = required(
    pick(
      model.jobs.filter(({ http, paused }) => !http && !paused),
      at,
    ),
  );
  await trigger(model, world, job, AT_ONCE);
  const token = required(model.tokens.at(-1));
  const others = model.jobs.filter(({ project, http }) => project !== job.project && !http);
  const other = required(pick(others, at));
  await spawn(awaits, "")(model, world, token, model.jobs.indexOf(other));
  await doErrands(model, world);
  await claim(model, world, other, 4);
}

/** Steps that lead from one cell to another. */
export function familyCommands(): fc.Arbitrary<Command>[] {
  const index = fc.nat({ max: 1000 });
  const families = fc.record({ at: index, awaits: fc.boolean() }).map(({ at, awaits }) =>
    step(
      `family(${at}, ${awaits})`,
      ({ jobs }) => jobs.some(({ http, paused }) => !http && !paused),
      (model, world) => family(model, world, at, awaits),
    ),
  );
  const errands = fc.constant(step("errands", ({ errands: open }) => open.size > 0, doErrands));
  const repairs = fc.constant(
    step(
      "repair",
      ({ errands: open }) => open.size > 0,
      async (model, world) => {
        await world.repair();
        model.repair();
      },
    ),
  );
  const childClaims = index.map((at) =>
    step(
      `claim child(${at})`,
      (model) => childrenToClaim(model).length > 0,
      (model, world) => claim(model, world, required(pick(childrenToClaim(model), at)), 4),
    ),
  );
  const calls: [string, Operation][] = [
    ["spawn", spawn(false, "")],
    ["spawn and await", spawn(true, "")],
    ["complete", end("complete")],
  ];
  const often = [families, errands, childClaims, ...calls.map(callBy)];
  return [repairs, ...often, ...often, ...often, ...often, families, families, families, families];
}
