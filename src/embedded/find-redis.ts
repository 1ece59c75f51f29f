import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Oldest server whose behaviour the gateway relies on; the gateway refuses older ones at its start. */
const MINIMUM_REDIS_VERSION = "7.0.0";

const BINARIES = ["redis-server", "valkey-server"];
/** Searched after PATH: a PATH made for services or for a plain user often lacks one of them. */
const USUAL_FOLDERS = [
  "/usr/local/bin",
  "/usr/bin",
  "/opt/homebrew/bin",
  "/usr/local/sbin",
  "/usr/sbin",
  "/opt/local/bin",
];
const VERSION = /\bv=(\d+\.\d+\.\d+)/;
const VERSION_TIMEOUT_MS = 5000;

/** A system package manager and the steps with which it brings a Redis server. */
export interface PackageManager {
  readonly program: string;
  readonly steps: readonly (readonly string[])[];
  /** Homebrew refuses to run as root; all others need it. */
  readonly needsRoot: boolean;
}

const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    program: "apt-get",
    steps: [["update"], ["install", "-y", "--no-install-recommends", "redis-server"]],
    needsRoot: true,
  },
  { program: "dnf", steps: [["install", "-y", "valkey"]], needsRoot: true },
  { program: "apk", steps: [["add", "redis"]], needsRoot: true },
  { program: "pacman", steps: [["-S", "--noconfirm", "valkey"]], needsRoot: true },
  { program: "zypper", steps: [["--non-interactive", "install", "redis"]], needsRoot: true },
  { program: "brew", steps: [["install", "redis"]], needsRoot: false },
];

/** What a search for a Redis server came to. `installCommand` can be pasted into a shell. */
export type RedisSearch =
  | { readonly outcome: "found"; readonly path: string; readonly version: string }
  | { readonly outcome: "missing"; readonly installCommand: string }
  | { readonly outcome: "unusable"; readonly path: string }
  | { readonly outcome: "outdated"; readonly path: string; readonly version: string };

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function searchFolders(environment: NodeJS.ProcessEnv): string[] {
  const fromPath = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return [...new Set([...fromPath, ...USUAL_FOLDERS])];
}

/** The first executable of that name, or undefined. */
export async function findProgram(
  name: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  for (const folder of searchFolders(environment)) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/** The version that a redis-server or valkey-server states; undefined when it is something else. */
async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ["--version"], { timeout: VERSION_TIMEOUT_MS });
    return VERSION.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

/** True when `version` is `minimum` or later; both are `major.minor.patch`. */
export function isAtLeast(version: string, minimum: string): boolean {
  return version.localeCompare(minimum, "en", { numeric: true }) >= 0;
}

/** The package manager of this machine, or undefined when it has none that is known here. */
export async function findPackageManager(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<PackageManager | undefined> {
  for (const manager of PACKAGE_MANAGERS) {
    if ((await findProgram(manager.program, environment)) !== undefined) return manager;
  }
  return undefined;
}

/** The command a person would type to get a Redis server here, or advice in words where there is none. */
export function installCommand(manager: PackageManager | undefined): string {
  if (manager === undefined) return "your system's package manager (package redis or valkey)";
  const prefix = manager.needsRoot && process.getuid?.() !== 0 ? "sudo " : "";
  return manager.steps.map((step) => `${prefix}${manager.program} ${step.join(" ")}`).join(" && ");
}

/**
 * Looks for a Redis (or Valkey) server new enough: `REDIS_SERVER` alone when it is set, else PATH and the
 * usual folders. A too old one is reported only when no newer one is found.
 */
export async function findRedis(environment: NodeJS.ProcessEnv = process.env): Promise<RedisSearch> {
  const chosen = environment["REDIS_SERVER"];
  const candidates = chosen
    ? [chosen]
    : BINARIES.flatMap((name) => searchFolders(environment).map((folder) => join(folder, name)));
  let outdated: RedisSearch | undefined;
  for (const path of candidates) {
    if (!(await isExecutable(path))) continue;
    const version = await versionOf(path);
    if (version === undefined) continue;
    if (isAtLeast(version, MINIMUM_REDIS_VERSION)) return { outcome: "found", path, version };
    outdated ??= { outcome: "outdated", path, version };
  }
  if (outdated !== undefined) return outdated;
  if (chosen) return { outcome: "unusable", path: chosen };
  return { outcome: "missing", installCommand: installCommand(await findPackageManager(environment)) };
}

/** One line for a search that found nothing usable: what is wrong and what to do. */
export function explainSearch(search: Exclude<RedisSearch, { outcome: "found" }>): string {
  if (search.outcome === "outdated") {
    return `${search.path} is version ${search.version}, ${MINIMUM_REDIS_VERSION} or newer is needed: set REDIS_SERVER to a newer redis-server, or REDIS_URL to a running one`;
  }
  if (search.outcome === "unusable") {
    return `REDIS_SERVER is ${search.path}, which is not a redis-server that can be run: correct or unset it`;
  }
  return `No redis-server found: install it with: ${search.installCommand}   (or set REDIS_URL to a running one)`;
}
