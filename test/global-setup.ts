import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureRedis } from "../src/embedded/install-redis.js";
import { SHARED_FAILURES } from "../src/http/operator/openapi.js";
import type { Plain } from "./support/answers.js";
import { apiDocument } from "./support/api-document.js";
import { seenMembers, unseenMembers } from "./support/seen-members.js";
import { unseenReplies } from "./support/seen-replies.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of the Redis server that the tests run. */
    redisBinary: string;
    /** The OpenAPI document, which answers are compared with, and where to leave what was seen of it. */
    api: { document: Plain; sharedFailures: readonly number[]; folder: string };
  }
}

/**
 * Finds the Redis server once for the whole run; each test file then starts its own from it. A run of all files
 * fails when it has not seen a member that answers declare. Replies that commands declare and none gave are listed: some
 * are given only when two callers meet, which depends on the machine; `DECLARED_REPLIES=fail` fails for them too.
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
    const seen = seenMembers(folder);
    const ran = new Set(seen.map(({ file }) => file));
    const all = testFiles.every((file) => ran.has(file)) && process.env["CRASH_MINUTES"] === undefined;
    const whole = all && project.config.testNamePattern === undefined;
    const members = whole ? unseenMembers(seen, document) : [];
    const replies = whole ? unseenReplies(folder) : [];
    rmSync(folder, { recursive: true, force: true });
    for (const problem of [...members, ...replies]) process.stderr.write(`${problem}\n`);
    const fails = members.length > 0 || (replies.length > 0 && process.env["DECLARED_REPLIES"] === "fail");
    if (fails) process.exitCode = 1;
  };
}
