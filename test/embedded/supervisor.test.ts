import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type ChildSpecification, Supervisor } from "../../src/embedded/supervisor.js";
import { isAlive, noteNames, readNotes, until } from "./notes.js";

const PROGRAM = fileURLToPath(new URL("fixtures/program.mjs", import.meta.url));
const RESTART = { firstDelayMs: 1, longestDelayMs: 4, soundAfterMs: 60_000, crashLimit: 4 };

let folder: string;
let notes: string;
let reports: string[];
let supervisor: Supervisor | undefined;

function child(
  name: string,
  environment: Record<string, string> = {},
  stopTimeoutMs = 20_000,
): ChildSpecification {
  return {
    name,
    command: process.execPath,
    arguments: [PROGRAM, name],
    environment: { TEST_NOTES: notes, ...environment },
    stopTimeoutMs,
  };
}

function supervise(...stages: ChildSpecification[][]): Supervisor {
  const made = new Supervisor({ stages, restart: RESTART, report: (line) => reports.push(line) });
  supervisor = made;
  made.start();
  return made;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bosporus-test-"));
  notes = join(folder, "notes");
  reports = [];
});

afterEach(async () => {
  const stopped = supervisor?.stop();
  supervisor?.force();
  await stopped;
  supervisor = undefined;
  await rm(folder, { recursive: true, force: true });
});

it("stops stage after stage, each process with one SIGTERM", async () => {
  const { finished } = supervise([child("first"), child("first")], [child("second")]);
  await until(() => noteNames(notes).length === 3);
  await supervisor?.stop();
  expect(await finished).toBe(0);
  const names = noteNames(notes).slice(3);
  expect(names.slice(-2)).toEqual(["second stopping", "second stopped"]);
  expect(names.slice(0, -2).sort()).toEqual([
    "first stopped",
    "first stopped",
    "first stopping",
    "first stopping",
  ]);
  expect(readNotes(notes).filter(({ signal }) => signal === "SIGTERM")).toHaveLength(3);
});

it("starts a crashed process again, and only that one", async () => {
  supervise([child("sound")], [child("crashing", { TEST_CRASH_ONCE: join(folder, "crashed") })]);
  await until(() => noteNames(notes).filter((name) => name === "crashing start").length === 2);
  await until(() => noteNames(notes).includes("sound start"));
  expect(reports).toEqual(["crashing ended with code 1: starting it again in 1 ms"]);
});

it("starts a killed process again", async () => {
  supervise([child("killed")]);
  await until(() => readNotes(notes).length === 1);
  process.kill(readNotes(notes)[0]?.pid ?? 0, "SIGKILL");
  await until(() => readNotes(notes).length === 2);
  expect(reports).toEqual(["killed was ended by SIGKILL: starting it again in 1 ms"]);
});

it("stops everything with code 78 when a process says that its configuration is wrong", async () => {
  const { finished } = supervise([child("sound")], [child("misconfigured", { TEST_EXIT_CODE: "78" })]);
  expect(await finished).toBe(78);
  expect(noteNames(notes).filter((name) => name === "misconfigured start")).toHaveLength(1);
  for (const { pid } of readNotes(notes)) expect(isAlive(pid)).toBe(false);
  expect(reports).toEqual([]);
});

it("gives up on a process that crashes again and again, with growing delays between", async () => {
  const { finished } = supervise([child("broken", { TEST_EXIT_CODE: "3" })]);
  expect(await finished).toBe(1);
  expect(reports).toEqual([
    "broken ended with code 3: starting it again in 1 ms",
    "broken ended with code 3: starting it again in 2 ms",
    "broken ended with code 3: starting it again in 4 ms",
    "broken ended with code 3, 4 times in a row: stopping",
  ]);
});

it("gives up on a program that does not exist", async () => {
  const { finished } = supervise([{ ...child("absent"), command: join(folder, "nothing") }]);
  expect(await finished).toBe(1);
});

it("kills a process that does not stop in its time", async () => {
  const { finished } = supervise([child("stubborn", { TEST_NEVER_STOP: "yes" }, 50)], [child("second")]);
  await until(() => readNotes(notes).length === 2);
  await supervisor?.stop();
  expect(await finished).toBe(0);
  expect(reports).toEqual(["stubborn did not stop within 50 ms: killing it"]);
  expect(noteNames(notes).slice(-2)).toEqual(["second stopping", "second stopped"]);
});

it("kills all when it is forced", async () => {
  const { finished } = supervise([child("stubborn", { TEST_NEVER_STOP: "yes" })], [child("second")]);
  await until(() => readNotes(notes).length === 2);
  void supervisor?.stop();
  supervisor?.force();
  expect(await finished).toBe(0);
  for (const { pid } of readNotes(notes)) expect(isAlive(pid)).toBe(false);
});
