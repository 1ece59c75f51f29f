import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import type { Scripts } from "../../src/store/scripts.js";
import { storedRun } from "../support/stored-run.js";
import { type OpenedScripts, openScripts } from "./opened.js";

const PROJECT = "left";
const JOB = newId();
const MADE = {
  fields: [],
  metadata: [],
  projectId: PROJECT,
  executionMode: "worker",
  ttl: 0,
  rateMax: 0,
  rateWindow: 0,
};

let redis: Redis;
let scripts: Scripts;
let close: OpenedScripts["close"];

beforeAll(async () => {
  ({ redis, scripts, close } = await openScripts());
});
afterAll(() => close());

const key = (...of: Parameters<Scripts["keys"]["catalog"]>) => scripts.keys.catalog(...of);

async function stored(id: string, status: string): Promise<string> {
  const run = { status, attempt: "1", job_id: JOB, project_id: PROJECT, created_at: "1" };
  await redis.hset(scripts.keys.partition("run", id), storedRun(run));
  return id;
}

describe("a cell that a project has left", () => {
  beforeEach(async () => {
    await redis.flushdb();
    const job = {
      version: "moved",
      project_id: PROJECT,
      slug: "s",
      enabled: "1",
      paused: "",
      execution_mode: "worker",
    };
    await redis.hset(key("job", JOB), job);
    await redis.zadd(key("jobs", PROJECT), 0, JOB);
    await redis.hset(key("homes"), { [PROJECT]: "3 0 to 1", "": "1" });
  });

  it("refuses what would begin or change something of it", async () => {
    const [projectId, jobId, jobVersion] = [PROJECT, JOB, 1];
    const held = { mostPayloads: 1, dedupWindow: 0, holdWindow: 0, hold: undefined };
    const replies = await Promise.all([
      scripts.run("delete-job", { projectId, jobId }),
      scripts.run("update-job", { projectId, jobId, version: 1, slug: "s", fields: [] }),
      scripts.run("delete-project", { projectId }),
      scripts.run("weigh-project", { projectId }),
      scripts.run("revoke-api-key", { projectId, id: "k" }),
      scripts.run("rotate-api-key", { projectId, id: "k", newId: "n", digest: "d", prefix: "p", grace: 0 }),
      scripts.run("trigger-gated", { ...MADE, ...held, jobId, jobVersion, runId: newId(), priority: 0 }),
      scripts.run("trigger-cron", { ...MADE, jobId, jobVersion, tick: 1, skip: false, runId: newId() }),
      scripts.run("trigger-bulk", {
        ...{ ...MADE, jobId, jobVersion, batchId: newId(), creator: "", keep: 1, oldestBatch: "0" },
        ...{ dedupWindow: 0, items: [] },
      }),
      scripts.run("find-job-to-spawn", { projectId, jobId, childId: newId() }),
    ]);
    expect(new Set(replies.map(({ outcome }) => outcome))).toEqual(new Set(["project_elsewhere"]));
  });

  it("replays no run that ended there", async () => {
    const failed = await stored(newId(), "failed");
    const args = { runId: failed, projectId: PROJECT, newRunId: newId(), ttl: 0, actor: "", metadata: [] };
    expect((await scripts.run("replay-run", args)).outcome).toBe("run_left_behind");
    const dead = { runId: await stored(newId(), "dead_letter"), projectId: PROJECT };
    expect((await scripts.run("replay-dead-letter", dead)).outcome).toBe("run_left_behind");
  });

  it("forgets it when its runs have left, not before", async () => {
    await redis.zadd(key("runs_in", PROJECT, "completed"), 0, newId());
    expect((await scripts.run("forget-left", { projectId: PROJECT })).outcome).toBe("kept");
    await redis.del(key("runs_in", PROJECT, "completed"));
    expect((await scripts.run("forget-left", { projectId: PROJECT })).outcome).toBe("forgotten");
    expect(await redis.exists(key("job", JOB), key("jobs", PROJECT))).toBe(0);
  });

  it("takes nothing from whoever brings it late, and lets it leave once", async () => {
    const late = { projectId: PROJECT, version: 3 };
    const job = { jobId: JOB, slug: "s", jobVersion: 1, fields: [], since: 0 };
    const replies = await Promise.all([
      scripts.run("bring-api-key", { ...late, id: "k", digest: "d", fields: ["id", "k"] }),
      scripts.run("bring-job", { ...late, ...job }),
      scripts.run("bring-memory", {
        ...late,
        jobId: JOB,
        entries: ["k", "id 1 1 0 1 1"],
        sizes: ["k", "1 0"],
      }),
      scripts.run("enter-cell", { ...late, left: "0" }),
      scripts.run("leave-cell", { ...late, from: 0, to: 1 }),
    ]);
    expect(replies.map(({ outcome }) => outcome)).toEqual(["known", "known", "known", "known", "known"]);
    expect(await redis.exists(key("api_key", "d"), key("job_memory", JOB))).toBe(0);
  });
});

describe("a cell", () => {
  beforeEach(async () => {
    await redis.flushdb();
  });

  it("lets nobody leave that is not there, or is too large", async () => {
    const leaving = { projectId: PROJECT, version: 1, from: 0, to: 1 };
    expect((await scripts.run("leave-cell", leaving)).outcome).toBe("no_project");
    await redis.hset(key("project", PROJECT), { id: PROJECT });
    const jobs = Array.from({ length: LIMITS.movedJobs + 1 }, () => ["0", newId()]);
    await redis.zadd(key("jobs", PROJECT), ...jobs.flat());
    expect((await scripts.run("leave-cell", leaving)).outcome).toBe("too_many");
  });

  it("gives no child of a job that is disabled, and counts no child twice", async () => {
    await redis.hset(key("job", JOB), {
      version: "1",
      project_id: PROJECT,
      slug: "s",
      enabled: "",
      paused: "",
    });
    const digest = "d";
    await redis.hset(key("api_key", digest), { id: "k", project_id: PROJECT, scopes: "*" });
    const asked = { projectId: PROJECT, jobId: JOB, childId: newId(), targetDigest: digest };
    expect((await scripts.run("find-job-to-spawn", asked)).outcome).toBe("job_disabled");
    const counted = { runId: newId(), childId: newId() };
    expect((await scripts.run("end-away", counted)).outcome).toBe("nothing");
  });
});
