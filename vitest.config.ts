import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // `npm run test:crash` takes minutes and the whole machine, and runs alone.
    include: process.env["CRASH_MINUTES"] === undefined ? ["test/**/*.test.ts"] : ["test/crash/crash.ts"],
    globalSetup: ["test/global-setup.ts"],
    setupFiles: ["test/support/check-answers.ts"],
    // They end what hangs, and are many times what the slowest machine needs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // More than cores: many of the tests wait for a time that a process of the product takes.
    maxWorkers: 3,
  },
});
