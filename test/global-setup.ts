import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureRedis } from "../src/embedded/install-redis.js";
import { SHARED_FAILURES } from "../src/http/operator/openapi.js";
import type { Plain } from "./support/answers.js";
import { apiDocument } from "./support/api-document.js";
import { unseenMembers } from "./support/seen-members.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of the Redis server that the tests run. */
    redisBinary: string;
    /** The OpenAPI document, which answers are compared with, and where to leave what was seen of it. */
    api: { document: Plain; sharedFailures: readonly number[]; folder: string };
  }
}

/**
 * Finds the Redis server once for the whole run; each test file then starts its own from it. At the end compares
 * what all answers had with what is declared, and lists what none had.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await ensureRedis((line) => process.stderr.write(`${line}\n`));
  if (redis.outcome !== "found") throw new Error(redis.reason);
  project.provide("redisBinary", redis.path);
  const document = apiDocument();
  const folder = mkdtempSync(join(tmpdir(), "bosporus-answers-"));
  project.provide("api", { document, sharedFailures: SHARED_FAILURES, folder });
  return async () => {
    const { testFiles } = await project.globTestFiles();
    const problems =
      project.config.testNamePattern === undefined ? unseenMembers(folder, document, testFiles) : [];
    rmSync(folder, { recursive: true, force: true });
    if (problems.length > 0) process.stderr.write(`${problems.join("\n")}\n`);
  };
}
