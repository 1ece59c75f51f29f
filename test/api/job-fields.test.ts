import { describe, expect, it } from "vitest";
import type { JobInput, JobPatch } from "../../src/api/job.js";
import { newJob, patchedJob } from "../../src/api/job-changes.js";

const DEFAULTS = { maxAttempts: 3, timeoutSecs: 300 };
const INPUT: JobInput = { project_id: "own", name: "Job", slug: "job" };

describe("fields that a caller may not set", () => {
  it("are ignored when a job is created", () => {
    const foreign = { ...INPUT, id: "chosen", version: 9, paused: true, nothing: "* * * * *" };
    expect(newJob(foreign, "id", 0, DEFAULTS)).toEqual(newJob(INPUT, "id", 0, DEFAULTS));
  });

  it("are ignored in a patch: it cannot move a job to another project or write over another job", () => {
    const job = newJob(INPUT, "id", 0, DEFAULTS);
    const patch: JobPatch = { name: "New" };
    const foreign = {
      ...patch,
      id: "other",
      project_id: "other",
      version: 9,
      created_at: "never",
      nothing: "x",
    };
    expect(patchedJob(job, foreign, 1)).toEqual(patchedJob(job, patch, 1));
    expect(patchedJob(job, foreign, 1)).toMatchObject({
      id: "id",
      project_id: "own",
      name: "New",
      version: 2,
    });
  });
});
