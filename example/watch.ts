import { setTimeout as delay } from "node:timers/promises";
import type { Control, Run } from "./control.js";
import { type Approval, approvalKey } from "./folder-run.js";

/** Shows how many of the children have ended. */
export interface Bar {
  update(ended: number): void;
  /** Called once all have ended, or nothing more is shown. */
  stop(): void;
}

const POLL_MS = 200;

/**
 * Follows the parent from outside: counts its children as they end, sends the approval once it waits for it, and
 * returns when it and its continuation have ended. Throws when `signal` is aborted.
 */
export async function followParent(
  control: Control,
  parentId: string,
  total: number,
  bar: Bar,
  signal: AbortSignal,
): Promise<void> {
  let approved = false;
  for (;;) {
    const [parent, children] = await Promise.all([control.run(parentId), control.children(parentId)]);
    const ended = children.filter(hasEnded).length;
    bar.update(ended);
    if (ended === total) bar.stop();
    if (hasEnded(parent)) {
      const continuations = await control.continuations(parentId);
      if (continuations.every(hasEnded)) return;
    } else if (!approved && parent.status === "waiting") {
      approved = await approve(control, parentId);
    }
    await delay(POLL_MS, undefined, { signal });
  }
}

function hasEnded({ finished_at }: Run): boolean {
  return finished_at !== undefined;
}

/** Sends the approval when the run waits for it; it also waits for its children before. */
async function approve(control: Control, parentId: string): Promise<boolean> {
  const key = approvalKey(parentId);
  const event = await control.event(key);
  if (event?.status !== "waiting") return false;
  const payload: Approval = { approved_by: "the example" };
  await control.sendEvent(key, payload);
  return true;
}
