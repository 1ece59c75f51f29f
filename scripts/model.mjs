/**
 * `npm run test:model -- [--runs 2000] [--cells=3] [--turns] [--seed=S --path=P --replay=R]`: random sequences of
 * everything that moves runs, against a model, three in ten in a data set of three cells; half as many of who takes turns to
 * be handed out; and 10,000 runs that must leave no key. A failing one is printed in its shortest form, with the
 * arguments that run it again. `--turns`: those of turns alone.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

const text = { type: "string" };
const { values } = parseArgs({
  options: {
    runs: { ...text, default: "2000" },
    cells: text,
    turns: { type: "boolean", default: false },
    seed: text,
    path: text,
    replay: text,
  },
});
requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
const environment = { ...process.env, MODEL_RUNS: values.path === undefined ? values.runs : "1" };
if (values.cells !== undefined) environment.MODEL_CELLS = values.cells;
if (values.seed !== undefined) environment.MODEL_SEED = values.seed;
if (values.path !== undefined) environment.MODEL_PATH = values.path;
if (values.replay !== undefined) environment.MODEL_REPLAY = values.replay;
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const one = values.path === undefined ? "test/model" : "test/model/model.test.ts";
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", values.turns ? "test/model/turns.test.ts" : one],
  {
    cwd: root,
    stdio: "inherit",
    env: environment,
  },
);
process.exit(status ?? 1);
