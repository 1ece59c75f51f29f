/**
 * `npm run test:faults -- [--only pattern]`: what happens to Redis, and to the way there, in production, done on purpose to a
 * gateway, a worker and a fleet. Prints for each fault what clients got, how long it took until they were served again
 * and what was lost; a run of all writes that into docs/reliability.md, with date and commit. The exit code is not 0
 * when something did not come back by itself or was lost.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { runFaults } from "./faults-run.mjs";
import { build, ensureRedis, installPackages, requireNode } from "./set-up.mjs";

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
requireNode();
if (!installPackages() || !build() || !(await ensureRedis())) process.exit(1);
process.exit(runFaults("faults", values.only));
