/**
 * `npm run example`: installs, builds and runs the example. Arguments after `--` go to it. It starts a gateway of
 * its own, for which a Redis server is needed, unless BOSPORUS_URL names one that runs.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { build, ensureRedis, installPackages, requireNode, root } from "./set-up.mjs";

requireNode();
if (!installPackages() || !build()) process.exit(1);
if (!process.env.BOSPORUS_URL && !(await ensureRedis())) process.exit(1);

const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
const project = join(root, "tsconfig.example.json");
const { status } = spawnSync(process.execPath, [compiler, "-p", project], { cwd: root, stdio: "inherit" });
if (status !== 0) process.exit(1);

// In this process, so that Ctrl-C arrives where it is handled.
const main = join(root, "dist-example", "example", "main.js");
process.argv = [process.execPath, main, ...process.argv.slice(2)];
await import(pathToFileURL(main).href);
