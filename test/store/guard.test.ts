import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Job } from "../../src/api/job.js";
import { newJob } from "../../src/api/job-changes.js";
import { newId } from "../../src/domain/ids.js";
import type { CommandName, Commands } from "../../src/store/commands.js";
import { Jobs } from "../../src/store/jobs.js";
import { readLuaFiles } from "../../src/store/lua-files.js";
import { RunActions } from "../../src/store/run-actions.js";
import { Runs } from "../../src/store/runs.js";
import type { Scripts } from "../../src/store/scripts.js";
import { type OpenedScripts, openScripts } from "./opened.js";
import { triggerRun } from "./triggered-run.js";

const PROJECT = "p";

/** What each guarded command is asked beside who asks. */
const ASKED = {
  apply: { wantsRun: false, operations: [["heartbeat"], ["annotate", "k", "v"]] },
  "complete-run": { result: "1" },
  continue: { newRunId: newId() },
  "delete-memory": { key: "k" },
  "fail-run": { error: "e", errorClass: "unknown" },
  "list-memory": { cursor: "0" },
  "read-checkpoint": {},
  "read-memory": { key: "k" },
  "read-payload": {},
  "read-state": { key: "k" },
  "read-states": { cursor: "0" },
  spawn: { jobSlug: "s", childId: newId(), awaitSecs: 60, fields: [] },
  "wait-for-event": { eventKey: "k", timeoutSecs: 60, triggerId: newId() },
  "write-memory": { key: "k", newId: newId(), ttlSecs: 0, size: 1, value: "1" },
} satisfies { [Name in CommandName]?: Omit<Commands[Name]["takes"], "runId" | "attempt" | "assignmentId"> };
type Guarded = keyof typeof ASKED;
const COMMANDS = Object.keys(ASKED) as Guarded[];

let redis: Redis;
let scripts: Scripts;
let close: OpenedScripts["close"];

beforeAll(async () => {
  ({ redis, scripts, close } = await openScripts());
});
afterAll(() => close());

async function newRun(mode: Job["execution_mode"], scheduledAtMs?: number): Promise<string> {
  const input = {
    project_id: PROJECT,
    name: "j",
    slug: newId(),
    endpoint_url: "http://e/",
    execution_mode: mode,
  };
  const job = newJob(input, newId(), Date.now(), { maxAttempts: 100, timeoutSecs: 60 });
  await new Jobs(scripts, redis).create(job, "", undefined);
  return triggerRun({ redis, scripts }, job, { scheduledAtMs });
}

interface Who {
  readonly runId: string;
  readonly attempt?: number;
  readonly assignmentId?: string;
}

/** The outcome of a command, asked as the executor of a run. */
async function outcomeOf(name: Guarded, { runId, attempt = 1, assignmentId = "" }: Who): Promise<string> {
  const args = { ...ASKED[name], runId, attempt, assignmentId } as unknown as Commands[Guarded]["takes"];
  return (await scripts.run(name, args)).outcome;
}

describe.each(COMMANDS)("%s", (name) => {
  it("knows no run that is not there", async () => {
    expect(await outcomeOf(name, { runId: newId() })).toBe("not_found");
  });

  it("writes nothing for tokens of other attempts and assignments", async () => {
    const runId = await newRun("worker");
    const before = await new Runs(scripts, redis).get(PROJECT, runId);
    expect(await outcomeOf(name, { runId, attempt: 2 })).toBe("stale_attempt");
    expect(await outcomeOf(name, { runId, assignmentId: newId() })).toBe("assignment_lost");
    expect(await new Runs(scripts, redis).get(PROJECT, runId)).toEqual(before);
  });

  it("is too late once the run has ended", async () => {
    const runId = await newRun("worker");
    await new Runs(scripts, redis).cancel(PROJECT, runId, 0, "");
    expect(await outcomeOf(name, { runId })).toBe("gone");
  });

  it("reads in any status, and writes while the run executes", async () => {
    const isRead = /^(read|list)-/.test(name);
    const dispatched = await newRun("http");
    const delayed = await newRun("worker", Date.now() + 3_600_000);
    const paused = await newRun("worker");
    await outcomeOf("apply", { runId: paused });
    await new RunActions(scripts, redis).pause(PROJECT, paused);
    const outcomes = [];
    for (const runId of [dispatched, delayed, paused]) outcomes.push(await outcomeOf(name, { runId }));
    if (isRead) for (const outcome of outcomes) expect(["ok", "not_found"]).toContain(outcome);
    else expect(outcomes).toEqual(["not_executing", "not_executing", "not_active"]);
  });
});

it("all guarded commands are here", () => {
  const { commands } = readLuaFiles();
  const guarded = commands.filter(({ head }) => head.repliesOf.includes("guard"));
  expect(COMMANDS).toEqual(guarded.map(({ name }) => name));
});
