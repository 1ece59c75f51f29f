/**
 * `npm start`: from a clean clone to everything running. Arguments after `--` go to `bosporus all`.
 */
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

requireNode();
if (!installPackages() || !build()) process.exit(1);
const hasRedis = process.env.REDIS_URL || process.env.REDIS_CLUSTER || process.env.REDIS_CELLS;
if (!hasRedis && !(await ensureRedis())) process.exit(1);

// In this process instead of one more: signals from a terminal, from npm and from `kill` then arrive where they
// are handled, once.
const main = join(root, "dist", "main.js");
process.argv = [process.execPath, main, "all", ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
