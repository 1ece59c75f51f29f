import { defineConfig } from "vitest/config";

/** What takes minutes, or programs of the system, or the whole machine: a script names one, `npm test` none. */
export default defineConfig({
  test: {
    include: [
      "test/balancers/balancers.ts",
      "test/faults/cluster.ts",
      "test/faults/cluster-cells.ts",
      "test/faults/sentinel-cells.ts",
      "test/faults/suite.ts",
      "test/soak/soak.ts",
      "test/restore/restore.ts",
      "test/moves/drained-project.ts",
      "test/moves/moved-project.ts",
    ],
    globalSetup: ["test/global-setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    disableConsoleIntercept: true,
  },
});
