/** `npm run test:hostile -- [arguments of vitest]`: adversaries, on every kind of input; part of `npm test` as well. */
import { runTests } from "./tests.mjs";

await runTests(["test/hostile", "test/clients", "test/fuzz"]);
