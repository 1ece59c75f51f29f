import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { begin, type Command, commands } from "./commands.js";
import { Model } from "./model.js";
import { World } from "./world.js";

/** Set by `npm run test:model`. */
const { MODEL_RUNS, MODEL_CELLS, MODEL_SEED, MODEL_PATH, MODEL_REPLAY } = process.env;
/** Of all data sets together. */
const RUNS = Number(MODEL_RUNS ?? 100);
const MOST_STEPS = 60;
/** Cells of a data set, and its share of the sequences. */
const SETS =
  MODEL_CELLS === undefined
    ? [
        { cells: 1, share: 0.7 },
        { cells: 3, share: 0.3 },
      ]
    : [{ cells: Number(MODEL_CELLS), share: 1 }];

/** How to run the failing sequence again, in its shortest form. */
function replay(
  cells: number,
  { seed, counterexamplePath, counterexample }: fc.RunDetails<[Iterable<Command>]>,
): string {
  const steps = /replayPath="([^"]*)"/.exec(fc.stringify(counterexample))?.[1] ?? "";
  const path = `--path=${counterexamplePath} --replay=${steps}`;
  return `npm run test:model -- --cells=${cells} --seed=${seed} ${path}`;
}

describe.each(SETS)("runs in $cells cells", ({ cells, share }) => {
  const runs = Math.ceil(RUNS * share);

  it(`are what the model says after each step of ${runs} random sequences`, {
    timeout: 60_000 + runs * 5_000,
  }, async () => {
    const steps = fc.commands(commands(cells), {
      maxCommands: MOST_STEPS,
      size: "max",
      ...(MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY }),
    });
    const world = await World.start({ CELLS: String(cells) });
    const result = await fc.check(
      fc.asyncProperty(steps, async (sequence) => {
        const model = new Model();
        await begin(model, world);
        await fc.asyncModelRun(() => ({ model, real: world }), sequence);
      }),
      {
        numRuns: runs,
        ...(MODEL_SEED === undefined ? {} : { seed: Number(MODEL_SEED) }),
        ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
      },
    );
    await world.stop();
    // What went wrong comes last, then how to see it again.
    const report = [fc.defaultReportMessage(result), String(result.errorInstance), replay(cells, result)];
    expect(result.failed ? report.join("\n\n") : "").toBe("");
  });
});
