import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Static, Type } from "typebox";
import { Value } from "typebox/value";

const CREDENTIALS = Type.Object({
  jwtSigningKey: Type.String({ minLength: 32 }),
  internalSecret: Type.String({ minLength: 32 }),
  apiKey: Type.String({ pattern: "^strait_[0-9a-f]{64}$" }),
});

/** Secrets of an embedded installation, made once for a data directory. */
export type Credentials = Static<typeof CREDENTIALS>;

/** The credentials, or one line that says why they cannot be had and what to do. */
export type CredentialsOutcome =
  | { readonly outcome: "ready"; readonly credentials: Credentials; readonly created: boolean }
  | { readonly outcome: "unreadable"; readonly reason: string };

const FILE_NAME = "credentials.json";
const OWNER_ONLY = 0o600;
const SECRET_BYTES = 32;

function newCredentials(): Credentials {
  const secret = (): string => randomBytes(SECRET_BYTES).toString("hex");
  return { jwtSigningKey: secret(), internalSecret: secret(), apiKey: `strait_${secret()}` };
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

function unreadable(path: string, why: string): CredentialsOutcome {
  const reason = `${path} cannot be used (${why}): correct it, or move it away to get new credentials (run tokens and the API key handed out before stop working)`;
  return { outcome: "unreadable", reason };
}

async function read(path: string, created: boolean): Promise<CredentialsOutcome | undefined> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
    await chmod(path, OWNER_ONLY);
  } catch (error) {
    return errorCode(error) === "ENOENT" ? undefined : unreadable(path, errorCode(error));
  }
  try {
    const parsed: unknown = JSON.parse(content);
    if (Value.Check(CREDENTIALS, parsed)) return { outcome: "ready", credentials: parsed, created };
    const [problem] = Value.Errors(CREDENTIALS, parsed);
    return unreadable(path, `${problem?.instancePath ?? ""} ${problem?.message ?? "unknown shape"}`.trim());
  } catch {
    return unreadable(path, "not JSON");
  }
}

/** Writes the file whole or not at all, and never over one that another start made meanwhile. */
async function create(path: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = await open(draft, "wx", OWNER_ONLY);
  try {
    await file.writeFile(`${JSON.stringify(newCredentials(), null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Reads the credentials of a data directory, making them (mode 0600) at the first start. */
export async function loadCredentials(dataDirectory: string): Promise<CredentialsOutcome> {
  const path = join(dataDirectory, FILE_NAME);
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
    const existing = await read(path, false);
    if (existing !== undefined) return existing;
    await create(path);
    return (await read(path, true)) ?? unreadable(path, "it vanished");
  } catch (error) {
    return unreadable(path, errorCode(error));
  }
}
