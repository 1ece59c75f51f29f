import type { Redis } from "ioredis";
import type { RunView } from "../api/run.js";
import { corePart } from "../api/run-core.js";
import { originParts, originText } from "../api/run-origin.js";
import { type Failure, fail } from "../domain/failures.js";
import { isTerminal } from "../domain/run-status.js";
import { apiKeyDigest } from "./api-keys.js";
import type { ArriveReply } from "./commands.js";
import { answered } from "./connection.js";
import type { Scripts } from "./scripts.js";

/** What a child in another cell is made with; JSON in Redis while it is not made. */
export interface AwayChild {
  readonly jobId: string;
  readonly projectId: string;
  readonly executionMode: string;
  /** As `runFields` makes them. */
  readonly fields: readonly string[];
}

/** What the parent's cell keeps of a child that is to be made. */
export interface ChildToMake extends AwayChild {
  readonly depth: number;
  readonly createdAtMs: number;
}

/** From the field of `run:<run>:away`; undefined for a child that was made, whose payload's size alone is kept. */
export function childToMake(kept: string): ChildToMake | undefined {
  const [, depth, createdAt, json] = /^\d+ (\d+) (\d+) (.+)$/s.exec(kept) ?? [];
  if (json === undefined) return undefined;
  return { ...(JSON.parse(json) as AwayChild), depth: Number(depth), createdAtMs: Number(createdAt) };
}

/** The child as it will be when it has just been made. */
export function viewOfChild(childId: string, parentRunId: string, child: ChildToMake): RunView {
  const { jobId, projectId, executionMode, createdAtMs, fields } = child;
  const view = new Map<string, string>();
  for (let index = 2; index + 1 < fields.length; index += 2) {
    view.set(fields[index] ?? "", fields[index + 1] ?? "");
  }
  const own = { id: childId, status: "queued", attempt: "1", parent_run_id: parentRunId };
  for (const [name, value] of Object.entries(own)) view.set(name, value);
  const known = {
    ...{ job_id: jobId, created_at: String(createdAtMs), project_id: projectId },
    ...{ execution_mode: executionMode, expires_at: "" },
  };
  for (const [name, value] of originParts(originText(known, fields[1] ?? ""))) view.set(name, value);
  return { fields: view, metadata: [], heartbeatUs: "" };
}

/** How far a run is whose parent is in another cell. */
interface AwayEnd {
  readonly parentRunId: string;
  /** Neither it nor a descendant of it is open. */
  readonly hasEnded: boolean;
}

/** Runs whose parent is in another cell: what each of the two cells does about them. */
export class AwayRuns {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /** The job of which a run of another cell wants a child, and its version. */
  async findJob(wanted: {
    readonly projectId: string;
    readonly targetApiKey: string | undefined;
    readonly jobId: string | undefined;
    readonly jobSlug: string | undefined;
    /** The child that it may have. */
    readonly childId: string;
  }): Promise<Failure | { readonly jobId: string; readonly version: number }> {
    const { targetApiKey, ...args } = wanted;
    const targetDigest = targetApiKey === undefined ? undefined : apiKeyDigest(targetApiKey);
    const reply = await this.#scripts.run("find-job-to-spawn", { ...args, targetDigest });
    return reply.outcome === "found" ? reply : fail(reply.outcome);
  }

  /** What the parent's cell keeps of the child; undefined when it is not open. */
  async kept(parentRunId: string, childId: string): Promise<string | undefined> {
    const key = this.#scripts.keys.partition("away", parentRunId);
    return (await answered(this.#redis.hget(key, childId))) ?? undefined;
  }

  /** Makes the child, once. */
  async arrive(childId: string, parentRunId: string, child: ChildToMake): Promise<ArriveReply["outcome"]> {
    const { createdAtMs, ...args } = child;
    const reply = await this.#scripts.run("arrive", {
      ...args,
      ...{ childId, parentRunId, createdAt: createdAtMs },
    });
    return reply.outcome;
  }

  /** Cancels the child of a run that was canceled, with its descendants; nothing when it has left. */
  async cancel(childId: string): Promise<void> {
    await this.#scripts.run("cancel", { runId: childId, grace: 0 });
  }

  /** Undefined for a run that has left. */
  async end(runId: string): Promise<AwayEnd | undefined> {
    const key = this.#scripts.keys.partition("run", runId);
    const [core, open, parentRunId] = await answered(
      this.#redis.hmget(key, "core", "open_descendants", "parent_run_id"),
    );
    const status = corePart(core, "status");
    if (!status || !parentRunId) return undefined;
    return { parentRunId, hasEnded: isTerminal(status) && Number(open ?? 0) <= 0 };
  }

  /** The parent counts the child no more, and resumes when it waited for that. */
  async endAway(parentRunId: string, childId: string): Promise<void> {
    await this.#scripts.run("end-away", { runId: parentRunId, childId });
  }

  /** The errand is not done again; `told`: the parent knows that the run has ended. */
  async closeErrand(runId: string, number: string, told = false): Promise<void> {
    await this.#scripts.run("close-errand", { runId, number, told });
  }
}
