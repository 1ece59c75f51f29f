/**
 * `npm run test:engines`: the tests of HTTP on both engines and on each Node version that is supported, with the
 * programs of those versions from the package registry. Arguments are test files instead of the usual ones. Where
 * uWebSockets.js does not load, that combination is the fallback, which is run as `auto`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { build, ensureRedis, installPackages, root } from "./set-up.mjs";

const VERSIONS = [20, 22, 24];
const FILES = ["test/http", "test/hostile", "test/clients"];

/** The program of a Node version: this one, or that of the registry, installed into a folder of its own. */
function nodeOf(major, folder) {
  if (Number(process.versions.node.split(".")[0]) === major) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(folder, `node-${major}`);
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), "{}");
  const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", `${name}@${major}`], {
    cwd: home,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return status === 0 ? join(home, "node_modules", name, "bin", "node") : undefined;
}

if (!(installPackages() && build() && (await ensureRedis()))) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), "bosporus-nodes-"));
const files = process.argv.length > 2 ? process.argv.slice(2) : FILES;
const lines = [];
let failed = 0;
try {
  for (const major of VERSIONS) {
    const node = nodeOf(major, folder);
    for (const engine of ["auto", "node"]) {
      const what = `Node ${major}, HTTP_ENGINE=${engine}`;
      console.log(`\n== ${what}`);
      const { status } =
        node === undefined
          ? { status: 1 }
          : spawnSync(node, [join(root, "node_modules", "vitest", "vitest.mjs"), "run", ...files], {
              cwd: root,
              stdio: "inherit",
              env: { ...process.env, TEST_HTTP_ENGINE: engine },
            });
      if (status !== 0) failed++;
      lines.push(`${status === 0 ? "passed" : "FAILED"}: ${what}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${lines.join("\n")}`);
process.exit(failed === 0 ? 0 : 1);
