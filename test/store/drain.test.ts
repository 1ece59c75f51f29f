import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../src/domain/ids.js";
import { LIMITS } from "../../src/domain/limits.js";
import type { Scripts } from "../../src/store/scripts.js";
import { storedRun } from "../support/stored-run.js";
import { type OpenedScripts, openScripts } from "./opened.js";

const PROJECT = "drained";
const JOB = newId();
const LASTS = 60_000;
const MADE = {
  ...{ jobId: JOB, jobVersion: 1, fields: ["made", ""], metadata: [], projectId: PROJECT },
  ...{ executionMode: "worker", ttl: 1000, rateMax: 0, rateWindow: 0, dedupWindow: 0 },
};
const ONE = { runId: newId(), priority: 0 };
const HELD = { mostPayloads: 9, holdWindow: 1000, hold: undefined };
const BULK = { batchId: newId(), creator: "", keep: 1000, oldestBatch: "0" };

let redis: Redis;
let scripts: Scripts;
let close: OpenedScripts["close"];

beforeAll(async () => {
  ({ redis, scripts, close } = await openScripts());
});
afterAll(() => close());

const key = (...of: Parameters<Scripts["keys"]["catalog"]>) => scripts.keys.catalog(...of);

async function stored(status: string): Promise<string> {
  const id = newId();
  const run = { status, attempt: "1", job_id: JOB, project_id: PROJECT, created_at: "1" };
  await redis.hset(scripts.keys.partition("run", id), storedRun(run));
  return id;
}

const drain = (lasts: number, ends?: number) =>
  scripts.run("drain-project", { projectId: PROJECT, lasts, ends });

/** Whatever begins something of the project from outside, by who asks. */
async function begun(): Promise<Record<string, string>> {
  const replies = {
    trigger: scripts.run("trigger", { ...MADE, ...ONE, runId: newId() }),
    keyed: scripts.run("trigger", { ...MADE, ...ONE, runId: newId(), idempotencyKey: newId() }),
    gated: scripts.run("trigger-gated", { ...MADE, ...ONE, ...HELD, runId: newId() }),
    debounced: scripts.run("trigger-gated", {
      ...{ ...MADE, ...ONE, ...HELD, runId: newId() },
      ...{ hold: "debounce", holdKey: newId(), heldId: newId() },
    }),
    batched: scripts.run("trigger-gated", {
      ...{ ...MADE, ...ONE, ...HELD, runId: newId(), payload: "1" },
      ...{ hold: "batch", holdKey: newId(), heldId: newId() },
    }),
    bulk: scripts.run("trigger-bulk", {
      ...{ ...MADE, ...BULK },
      items: [{ runId: newId(), ttl: 1000, priority: 0, fields: ["made", ""], metadata: [] }],
    }),
    tick: scripts.run("trigger-cron", { ...MADE, tick: 5, skip: false, runId: newId() }),
    replay: scripts.run("replay-run", {
      ...{ runId: await stored("failed"), projectId: PROJECT, newRunId: newId() },
      ...{ ttl: 0, actor: "", metadata: [] },
    }),
    deadLetter: scripts.run("replay-dead-letter", {
      ...{ runId: await stored("dead_letter"), projectId: PROJECT },
    }),
    event: scripts.run("send-event", { projectId: PROJECT, key: newId(), sender: "", keep: 1000 }),
  };
  const outcomes = Object.entries(replies).map(
    async ([name, reply]) => [name, (await reply).outcome] as const,
  );
  return Object.fromEntries(await Promise.all(outcomes));
}

async function keysBut(...some: readonly string[]): Promise<string[]> {
  const runs = scripts.keys.partition("run", "");
  return (await redis.keys("*")).filter((name) => !some.includes(name) && !name.startsWith(runs)).sort();
}

describe("a project that comes to rest", () => {
  beforeEach(async () => {
    await redis.flushdb();
    await redis.hset(key("project", PROJECT), { id: PROJECT });
    const job = { version: "1", project_id: PROJECT, slug: "s", enabled: "1", paused: "" };
    await redis.hset(key("job", JOB), { ...job, execution_mode: "worker", queue_name: "q" });
    await redis.zadd(key("jobs", PROJECT), 0, JOB);
    await redis.hset(key("cron_jobs"), JOB, "UTC * * * * *");
  });

  it("begins nothing from outside until then, and all of it afterwards", async () => {
    // Lines are read before, as they are while triggers come.
    await scripts.run("trigger", { ...MADE, ...ONE, runId: newId() });
    expect((await drain(LASTS)).outcome).toBe("draining");
    const before = await keysBut();
    const refused = await begun();
    expect(new Set(Object.values(refused))).toEqual(new Set(["project_drains"]));
    expect(await keysBut(key("cron_since"))).toEqual(before);
    expect(await redis.hget(key("cron_since"), JOB)).toBe("4 UTC * * * * *");
    expect((await drain(0)).outcome).toBe("ended");
    expect(await redis.hexists(key("job", JOB), "drains")).toBe(0);
    const after = await begun();
    expect(after).toMatchObject({ trigger: "created", keyed: "created", gated: "created", bulk: "created" });
    expect(after).toMatchObject({ debounced: "debounced", batched: "buffered", event: "buffered" });
    // That which was put off comes first.
    expect(after).toMatchObject({ tick: "behind", replay: "created", deadLetter: "ok" });
  });

  it("is over by itself, with nobody who lifts it", async () => {
    await drain(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await scripts.run("trigger", { ...MADE, ...ONE, runId: newId() })).outcome).toBe("created");
    expect((await drain(0)).outcome).toBe("rests");
  });

  it("answers what is known, and tells how long it may last", async () => {
    const keyed = { ...MADE, ...ONE, idempotencyKey: "known" };
    await scripts.run("trigger", keyed);
    const item = { runId: newId(), ttl: 1000, priority: 0, fields: ["made", ""], metadata: [] };
    await drain(LASTS);
    expect((await scripts.run("trigger", { ...keyed, runId: newId() })).outcome).toBe("exists");
    expect((await scripts.run("trigger-gated", { ...keyed, ...HELD, runId: newId() })).outcome).toBe(
      "exists",
    );
    const known = { ...MADE, ...BULK, items: [{ ...item, idempotencyKey: "known" }] };
    expect((await scripts.run("trigger-bulk", known)).outcome).toBe("created");
    const reply = await scripts.run("trigger", { ...MADE, ...ONE, runId: newId() });
    expect(reply).toEqual({ outcome: "project_drains", left: expect.toSatisfy((n) => n > 0 && n <= LASTS) });
  });

  it("covers jobs that are made or changed meanwhile, and no others later", async () => {
    await drain(LASTS);
    const made = { jobId: newId(), projectId: PROJECT, slug: "t" };
    const fields = (await redis.hgetall(key("job", JOB))) as Record<string, string>;
    const { drains: _, line: _line, ...plain } = fields;
    const args = { fields: Object.entries({ ...plain, slug: "t" }).flat() };
    expect((await scripts.run("create-job", { ...made, ...args })).outcome).toBe("created");
    const changed = {
      projectId: PROJECT,
      jobId: JOB,
      version: 1,
      slug: "s",
      fields: Object.entries(plain).flat(),
    };
    expect((await scripts.run("update-job", changed)).outcome).toBe("updated");
    for (const jobId of [JOB, made.jobId]) {
      const trigger = await scripts.run("trigger", { ...MADE, ...ONE, jobId, runId: newId() });
      expect(trigger.outcome).toBe("project_drains");
    }
    await drain(0);
    for (const jobId of [JOB, made.jobId]) {
      expect((await scripts.run("trigger", { ...MADE, ...ONE, jobId, runId: newId() })).outcome).toBe(
        "created",
      );
    }
  });

  it("is ended by whoever has begun it last, or by anybody who says so", async () => {
    const first = await drain(LASTS);
    if (first.outcome !== "draining") throw new Error(first.outcome);
    await drain(2 * LASTS);
    expect((await drain(0, first.till)).outcome).toBe("rests");
    expect((await scripts.run("trigger", { ...MADE, ...ONE, runId: newId() })).outcome).toBe(
      "project_drains",
    );
    expect((await drain(0)).outcome).toBe("ended");
  });

  it("is there, lies here and is not too large", async () => {
    expect((await scripts.run("drain-project", { projectId: "nobody", lasts: 1 })).outcome).toBe(
      "no_project",
    );
    const jobs = Array.from({ length: LIMITS.movedJobs }, () => ["0", newId()]);
    await redis.zadd(key("jobs", PROJECT), ...jobs.flat());
    expect((await drain(LASTS)).outcome).toBe("too_many");
    await redis.hset(key("homes"), { [PROJECT]: "3 0 to 1", "": "1" });
    expect((await drain(LASTS)).outcome).toBe("project_elsewhere");
  });

  it("leaves as soon as nothing is under way, and drains no more then", async () => {
    const run = await stored("waiting");
    await redis.zadd(key("runs_in", PROJECT, "waiting"), 0, run);
    await drain(LASTS);
    const leaving = { projectId: PROJECT, version: 1, from: 0, to: 1 };
    expect(await scripts.run("leave-cell", leaving)).toEqual({
      ...{ outcome: "busy", with: "runs", named: [`${run} waiting`] },
    });
    await redis.del(key("runs_in", PROJECT, "waiting"));
    expect((await scripts.run("leave-cell", leaving)).outcome).toBe("left");
    expect(await redis.zscore(key("draining"), PROJECT)).toBeNull();
    expect(await redis.hexists(key("job", JOB), "drains")).toBe(0);
  });

  it("keeps ticks that were put off while it leaves, whoever has made up for some", async () => {
    await drain(LASTS);
    await scripts.run("trigger-cron", { ...MADE, tick: 5000, skip: false, runId: newId() });
    // Who has begun to make up for them finds another time once one more is put off.
    await scripts.run("trigger-cron", { ...MADE, tick: 6000, skip: false, runId: newId() });
    await scripts.run("close-ticks", { jobId: JOB, since: 4999 });
    expect(await redis.hget(key("cron_since"), JOB)).toBe("4998 UTC * * * * *");
    await scripts.run("leave-cell", { projectId: PROJECT, version: 1, from: 0, to: 1 });
    await scripts.run("close-ticks", { jobId: JOB, since: 4998 });
    expect(await redis.hget(key("cron_since"), JOB)).toBe("4998 UTC * * * * *");
  });
});
