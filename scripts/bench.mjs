/**
 * Builds what the benchmarks need and runs them: `node scripts/bench.mjs [compare] [options]`. In a clean
 * clone it installs the packages first.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a step that must succeed; shows what it printed only when it did not. */
function step(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  if (status === 0) return;
  process.stderr.write(`${command} ${args.join(" ")} failed\n${stdout}${stderr}`);
  process.exit(1);
}

const compare = process.argv[2] === "compare";
if (!existsSync(join(root, "node_modules/typescript"))) step("npm", ["ci"]);
if (!compare) step("npm", ["run", "build"]);
step("npx", ["tsc", "-p", "tsconfig.bench.json"]);
// Where what is compiled there looks for the commands.
const lua = join(root, "dist-bench/lua");
if (!existsSync(lua)) symlinkSync("../lua", lua);

const file = join(root, "dist-bench/bench", compare ? "compare.js" : "run.js");
const child = spawn(process.execPath, [file, ...process.argv.slice(compare ? 3 : 2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
