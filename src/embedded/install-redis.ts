import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  explainSearch,
  findPackageManager,
  findProgram,
  findRedis,
  installCommand,
  type PackageManager,
  type RedisSearch,
} from "./find-redis.js";

const run = promisify(execFile);

const INSTALL_TIMEOUT_MS = 10 * 60_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** What an installation came to. `refused`: it would need a password or a package manager that is not here. */
export type RedisInstallation =
  | { readonly outcome: "installed" }
  | { readonly outcome: "refused"; readonly command: string }
  | { readonly outcome: "failed"; readonly command: string; readonly reason: string };

/** The words before the package manager's own that give it its rights; undefined when a person must. */
async function rightsPrefix(manager: PackageManager): Promise<readonly string[] | undefined> {
  const isRoot = process.getuid?.() === 0;
  if (!manager.needsRoot) return isRoot ? undefined : [];
  if (isRoot) return [];
  const sudo = await findProgram("sudo");
  if (sudo === undefined) return undefined;
  return run(sudo, ["-n", "true"]).then(
    () => [sudo, "-n"],
    () => undefined,
  );
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/**
 * Installs a Redis server with the system's package manager, without asking anything: only as root, with a
 * passwordless sudo, or through Homebrew.
 */
async function installRedis(): Promise<RedisInstallation> {
  const manager = await findPackageManager();
  const command = installCommand(manager);
  if (manager === undefined) return { outcome: "refused", command };
  const prefix = await rightsPrefix(manager);
  if (prefix === undefined) return { outcome: "refused", command };
  for (const step of manager.steps) {
    const [program = manager.program, ...args] = [...prefix, manager.program, ...step];
    try {
      await run(program, args, {
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
        timeout: INSTALL_TIMEOUT_MS,
        maxBuffer: MAX_OUTPUT_BYTES,
      });
    } catch (error) {
      const output = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
      return { outcome: "failed", command, reason: lastLine(output) };
    }
  }
  return { outcome: "installed" };
}

/**
 * Finds a Redis server, installing one where that needs nobody's consent. `announce` is told before an
 * installation begins. The reason of a failure is one line with the command to run by hand.
 */
export async function ensureRedis(
  announce: (line: string) => void,
): Promise<Extract<RedisSearch, { outcome: "found" }> | { outcome: "unavailable"; reason: string }> {
  const before = await findRedis();
  if (before.outcome === "found") return before;
  if (before.outcome !== "missing") return { outcome: "unavailable", reason: explainSearch(before) };
  announce(`installing a Redis server: ${before.installCommand}`);
  const installation = await installRedis();
  if (installation.outcome === "failed") {
    return {
      outcome: "unavailable",
      reason: `Installing a Redis server failed (${installation.reason}); run: ${installation.command}`,
    };
  }
  const after = await findRedis();
  return after.outcome === "found" ? after : { outcome: "unavailable", reason: explainSearch(after) };
}
