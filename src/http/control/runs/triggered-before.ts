import type { Job } from "../../../api/job.js";
import type { BulkItemResult, FoundBefore, TriggeredItem } from "../../../store/triggers.js";
import type { Gateway } from "../../gateway.js";

const NOTHING: readonly (FoundBefore | undefined)[] = [];

/**
 * What the items have made in the cells that their project has left, by their places; empty when it never moved. Nothing of it
 * can come there any more: who is not found there is looked for where the project lies, in the step that makes a run.
 */
export async function triggeredBefore(
  gateway: Gateway,
  { id, project_id, enabled, paused }: Job,
  items: readonly TriggeredItem[],
): Promise<readonly (FoundBefore | undefined)[]> {
  const left = gateway.left(project_id);
  const isAsked = items.some(
    ({ idempotencyKey, payloadDigest }) => idempotencyKey !== "" || payloadDigest !== "",
  );
  // Of a job that takes no triggers, all are refused.
  if (left.length === 0 || !isAsked || !enabled || paused) return NOTHING;
  const found = await Promise.all(left.map(({ triggers }) => triggers.before(id, items)));
  return items.map((_, index) => found.map((one) => one[index]).find((one) => one !== undefined));
}

/** The results of all items of a bulk trigger: those of before in their places among those that were triggered now. */
export function withBefore(
  before: readonly (FoundBefore | undefined)[],
  results: readonly BulkItemResult[],
): readonly BulkItemResult[] {
  if (before.length === 0) return results;
  const now = [...results];
  return before.flatMap((one) => {
    if (one === undefined) return now.shift() ?? [];
    const { runId = "", status = "", attempt = 0 } = "runId" in one ? one : {};
    return { runId, status, attempt, idempotencyHit: one.outcome !== "duplicate", created: false };
  });
}
