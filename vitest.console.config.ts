import { defineConfig } from "vitest/config";

/** Tests of the console in a browser: they need the machine for themselves, so `npm test` leaves them out. */
export default defineConfig({
  test: {
    include: [`test/console/${process.env["CONSOLE_PICTURES"] === "1" ? "pictures" : "*.browser"}.ts`],
    globalSetup: ["test/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
});
