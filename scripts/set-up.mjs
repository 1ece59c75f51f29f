/**
 * What `npm start` and `npm test` have in common: packages, build and a Redis server. Runs on plain Node in a
 * clean clone, before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The package's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

const OLDEST_NODE = [20, 19];
const BUILD_STAMP = join(root, "dist", ".built-from");
const BUILD_INPUTS = [
  "src",
  "console",
  "tsconfig.json",
  "tsconfig.build.json",
  "scripts/bundle-packages.mjs",
  "package.json",
  "package-lock.json",
];

/** Ends with one line when this Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(`Node ${process.versions.node} is too old: use Node ${OLDEST_NODE.join(".")} or newer`);
  process.exit(1);
}

/** Runs npm with what this script itself was started with, where it was npm that started it. */
function npm(args, options) {
  const own = process.env.npm_execpath;
  const useOwn = own !== undefined && /npm-cli\.c?js$/.test(own);
  return spawnSync(useOwn ? process.execPath : "npm", useOwn ? [own, ...args] : args, {
    cwd: root,
    encoding: "utf8",
    ...options,
  });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? {};
  } catch {
    return undefined;
  }
}

/** True when node_modules holds what package-lock.json asks for; packages for other platforms may be absent. */
export function packagesAreInstalled() {
  const wanted = readLock(join(root, "package-lock.json"));
  const present = readLock(join(root, "node_modules", ".package-lock.json"));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true;
    return (
      found.version === entry.version && found.integrity === entry.integrity && existsSync(join(root, path))
    );
  });
}

/** Installs the packages when they are missing or differ from the lock file. True when they are there. */
export function installPackages() {
  if (packagesAreInstalled()) return true;
  console.log("installing packages (npm ci)");
  const { status } = npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: "inherit",
  });
  return status === 0;
}

function* filesUnder(path) {
  if (!existsSync(path)) return;
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) yield* filesUnder(inner);
    else yield inner;
  }
}

/** Of the contents, not the times: a checkout of another commit changes both in any direction. */
function sourceFingerprint() {
  const hash = createHash("sha256");
  for (const input of BUILD_INPUTS) {
    const path = join(root, input);
    for (const file of statSync(path).isDirectory() ? filesUnder(path) : [path]) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

/** Builds when the sources are not those of the last build. True when `dist` is theirs. */
export function build() {
  const fingerprint = sourceFingerprint();
  if (existsSync(BUILD_STAMP) && readFileSync(BUILD_STAMP, "utf8") === fingerprint) return true;
  console.log("building");
  const { status } = npm(["run", "--silent", "build"], { stdio: "inherit" });
  if (status !== 0) return false;
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(BUILD_STAMP, fingerprint);
  return true;
}

/** Finds a Redis server or installs one; prints the command to run by hand when that is not possible. */
export async function ensureRedis() {
  const module = pathToFileURL(join(root, "dist", "embedded", "install-redis.js")).href;
  const { ensureRedis: ensure } = await import(module);
  const result = await ensure((line) => console.log(line));
  if (result.outcome === "found") return true;
  console.error(result.reason);
  return false;
}
