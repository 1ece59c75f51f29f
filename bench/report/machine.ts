import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { ROOT } from "../harness/paths.js";
import { wrkVersion } from "../load/wrk.js";
import { cores } from "../settings.js";
import type { Report } from "./result.js";

const PACKAGES = ["uWebSockets.js", "fastify", "@fastify/jwt", "ioredis", "bullmq", "autocannon"];

/** The machine that figures belong to. */
export function machine(): Report["machine"] {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown processor",
    cores,
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
  };
}

function packageVersion(directory: string): string {
  const { version } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

/** The commit that is checked out, marked when files differ from it; nothing outside a repository. */
export function commit(folder = ROOT): string | undefined {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
    })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}

/** Versions of everything that takes part. */
export function versions(redis: string | undefined): Record<string, string> {
  const wrk = wrkVersion();
  const head = commit();
  return {
    bosporus: packageVersion(ROOT),
    ...(head ? { commit: head } : {}),
    node: process.versions.node,
    ...(redis ? { redis } : {}),
    ...(wrk ? { wrk } : {}),
    ...Object.fromEntries(PACKAGES.map((name) => [name, packageVersion(join(ROOT, "node_modules", name))])),
  };
}
