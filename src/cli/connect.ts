import { readFile } from "node:fs/promises";
import process from "node:process";
import { text as readAll } from "node:stream/consumers";
import { ApiError, type Client, createClient, ForeignAnswerError } from "../client/index.js";

/** What to do when nobody answers, or somebody else. */
export const CHECK_URL = "check BOSPORUS_URL, and that the gateway runs and may be reached from here";

/** The client that BOSPORUS_URL and BOSPORUS_API_KEY (or INTERNAL_SECRET) describe. */
export function connect(): Client {
  const { env } = process;
  const apiKey = env["BOSPORUS_API_KEY"] ?? "";
  const internalSecret = env["INTERNAL_SECRET"] ?? "";
  const projectId = env["BOSPORUS_PROJECT"] ?? "";
  if (apiKey === "" && internalSecret === "") {
    throw new Error("set BOSPORUS_API_KEY to an API key, and BOSPORUS_URL to a gateway");
  }
  const baseUrl = env["BOSPORUS_URL"] || "http://localhost:8080";
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new Error("BOSPORUS_URL is no URL of a gateway: use http://host:port or https://host");
  }
  return createClient({
    baseUrl,
    ...(apiKey === "" ? { internalSecret } : { apiKey }),
    ...(projectId === "" ? {} : { projectId }),
  });
}

/** A value as JSON: on one line for a program, readable on a terminal. */
export function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0)}\n`);
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ForeignAnswerError) return `${error.message}: ${CHECK_URL}`;
  return error.cause instanceof Error ? `${error.cause.message}: ${CHECK_URL}` : error.message;
}

/** Who read the output has gone, as `head` does: there is nothing left to do. */
function onOutputError({ code, message }: NodeJS.ErrnoException): void {
  if (code !== "EPIPE") process.stderr.write(`bosporus: ${message}\n`);
  process.exit(code === "EPIPE" ? 0 : 1);
}

/** Runs a command; what goes wrong is one line and exit code 1. */
export async function attempt(command: () => Promise<void>): Promise<void> {
  process.stdout.once("error", onOutputError);
  try {
    await command();
  } catch (error) {
    const details = error instanceof ApiError ? error.details.map((line) => `\n  ${line}`).join("") : "";
    process.stderr.write(`bosporus: ${sentenceOf(error)}${details}\n`);
    process.exitCode = 1;
  }
}

/** The values that were given: an option that was not named is no filter. */
export function given<Query extends Record<string, string | undefined>>(
  query: Query,
): { [Name in keyof Query]?: string } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Query]?: string;
  };
}

/** `key=value` as a pair. */
export function pairArgument(text: string): readonly [key: string, value: string] {
  const at = text.indexOf("=");
  if (at < 1) throw new Error(`not key=value: ${text.slice(0, 60)}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A JSON argument: the text itself, or `@file`, or `-` for standard input. */
export async function jsonArgument(text: string): Promise<unknown> {
  let given = text;
  if (text === "-") given = await readAll(process.stdin);
  else if (text.startsWith("@")) given = await readFile(text.slice(1), "utf8");
  try {
    return JSON.parse(given);
  } catch {
    throw new Error(`not JSON: ${given.slice(0, 60)}`);
  }
}
