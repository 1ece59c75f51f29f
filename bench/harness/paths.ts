import { fileURLToPath } from "node:url";

/** The repository's root; this file runs as `dist-bench/bench/harness/paths.js`. */
export const ROOT: string = fileURLToPath(new URL("../../../", import.meta.url));

/** The compiled file of a peer. */
export function peerFile(name: string): string {
  return fileURLToPath(new URL(`../peers/${name}.js`, import.meta.url));
}
