import { ConfigurationError } from "./configuration-error.js";

/** uWebSockets.js: a program for each system and Node version, which is loaded only where it is used. */
export type UwsLibrary = typeof import("uWebSockets.js");

/** What answers HTTP in this process. */
export type HttpLibrary = {
  /** What there is to know about the choice; undefined when all is well. */
  readonly note?: string;
} & ({ readonly name: "uws"; readonly library: UwsLibrary } | { readonly name: "node" });

/** Bytes of a request's head that uWebSockets.js takes; it reads the variable when it is loaded. */
const HEAD_BYTES = "16384";
/** The build for Node 20 and 21 is of 2024, and nobody mends it. */
const FLAWED_BELOW_NODE = 22;
const FLAWS =
  "its build for this Node answers 505 when the first line of a request comes in two segments (URLs above some 1,400 bytes)" +
  " and nothing to a request without Host; Node 22 or newer, or HTTP_ENGINE=node, mends it";

function nodeMajor(): number {
  return Number(process.versions.node.split(".")[0]);
}

/** One sentence: why it does not load, and what would change that. */
function whyNot(error: unknown): string {
  const text = error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : String(error);
  const here = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  const needed = /GLIBC_([\d.]+)[^\n]*not found/.exec(text)?.[1];
  if (needed !== undefined) {
    return `uWebSockets.js for ${here} needs glibc ${needed} (Debian 13, Ubuntu 24.04 or newer), which is not here`;
  }
  return `uWebSockets.js does not load in ${here}: it needs Linux with glibc, macOS or Windows and Node 20, 22, 24 or 25`;
}

async function loadUws(): Promise<UwsLibrary | { readonly problem: string }> {
  process.env["UWS_HTTP_MAX_HEADERS_SIZE"] ||= HEAD_BYTES;
  try {
    const { default: library } = await import("uWebSockets.js");
    return library;
  } catch (error) {
    return { problem: whyNot(error) };
  }
}

/**
 * Finds what answers HTTP: uWebSockets.js where it loads, else the server of Node itself. Throws
 * {@link ConfigurationError} when the former is wanted and does not load.
 */
export async function chooseHttpLibrary(wanted: "auto" | "uws" | "node"): Promise<HttpLibrary> {
  if (wanted === "node") return { name: "node" };
  const loaded = await loadUws();
  if (!("problem" in loaded)) {
    return { name: "uws", library: loaded, ...(nodeMajor() < FLAWED_BELOW_NODE && { note: FLAWS }) };
  }
  if (wanted === "uws") {
    throw new ConfigurationError(`HTTP_ENGINE=uws: ${loaded.problem}; or set HTTP_ENGINE=auto`);
  }
  return { name: "node", note: `${loaded.problem}; it is several times faster than what answers now` };
}

/** What it is called in logs and by operators. */
export function httpLibraryName({ name }: HttpLibrary): string {
  return name === "uws" ? "uWebSockets.js" : "node:http";
}
