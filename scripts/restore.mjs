/** `npm run test:restore`: backups as docs/operations.md makes them, brought back; and an older binary on newer data. */
import { runTests } from "./tests.mjs";

await runTests(["--config", "vitest.long.config.ts", "test/restore"]);
