/**
 * Writes what the sources decide: tables and pages of the documentation, and the import rules that biome checks.
 * `npm run docs`; a test fails when they are not current.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BOARD_FILES, board } from "./documents/boards.mjs";
import { configurationTable } from "./documents/configuration.mjs";
import { keysTable } from "./documents/keys.mjs";
import { limitsTable } from "./documents/limits.mjs";
import { withSection } from "./documents/markdown.mjs";
import { roomRules } from "./documents/rooms.mjs";
import { stateMachine } from "./documents/state-machine.mjs";
import { build, installPackages, requireNode, root } from "./set-up.mjs";

/** What each generated file has to be, from what it is now and the sources. */
export const DOCUMENTS = {
  "docs/architecture.md": (text, { KEYS }) =>
    withSection(
      withSection(text, "partition keys", keysTable(KEYS, "PARTITION_KEYS")),
      "catalog keys",
      keysTable(KEYS, "CATALOG_KEYS"),
    ),
  "docs/configuration.md": (text, { ENVIRONMENT }) =>
    withSection(text, "configuration", configurationTable(ENVIRONMENT)),
  "docs/limits.md": (text, { LIMITS }) => withSection(text, "limits", limitsTable(LIMITS)),
  "docs/state-machine.md": (_, sources) => stateMachine(sources),
  ...Object.fromEntries(
    BOARD_FILES.map((file) => [`deploy/grafana/${file}.json`, (_, sources) => board(file, sources)]),
  ),
  "biome.rooms.json": (_, { CONTRIBUTING }) => roomRules(CONTRIBUTING),
};

async function write() {
  requireNode();
  if (!installPackages() || !build()) return 1;
  const from = (file) => import(pathToFileURL(join(root, "dist", file)).href);
  const sources = {
    CONTRIBUTING: readFileSync(join(root, "CONTRIBUTING.md"), "utf8"),
    KEYS: readFileSync(join(root, "src", "store", "key-names.ts"), "utf8"),
    ...(await from("environment.js")),
    ...(await from("domain/limits.js")),
    ...(await from("domain/run-status.js")),
    ...(await from("metrics/metrics.js")),
  };
  for (const [file, make] of Object.entries(DOCUMENTS)) {
    const path = join(root, file);
    writeFileSync(path, make(existsSync(path) ? readFileSync(path, "utf8") : "", sources));
  }
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await write();
