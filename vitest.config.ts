import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const BUNDLED = fileURLToPath(new URL("dist/node_modules/", import.meta.url));

/** Packages of many modules as the build has them, in a few: each test file reads them anew. */
function bundled(): { find: RegExp; replacement: string }[] {
  if (!existsSync(BUNDLED)) return [];
  const names = readdirSync(BUNDLED).filter((name) => existsSync(`${BUNDLED}${name}/package.json`));
  return names.flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(`${BUNDLED}${name}/package.json`, "utf8")) as {
      exports: Record<string, string>;
    };
    return Object.entries(exports).map(([part, file]) => ({
      find: new RegExp(`^${name}${part.slice(1)}$`),
      replacement: `${BUNDLED}${name}/${file.slice(2)}`,
    }));
  });
}

export default defineConfig({
  resolve: { alias: bundled() },
  test: {
    // `npm run test:crash` takes minutes and the whole machine, and runs alone.
    include: process.env["CRASH_MINUTES"] === undefined ? ["test/**/*.test.ts"] : ["test/crash/crash.ts"],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["test/support/check-answers.ts"],
    // They end what hangs, and are many times what the slowest machine needs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Modules are read once a process, not once a file: that is a sixth of the whole run.
    isolate: false,
    // More than cores: many of the tests wait for a time that a process of the product takes.
    maxWorkers: 3,
  },
});
