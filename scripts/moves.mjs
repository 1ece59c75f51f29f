/** `npm run test:moves`: a project moves between cells under its callers and executors, while gateways and who moves it die. */
import { runTests } from "./tests.mjs";

await runTests(["--config", "vitest.long.config.ts", "test/moves"]);
