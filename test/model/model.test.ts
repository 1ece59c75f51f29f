import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { begin, type Command, commands } from "./commands.js";
import { Model } from "./model.js";
import { World } from "./world.js";

/** Set by `npm run test:model`. */
const { MODEL_RUNS, MODEL_SEED, MODEL_PATH, MODEL_REPLAY } = process.env;
const RUNS = Number(MODEL_RUNS ?? 100);
const MOST_STEPS = 60;

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

/** How to run the failing sequence again, in its shortest form. */
function replay({ seed, counterexamplePath, counterexample }: fc.RunDetails<[Iterable<Command>]>): string {
  const steps = /replayPath="([^"]*)"/.exec(fc.stringify(counterexample))?.[1] ?? "";
  return `npm run test:model -- --seed=${seed} --path=${counterexamplePath} --replay=${steps}`;
}

describe("runs", () => {
  it(`are what the model says after each step of ${RUNS} random sequences`, {
    timeout: 60_000 + RUNS * 5_000,
  }, async () => {
    const steps = fc.commands(commands(), {
      maxCommands: MOST_STEPS,
      size: "max",
      ...(MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY }),
    });
    const result = await fc.check(
      fc.asyncProperty(steps, async (sequence) => {
        const model = new Model();
        await begin(model, world);
        await fc.asyncModelRun(() => ({ model, real: world }), sequence);
      }),
      {
        numRuns: RUNS,
        ...(MODEL_SEED === undefined ? {} : { seed: Number(MODEL_SEED) }),
        ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
      },
    );
    // What went wrong comes last, then how to see it again.
    const report = [fc.defaultReportMessage(result), String(result.errorInstance), replay(result)];
    expect(result.failed ? report.join("\n\n") : "").toBe("");
  });
});
