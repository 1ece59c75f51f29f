import type { Redis } from "ioredis";
import type { Job } from "../../src/api/job.js";
import { runFields } from "../../src/api/run-fields.js";
import { newId } from "../../src/domain/ids.js";
import type { Scripts } from "../../src/store/scripts.js";
import { type TriggeredItem, Triggers, triggeredJob } from "../../src/store/triggers.js";

/** Triggers a run of a stored job, without payload, key or priority and at once unless told otherwise; its id. */
export async function triggerRun(
  { redis, scripts }: { readonly redis: Redis; readonly scripts: Scripts },
  job: Job,
  more: Partial<TriggeredItem> = {},
): Promise<string> {
  const item = {
    ...{ runId: newId(), idempotencyKey: "", scheduledAtMs: undefined, ttlMs: 3_600_000, priority: 0 },
    ...{ concurrencyKey: "", payloadDigest: "", metadata: [] },
    fields: runFields(job, { payload: undefined, actor: "test" }),
    ...more,
  };
  await new Triggers(scripts, redis, 0).trigger(triggeredJob(job), item);
  return item.runId;
}
