import type { Redis } from "ioredis";
import type { Job } from "../api/job.js";
import type { RunView } from "../api/run.js";
import { originPart } from "../api/run-origin.js";
import { type Failure, fail } from "../domain/failures.js";
import { idTimeMs, isId } from "../domain/ids.js";
import type { ChainReply } from "./commands.js";
import { answered } from "./connection.js";
import { INDEXED } from "./depths.js";
import type { Scripts } from "./scripts.js";

/** How many runs of a project there are. */
export interface RunStats {
  readonly queued: number;
  readonly executing: number;
  readonly delayed: number;
  /** Those that are dequeued are among the queued. */
  readonly by_status: Readonly<Record<string, number>>;
  /** Absent when nothing is queued. */
  readonly oldest_queued_secs?: number;
}

/** The control side's commands on runs. */
export class Runs {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /** The run when it exists and is the project's; of whatever project when none is named. */
  async get(projectId: string | undefined, runId: string): Promise<RunView | undefined> {
    if (!isId(runId)) return undefined;
    const args = { ids: [runId], bytes: 0 };
    const [run] = await this.#scripts.run("read-runs", args);
    return projectId === undefined || run?.fields.get("project_id") === projectId ? run : undefined;
  }

  /** The project of a run of whatever project; undefined when the run is unknown. It never changes. */
  async projectOf(runId: string): Promise<string | undefined> {
    const key = this.#scripts.keys.partition("run", runId);
    return originPart(await answered(this.#redis.hget(key, "origin")), "project_id");
  }

  /** Cancels the run and its descendants; with `graceMs`, first asks the executor through its heartbeat. */
  async cancel(
    projectId: string,
    runId: string,
    graceMs: number,
    reason: string,
  ): Promise<Failure | { run: RunView }> {
    const args = { runId, projectId, grace: graceMs, reason };
    const reply = await this.#scripts.run("cancel", args);
    if (reply.outcome === "not_found") return fail("run_not_found");
    return reply.outcome === "terminal" ? fail("run_terminal") : reply;
  }

  /** Goes on with a cascade; `number` is that of its outbox entry, `<ms>[.<last child that was looked at>]`. */
  async cancelDescendants(runId: string, number: string): Promise<void> {
    const [, after] = number.split(".");
    await this.#scripts.run("cancel", { runId, grace: 0, after });
  }

  /** Triggers the run that follows the end of another; the outcomes are those of `lua/runs/chain.lua`. */
  async chain(next: {
    endedRunId: string;
    /** ms, as the run has it. */
    endedAt: string;
    runId: string;
    job: Job | undefined;
    projectId: string;
    depth: number;
    fields: readonly string[];
    /** Whether no run can follow because its payload would be too large. */
    payloadTooLarge: boolean;
  }): Promise<ChainReply["outcome"]> {
    const { job, ...args } = next;
    const target = { jobId: job?.id, jobVersion: job?.version, executionMode: job?.execution_mode };
    return (await this.#scripts.run("chain", { ...args, ...target })).outcome;
  }

  /** Sizes of the project's status indexes, and the age of its oldest queued run. */
  async stats(projectId: string): Promise<RunStats> {
    const [counts, [oldest]] = await Promise.all([
      Promise.all(
        INDEXED.map(async (status) => {
          const count = await answered(
            this.#redis.zcard(this.#scripts.keys.catalog("runs_in", projectId, status)),
          );
          return [status, count] as const;
        }),
      ),
      answered(this.#redis.zrange(this.#scripts.keys.catalog("runs_in", projectId, "queued"), 0, 0)),
    ]);
    const by_status = Object.fromEntries(counts);
    const { queued = 0, executing = 0, delayed = 0 } = by_status;
    const waiting = oldest === undefined ? undefined : Math.max(0, Date.now() - idTimeMs(oldest)) / 1000;
    return {
      ...{ queued, executing, delayed, by_status },
      ...(waiting === undefined ? {} : { oldest_queued_secs: waiting }),
    };
  }
}
