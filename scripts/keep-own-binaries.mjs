/**
 * Removes the uWebSockets.js binaries of other platforms, CPUs and Node versions: an image runs on one of each,
 * and the package brings more than fifty.
 */
import { readdirSync, rmSync } from "node:fs";
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
for (const name of binaries) {
  if (name !== own) rmSync(join(folder, name));
}
console.log(`kept ${own}, removed ${binaries.length - 1} others`);
