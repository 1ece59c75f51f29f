/**
 * Removes the uWebSockets.js binaries of other platforms, CPUs and Node versions: an image runs on one of each,
 * and the package brings more than fifty.
 */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../node_modules/uWebSockets.js", import.meta.url));
const own = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
const binaries = readdirSync(folder).filter((name) => /^uws_.*\.node$/.test(name));

if (!binaries.includes(own)) {
  console.error(`uWebSockets.js has no binary ${own}: use a Node version and a platform that it supports`);
  process.exit(1);
}

/** The newest version of glibc that a binary names, as [major, minor]. */
function neededGlibc(path) {
  const versions = readFileSync(path, "latin1").matchAll(/GLIBC_(\d+)\.(\d+)/g);
  return [...versions]
    .map(([, major, minor]) => [Number(major), Number(minor)])
    .sort(byVersion)
    .at(-1);
}

function byVersion([leftMajor, leftMinor], [rightMajor, rightMinor]) {
  return leftMajor - rightMajor || leftMinor - rightMinor;
}

const needed = neededGlibc(join(folder, own));
const here = process.report.getReport().header.glibcVersionRuntime?.split(".").map(Number);
if (needed !== undefined && (here === undefined || byVersion(needed, here) > 0)) {
  console.error(
    `${own} needs glibc ${needed.join(".")}, here is ${here?.join(".") ?? "none"}: use a newer base image`,
  );
  process.exit(1);
}
for (const name of binaries) {
  if (name !== own) rmSync(join(folder, name));
}
console.log(`kept ${own}, removed ${binaries.length - 1} others`);
