import type { Control } from "./control.js";
import type { DocumentPayload } from "./document-run.js";
import type { ExecutorRun } from "./executor-run.js";
import { add, type Measures, NOTHING } from "./measure.js";

/** Payload of the parent: one child a path. */
export interface FolderPayload {
  readonly paths: readonly string[];
}

/** Payload of the continuation: whose children it adds up. */
interface AggregatePayload {
  readonly aggregate: string;
}

/** Result of the continuation. */
export interface FolderResult extends Measures {
  readonly files: number;
}

/** Key of the event that lets the parent go on after its children. */
export function approvalKey(runId: string): string {
  return `approve:${runId}`;
}

/** Payload of that event. It arrives as the run's newest checkpoint. */
export interface Approval {
  readonly approved_by: string;
}

const WAIT_SECS = 3600;

/**
 * The parent's work, in steps: spawn, wait for the children, wait for the approval, continue. A run that waited is
 * claimed anew, by any executor, and begins at the top; its newest checkpoint says how far it was.
 */
export async function workOnFolder(run: ExecutorRun, control: Control, childSlug: string): Promise<void> {
  const payload = run.claimed.payload as FolderPayload | AggregatePayload;
  if ("aggregate" in payload) {
    await run.complete(await aggregate(run, control, payload.aggregate));
    return;
  }
  const state = run.claimed.last_checkpoint?.state as { spawned: number } | Approval | undefined;
  if (state !== undefined && "approved_by" in state) {
    await goOn(run, state.approved_by);
    return;
  }
  if (await spawnFrom(run, payload.paths, childSlug, state?.spawned ?? 0)) return;
  await run.progress(90, "waiting for approval");
  const status = await run.waitForEvent(approvalKey(run.id), WAIT_SECS);
  // The event had come before: the run has not slept, so that nobody claims it anew.
  if (status === "received") await goOn(run, "an early event");
}

/** Spawns the children that are missing and awaits all with the last one; whether the run waits now. */
async function spawnFrom(
  run: ExecutorRun,
  paths: readonly string[],
  childSlug: string,
  first: number,
): Promise<boolean> {
  const last = paths.length - 1;
  let waits = false;
  for (let index = first; index <= last; index++) {
    // The awaiting spawn puts the run to sleep, so that this is the last moment to write.
    if (index === last && first < last) await run.checkpoint({ spawned: last });
    const child: DocumentPayload = { path: paths[index] ?? "" };
    waits = await run.spawn({
      job_slug: childSlug,
      payload: child,
      // A spawn that is repeated, by a retry or by the next claim, finds the same child.
      idempotency_key: `file-${index}`,
      ...(index === last ? { await_completion: true, await_timeout_secs: WAIT_SECS } : {}),
    });
  }
  return waits;
}

async function goOn(run: ExecutorRun, approvedBy: string): Promise<void> {
  const next: AggregatePayload = { aggregate: run.id };
  const continuedBy = await run.continue(next);
  await run.complete({ continued_by: continuedBy, approved_by: approvedBy });
}

/** Adds up what the children of a run have put out. */
async function aggregate(run: ExecutorRun, control: Control, parentId: string): Promise<FolderResult> {
  const children = await control.children(parentId);
  let sum = NOTHING;
  for (const [index, child] of children.entries()) {
    const outputs = await control.outputs(child.id);
    for (const { output_key, value } of outputs) {
      if (output_key === "measures") sum = add(sum, value as Measures);
    }
    if (index % 50 === 0) await run.progress(Math.floor((index / children.length) * 100), "aggregating");
  }
  await run.progress(100, "aggregating");
  return { files: children.length, ...sum };
}
