import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // `npm run test:crash` takes minutes and the whole machine, and runs alone.
    include: process.env["CRASH_MINUTES"] === undefined ? ["test/**/*.test.ts"] : ["test/crash/crash.ts"],
    globalSetup: ["test/global-setup.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Shared machines stall for seconds: there, what failed once is asked once more.
    retry: process.env["CI"] ? 1 : 0,
  },
});
