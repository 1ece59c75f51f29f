import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Job } from "../../src/api/job.js";
import { newJob } from "../../src/api/job-changes.js";
import { runFields } from "../../src/api/run-fields.js";
import { newId } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import type { CommandName, Commands } from "../../src/store/commands.js";
import { Jobs } from "../../src/store/jobs.js";
import { catalogKey, partitionKey } from "../../src/store/keys.js";
import type { Scripts } from "../../src/store/scripts.js";
import { runUnder, setRun } from "../support/stored-run.js";
import { type OpenedScripts, openScripts } from "./opened.js";
import { SETTINGS } from "./settings.js";

/**
 * Refusals that a caller only meets when something changes between its look and its command: what each of them leaves
 * as it was is the command's to decide, so they are asked of it directly.
 */
const PROJECT = "p";
const OWN_SETTINGS = { ...SETTINGS, circuitFailures: 1, webhookRetentionMs: 60_000 };

let redis: Redis;
let scripts: Scripts;
let close: OpenedScripts["close"];

beforeAll(async () => {
  ({ redis, scripts, close } = await openScripts(OWN_SETTINGS));
});
afterAll(() => close());

async function outcome<Name extends CommandName>(
  name: Name,
  args: Commands[Name]["takes"],
): Promise<unknown> {
  const reply: unknown = await scripts.run(name, args);
  return (reply as { outcome: string }).outcome;
}

async function createJob(fields: Partial<Job> = {}): Promise<Job> {
  const input = { project_id: PROJECT, name: "j", slug: newId(), ...{ execution_mode: "worker" as const } };
  const job = { ...newJob(input, newId(), Date.now(), { maxAttempts: 1, timeoutSecs: 60 }), ...fields };
  await new Jobs(scripts, redis).create(job, "", undefined);
  return job;
}

const ofJob = (job: Job) => ({
  ...{ jobId: job.id, jobVersion: job.version, projectId: PROJECT, executionMode: job.execution_mode },
});
const newRunOf = (job: Job) => ({
  ...ofJob(job),
  ...{ runId: newId(), ttl: 60_000, priority: 0, metadata: [] },
  fields: runFields(job, { payload: undefined, actor: "test" }),
});
const ungated = { rateMax: 0, rateWindow: 0, dedupWindow: 0, holdWindow: 0, mostPayloads: 0 };

async function newRun(job: Job): Promise<string> {
  const run = newRunOf(job);
  expect(await outcome("trigger", run)).toBe("created");
  return run.runId;
}

const forget = (job: Job) => redis.del(catalogKey("job", job.id));
const mine = (runId: string) => ({ runId, attempt: 1 });

describe("triggers of a job that has changed", () => {
  const commands = {
    trigger: (job: Job) => outcome("trigger", newRunOf(job)),
    "trigger-gated": (job: Job) => outcome("trigger-gated", { ...newRunOf(job), ...ungated }),
    "trigger-cron": (job: Job) =>
      outcome("trigger-cron", { ...newRunOf(job), tick: Date.now(), skip: false }),
    "trigger-bulk": (job: Job) =>
      outcome("trigger-bulk", {
        ...{ ...ofJob(job), batchId: newId(), creator: "c", rateMax: 0, rateWindow: 0, dedupWindow: 0 },
        ...{ keep: 60_000, oldestBatch: "0", items: [newRunOf(job)] },
      }),
  };

  it.each(Object.entries(commands))("%s makes no run, and says why", async (_, ask) => {
    const gone = await createJob();
    await forget(gone);
    expect(await ask(gone)).toBe("job_not_found");
    expect(await ask({ ...(await createJob()), version: 99 })).toBe("job_changed");
    expect(await ask(await createJob({ enabled: false }))).toBe("job_disabled");
    expect(await ask(await createJob({ paused: true }))).toBe("job_paused");
    const runs = await redis.keys(`${partitionKey("run", "")}*`);
    expect(runs).toEqual([]);
  });

  it("a key that held a trigger answers so though the job holds none any more", async () => {
    for (const [kind, held] of [
      ["debounce", "debounced"],
      ["batch", "buffered"],
    ] as const) {
      const job = await createJob();
      const run = { ...newRunOf(job), idempotencyKey: kind };
      const hold = {
        hold: kind,
        holdKey: "k",
        holdWindow: 60_000,
        mostPayloads: 10,
        payload: "1",
        heldId: newId(),
      };
      expect(await outcome("trigger-gated", { ...run, ...ungated, ...hold })).toBe(held);
      expect(await outcome("trigger", { ...newRunOf(job), idempotencyKey: kind })).toBe(held);
    }
  });
});

describe("what follows a run", () => {
  it("a chain makes nothing of a run, a job or a version that is not there", async () => {
    const job = await createJob();
    const off = await createJob({ enabled: false });
    const next = {
      projectId: PROJECT,
      depth: 1,
      payloadTooLarge: false,
      fields: [],
      endedAt: "1",
      runId: newId(),
    };
    const chain = (endedRunId: string, target: Job, more: object = {}) =>
      outcome("chain", { ...next, ...ofJob(target), endedRunId, ...more });
    expect(await chain(newId(), job)).toBe("gone");
    const run = await newRun(job);
    expect(await chain(run, job, { jobVersion: 99 })).toBe("job_changed");
    expect(await chain(run, { ...job, id: newId() })).toBe("job_not_found");
    // That the end has no follower is its follower: it gets no other one.
    expect(await chain(run, job)).toBe("exists");
    expect(await chain(await newRun(job), off)).toBe("job_disabled");
    expect(await redis.exists(partitionKey("run", next.runId))).toBe(0);
  });

  it("nothing is continued or spawned of a job that is switched off or gone", async () => {
    const job = await createJob();
    const off = await createJob();
    const [run, other] = [await newRun(job), await newRun(off)];
    await redis.hset(catalogKey("job", off.id), "enabled", "0");
    const spawn = { awaitSecs: 60, childId: newId(), fields: [], ...{ jobId: off.id, knownId: off.id } };
    expect(await outcome("spawn", { ...mine(run), ...spawn, jobVersion: off.version })).toBe("job_disabled");
    expect(await outcome("continue", { ...mine(other), newRunId: newId() })).toBe("job_disabled");
    await forget(off);
    expect(await outcome("continue", { ...mine(other), newRunId: newId() })).toBe("job_not_found");
  });
});

describe("actions on runs", () => {
  const unknown = () => ({ runId: newId(), projectId: PROJECT });

  it("know no run that is not there, or is another project's", async () => {
    const foreign = { runId: await newRun(await createJob()), projectId: "other" };
    for (const args of [unknown(), foreign]) {
      const replay = { ...args, newRunId: newId(), ttl: 60_000, actor: "a", metadata: [] };
      expect(await outcome("cancel", { ...args, grace: 0, reason: "" })).toBe("not_found");
      expect(await outcome("pause-run", args)).toBe("not_found");
      expect(await outcome("requeue-run", { ...args, how: "restart" })).toBe("not_found");
      expect(await outcome("replay-dead-letter", args)).toBe("not_found");
      expect(await outcome("replay-run", replay)).toBe("not_found");
      expect(await outcome("set-debug", { ...args, on: true })).toBe("not_found");
    }
  });

  it("refuse a status that another call has made meanwhile, and replays of a job that is gone", async () => {
    const job = await createJob();
    const queued = await newRun(job);
    expect(await outcome("pause-run", { runId: queued, projectId: PROJECT })).toBe("wrong_state");
    const dead = await newRun(job);
    const key = partitionKey("run", dead);
    await outcome("fail-run", { ...mine(dead), error: "e", errorClass: "unknown" });
    await forget(job);
    const replay = {
      runId: dead,
      projectId: PROJECT,
      newRunId: newId(),
      ttl: 1000,
      actor: "a",
      metadata: [],
    };
    expect((await runUnder(redis, key))["status"]).toBe("failed");
    expect(await outcome("replay-run", replay)).toBe("job_not_found");
    await setRun(redis, key, { status: "dead_letter" });
    expect(await outcome("replay-dead-letter", replay)).toBe("job_not_found");
  });
});

describe("records of the catalog", () => {
  it("a project has at most so many API keys, also by rotation; one that is gone is neither rotated nor revoked", async () => {
    const project = newId();
    const create = { projectId: project, expiresIn: 0, fields: ["name", "n", "scopes", "*"] };
    const id = newId();
    expect(await outcome("create-api-key", { ...create, id, digest: "d1" })).toBe("created");
    const others = Array.from({ length: LIMITS.apiKeys - 1 }, (_, index) => [`k${index}`, "d1"]);
    await redis.hset(catalogKey("api_keys", project), ...others.flat());
    expect(await outcome("create-api-key", { ...create, id: newId(), digest: "d2" })).toBe(
      "too_many_api_keys",
    );
    const rotate = { projectId: project, newId: newId(), digest: "d3", prefix: "x", grace: 1000 };
    expect(await outcome("rotate-api-key", { ...rotate, id })).toBe("too_many_api_keys");
    expect(await outcome("rotate-api-key", { ...rotate, id: newId() })).toBe("api_key_not_found");
    expect(await outcome("revoke-api-key", { projectId: project, id: newId() })).toBe("api_key_not_found");
  });

  it("a job that is gone, or another version by now, is not written", async () => {
    const job = await createJob();
    const window = { jobId: job.id, opensAt: 1, closesAt: 2, lookAt: 2 };
    expect(await outcome("set-window", { ...window, version: "99" })).toBe("changed");
    await forget(job);
    expect(await outcome("set-window", { ...window, version: "1" })).toBe("changed");
    const update = {
      projectId: PROJECT,
      jobId: job.id,
      version: 1,
      slug: job.slug,
      schedule: "",
      fields: [],
    };
    expect(await outcome("update-job", update)).toBe("not_found");
    expect(await redis.exists(catalogKey("job", job.id))).toBe(0);
  });

  it("a subscription that was changed meanwhile is not replaced", async () => {
    const record = { projectId: PROJECT, id: newId() };
    expect(await outcome("write-webhook", { ...record, after: "a" })).toBe("written");
    expect(await outcome("write-webhook", { ...record, before: "other", after: "b" })).toBe("changed");
    expect(await redis.hget(catalogKey("webhooks", PROJECT), record.id)).toBe("a");
  });

  it("a memory holds so many bytes", async () => {
    const run = await newRun(await createJob());
    const write = { ...mine(run), key: "k", newId: newId(), ttlSecs: 0, value: "1" };
    expect(await outcome("write-memory", { ...write, size: LIMITS.memoryJobBytes + 1 })).toBe(
      "quota_exceeded",
    );
  });

  it("an event finds its wait under the key that it was looked up by, or none", async () => {
    const send = { projectId: PROJECT, key: newId(), payload: "1", sender: "s", keep: 0 };
    expect(await outcome("send-event", { ...send, triggerId: newId() })).toBe("moved");
    expect(await outcome("send-event", send)).toBe("not_found");
    expect(await outcome("cancel-event", { triggerId: newId() })).toBe("not_found");
  });
});

describe("deliveries", () => {
  const create = (id: string, project: string) =>
    outcome("create-delivery", { id, projectId: project, fields: ["kind", "job"] });

  it("are made once, and recorded as failed when too many wait", async () => {
    const project = newId();
    const [first, second] = [newId(), newId()];
    expect(await create(first, project)).toBe("created");
    expect(await create(first, project)).toBe("exists");
    const waiting = Array.from({ length: LIMITS.pendingDeliveries }, (_, index) => [0, `w${index}`]);
    await redis.zadd(catalogKey("deliveries_in", project, "pending"), ...waiting.flat());
    expect(await create(second, project)).toBe("full");
    expect(await outcome("retry-delivery", { id: second, projectId: project })).toBe("full");
    expect(await outcome("retry-delivery", { id: second, projectId: "other" })).toBe("not_found");
  });

  it("are made by who was handed them last, and given up when their receiver stays away", async () => {
    const [failing, id] = [newId(), newId()];
    for (const one of [failing, id]) await create(one, PROJECT);
    const settle = { number: "1", error: "e", response: "", delay: 0, quick: 0 };
    const failed = { ...settle, id: failing, outcome: "retry", circuit: "c", verdict: "bad" } as const;
    expect(await outcome("settle-delivery", failed)).toBe("settled");
    expect(await outcome("settle-delivery", failed)).toBe("superseded");
    expect(await outcome("enter-delivery", { id: failing, number: "1", circuit: "c" })).toBe("superseded");
    expect(await outcome("enter-delivery", { id, number: "1", circuit: "c" })).toBe("postponed");
    await redis.hset(catalogKey("delivery", id), "created_at", 1);
    expect(await outcome("enter-delivery", { id, number: "2", circuit: "c" })).toBe("given_up");
  });
});
