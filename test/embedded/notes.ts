import { readFileSync } from "node:fs";
import { expect } from "vitest";

/** What a process of `fixtures/program.mjs` noted. */
export interface Note {
  readonly role: string;
  readonly event: string;
  readonly pid: number;
  readonly signal?: string;
  readonly redis?: string;
  readonly path?: string;
  readonly authorization?: string;
  readonly body?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** All notes so far, oldest first. */
export function readNotes(path: string): Note[] {
  try {
    const lines = readFileSync(path, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line): Note => JSON.parse(line));
  } catch {
    return [];
  }
}

/** `role event`, oldest first. */
export function noteNames(path: string): string[] {
  return readNotes(path).map(({ role, event }) => `${role} ${event}`);
}

/** Waits until the condition holds. */
export async function until(condition: () => unknown): Promise<void> {
  await expect.poll(() => Boolean(condition()), { timeout: 120_000, interval: 10 }).toBe(true);
}

/** True while the process runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // A zombie that nobody reaps (a container without an init) has ended all the same.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return process.platform !== "linux";
  }
}
