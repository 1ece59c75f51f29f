import { createHash, randomUUID } from "node:crypto";
import { chmod, lstat, mkdir, realpath, rm } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Bytes of a socket's path that every platform takes (`sun_path` is 104 on macOS, 108 on Linux). */
const MAX_SOCKET_PATH_BYTES = 100;
const LONGEST_SOCKET_NAME = "redis.sock";
const CLAIM_NAME = "owner.sock";
const ANSWER_TIMEOUT_MS = 2000;
const ATTEMPTS = 5;

/** The right of one process to run a server on a directory. It ends with the process, however that ends. */
export type DirectoryClaim =
  | { readonly outcome: "claimed"; release(): Promise<void> }
  | { readonly outcome: "occupied"; readonly pid: string };

async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const found = await lstat(path);
  // Others may write to the temporary folder: a name that they took first must not get our sockets.
  if (!found.isDirectory() || (process.getuid !== undefined && found.uid !== process.getuid())) {
    throw new Error(`${path} belongs to another user: set TMPDIR to a folder of your own`);
  }
  await chmod(path, 0o700);
  return path;
}

/**
 * The folder for the sockets of a server that works on `directory`: the directory itself, or, when its path is
 * too long for a socket, a private folder under the temporary one whose name every later start finds again.
 */
export async function socketFolder(directory: string): Promise<string> {
  const real = await realpath(directory);
  if (Buffer.byteLength(join(real, LONGEST_SOCKET_NAME)) <= MAX_SOCKET_PATH_BYTES) return real;
  const name = `bosporus-${createHash("sha256").update(real).digest("hex").slice(0, 16)}`;
  const folder = join(tmpdir(), name);
  const fits = Buffer.byteLength(join(folder, LONGEST_SOCKET_NAME)) <= MAX_SOCKET_PATH_BYTES;
  return privateFolder(fits ? folder : join("/tmp", name));
}

function listen(path: string, answer: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => {
      connection.on("error", () => connection.destroy());
      connection.end(answer);
    });
    server.unref();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server));
  });
}

/** What the owner at `path` says, or undefined when nobody is there any more. */
async function ask(path: string): Promise<string | undefined> {
  const connection = createConnection(path);
  connection.setTimeout(ANSWER_TIMEOUT_MS, () => connection.destroy());
  try {
    return await text(connection);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A stopped (Ctrl-Z) owner does not answer and is an owner all the same.
    return code === "ECONNREFUSED" || code === "ENOENT" ? undefined : "unknown";
  } finally {
    connection.destroy();
  }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/**
 * Claims a directory by listening on a socket in its socket folder: unlike a file with a pid in it, nothing is
 * left that could be mistaken for a live owner after a SIGKILL or a reboot.
 */
export async function claimDirectory(folder: string): Promise<DirectoryClaim> {
  const path = join(folder, CLAIM_NAME);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const answer = `${process.pid} ${randomUUID()}`;
    const server = await listen(path, answer);
    const owner = await ask(path);
    // Two starts that both found the same stale socket: only the one that is reachable now goes on.
    if (server !== undefined && owner === answer) {
      return { outcome: "claimed", release: () => close(server) };
    }
    if (server !== undefined) await close(server);
    else if (owner === undefined) await rm(path, { force: true });
    else return { outcome: "occupied", pid: owner.split(" ")[0] ?? "unknown" };
  }
  return { outcome: "occupied", pid: "unknown" };
}
