import { defineConfig } from "vitest/config";

/** Load balancers in front of a fleet: minutes, and programs of the system, so `npm test` leaves them out. */
export default defineConfig({
  test: {
    include: ["test/balancers/balancers.ts"],
    globalSetup: ["test/global-setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    disableConsoleIntercept: true,
  },
});
