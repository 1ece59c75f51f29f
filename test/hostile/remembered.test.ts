import { expect, test } from "vitest";
import { newJob } from "../../src/api/job-changes.js";
import { newId } from "../../src/domain/ids.js";
import { JobCache } from "../../src/http/control/jobs/job-cache.js";

const MIB = 1_048_576;
/** What a gateway may remember of jobs, in characters of their records; what it has made of them is some times as much. */
const MOST = 32 * MIB;

const defaults = { maxAttempts: 1, timeoutSecs: 60 };

test("jobs with large schemas are not all remembered: what a gateway keeps of them has a bound in bytes", async () => {
  const text = "x".repeat(MIB);
  const cache = new JobCache({
    getAny: async (id) =>
      newJob({ project_id: "p", name: id, slug: id, payload_schema: { description: text } }, id, 0, defaults),
    idBySlug: async () => undefined,
  });
  const ids = Array.from({ length: 40 }, () => newId());
  for (const id of ids) expect((await cache.refresh(id))?.job.id).toBe(id);
  const kept = ids.filter((id) => cache.seen(id) !== undefined);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length * MIB).toBeLessThanOrEqual(MOST);
  expect(kept.at(-1)).toBe(ids.at(-1));
});
