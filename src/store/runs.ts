import type { Redis } from "ioredis";
import type { Job } from "../api/job.js";
import type { RunView } from "../api/run.js";
import { type Failure, fail } from "../domain/failures.js";
import { byPartition, idTimeMs, isId, partitionOf } from "../domain/ids.js";
import { LIMITS } from "../domain/limits.js";
import { RUN_STATUSES } from "../domain/run-status.js";
import type { ChainReply } from "./commands.js";
import { answered } from "./connection.js";
import { INDEXED } from "./depths.js";
import { catalogKey, partitionKey, partitionPrefix } from "./keys.js";
import { pageOfIds } from "./pages.js";
import type { Scripts } from "./scripts.js";

/** What narrows a list of runs; an index serves project, job and status, the rest is looked at run by run. */
export interface RunFilter {
  readonly projectId: string;
  readonly jobId?: string;
  readonly batchId?: string;
  readonly statuses: readonly string[];
  readonly matches?: (run: RunView) => boolean;
  /**
   * Looks at runs that match otherwise, in their order: whether each is wanted. Fewer answers than runs: what is
   * left costs more than one page may, and the page ends.
   */
  readonly sift?: (runs: readonly RunView[]) => Promise<readonly boolean[]>;
}

export interface RunPage {
  readonly runs: readonly RunView[];
  readonly nextCursor?: string;
}

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

/** Ids looked at per step, and steps per request: a list is bounded however few runs match. */
const SCAN = { step: 200, steps: 10 };

/** The control side's commands on runs. */
export class Runs {
  readonly #scripts: Scripts;
  readonly #redis: Redis;
  readonly #partitions: number;

  constructor(scripts: Scripts, redis: Redis, partitions: number) {
    this.#scripts = scripts;
    this.#redis = redis;
    this.#partitions = partitions;
  }

  /** The run when it exists and is the project's; of whatever project when none is named. */
  async get(projectId: string | undefined, runId: string): Promise<RunView | undefined> {
    if (!isId(runId)) return undefined;
    const [run] = await this.views([runId]);
    return projectId === undefined || run?.fields.get("project_id") === projectId ? run : undefined;
  }

  /** The project of a run of whatever project; undefined when the run is unknown. It never changes. */
  async projectOf(runId: string): Promise<string | undefined> {
    const key = partitionKey(partitionPrefix(partitionOf(runId, this.#partitions)), "run", runId);
    return (await answered(this.#redis.hget(key, "project_id"))) ?? undefined;
  }

  /** Cancels the run and its descendants; with `graceMs`, first asks the executor through its heartbeat. */
  async cancel(
    projectId: string,
    runId: string,
    graceMs: number,
    reason: string,
  ): Promise<Failure | { run: RunView }> {
    const partition = partitionOf(runId, this.#partitions);
    const args = { runId, projectId, grace: graceMs, reason };
    const reply = await this.#scripts.run("cancel", partition, args);
    if (reply.outcome === "not_found") return fail("run_not_found");
    return reply.outcome === "terminal" ? fail("run_terminal") : reply;
  }

  /** Goes on with a cascade that was too large for one step. */
  async cancelDescendants(runId: string): Promise<void> {
    await this.#scripts.run("cancel", partitionOf(runId, this.#partitions), { runId, grace: 0 });
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
    const partition = partitionOf(next.endedRunId, this.#partitions);
    return (await this.#scripts.run("chain", partition, { ...args, ...target })).outcome;
  }

  /** Newest first; the cursor is the id of the last run looked at. */
  async list(filter: RunFilter, limit: number, cursor: string | undefined): Promise<RunPage> {
    const keys = this.#indexes(filter);
    const found: RunView[] = [];
    const exact = isExact(filter);
    let after = cursor;
    for (let step = 0; step < SCAN.steps; step++) {
      const wanted = exact ? limit - found.length + 1 : SCAN.step;
      const ids = await this.#newest(keys, after, wanted);
      const views = await this.views(ids);
      const matching = await this.#matching(views, filter);
      for (const [index, id] of ids.entries()) {
        const [run, matches] = [views[index], matching[index]];
        if (found.length === limit || matches === undefined)
          return { runs: found, ...(after === undefined ? {} : { nextCursor: after }) };
        after = id;
        if (run !== undefined && matches) found.push(run);
      }
      if (ids.length < wanted) return { runs: found };
    }
    return { runs: found, ...(after === undefined ? {} : { nextCursor: after }) };
  }

  #indexes({ projectId, jobId, batchId, statuses }: RunFilter): string[] {
    if (batchId !== undefined) return [catalogKey("batch_runs", batchId)];
    if (jobId !== undefined) return [catalogKey("job_runs", jobId)];
    const wanted = statuses.length === 0 ? RUN_STATUSES : statuses;
    const indexes = wanted.map((status) => (status === "dequeued" ? "queued" : status));
    return [...new Set(indexes)].map((status) => catalogKey("runs_in", projectId, status));
  }

  /** Whether each of the runs matches; undefined from where finding out costs more than a page may. */
  async #matching(
    views: readonly (RunView | undefined)[],
    filter: RunFilter,
  ): Promise<readonly (boolean | undefined)[]> {
    const matching = views.map((run) => run !== undefined && this.#matches(run, filter));
    if (filter.sift === undefined) return matching;
    const candidates = views.filter((run, index) => run !== undefined && matching[index] === true);
    const sifted = await filter.sift(candidates.filter((run) => run !== undefined));
    let next = 0;
    return matching.map((matches) => (matches ? sifted[next++] : false));
  }

  #matches(run: RunView, filter: RunFilter): boolean {
    if (run.fields.get("project_id") !== filter.projectId) return false;
    if (filter.jobId !== undefined && run.fields.get("job_id") !== filter.jobId) return false;
    if (filter.statuses.length > 0 && !filter.statuses.includes(run.fields.get("status") ?? "")) return false;
    return filter.matches === undefined || filter.matches(run);
  }

  async #newest(keys: readonly string[], after: string | undefined, count: number): Promise<string[]> {
    const from = after === undefined ? "+" : `(${after}`;
    // One transaction: a run that changes its status meanwhile is in exactly one of the indexes.
    const read = this.#redis.multi();
    for (const key of keys) read.zrange(key, from, "-", "BYLEX", "REV", "LIMIT", 0, count);
    const lists = (await answered(read.exec())) ?? [];
    const ids = lists.flatMap(([, list]) => (Array.isArray(list) ? list.map(String) : []));
    return [...new Set(ids)].sort().reverse().slice(0, count);
  }

  /** Direct children or continuations, oldest first. */
  async related(
    name: "children" | "continuations",
    runId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<RunPage> {
    const key = partitionKey(partitionPrefix(partitionOf(runId, this.#partitions)), name, runId);
    const { items, next } = await pageOfIds(this.#redis, [key], "oldest first", limit, cursor);
    return { runs: (await this.views(items)).filter((view) => view !== undefined), ...next };
  }

  /** Ids of the chain of continuations a run belongs to, oldest first: back to its root, then forward. */
  async lineage(runId: string): Promise<string[]> {
    const partition = partitionPrefix(partitionOf(runId, this.#partitions));
    const chain = [runId];
    for (let hop = 0; hop < LIMITS.continuationDepth; hop++) {
      const before = await answered(
        this.#redis.hget(partitionKey(partition, "run", chain.at(-1) ?? ""), "continuation_of"),
      );
      if (before === null) break;
      chain.push(before);
    }
    // The list grows while it is walked: what continues each of them, then what continues that. A run that has left
    // after its retention leads nowhere any more, so all of the way back is walked forward.
    for (let index = 0; index < chain.length && chain.length < LIMITS.lineageRuns; index++) {
      const key = partitionKey(partition, "continuations", chain[index] ?? "");
      chain.push(...(await answered(this.#redis.zrange(key, 0, LIMITS.lineageRuns - chain.length - 1))));
    }
    return [...new Set(chain)].sort();
  }

  /** Sizes of the project's status indexes, and the age of its oldest queued run. */
  async stats(projectId: string): Promise<RunStats> {
    const [counts, [oldest]] = await Promise.all([
      Promise.all(
        INDEXED.map(async (status) => {
          const count = await answered(this.#redis.zcard(catalogKey("runs_in", projectId, status)));
          return [status, count] as const;
        }),
      ),
      answered(this.#redis.zrange(catalogKey("runs_in", projectId, "queued"), 0, 0)),
    ]);
    const by_status = Object.fromEntries(counts);
    const { queued = 0, executing = 0, delayed = 0 } = by_status;
    const waiting = oldest === undefined ? undefined : Math.max(0, Date.now() - idTimeMs(oldest)) / 1000;
    return {
      ...{ queued, executing, delayed, by_status },
      ...(waiting === undefined ? {} : { oldest_queued_secs: waiting }),
    };
  }

  /** Runs as the API shows them, in the order of the ids; undefined for one that does not exist. */
  async views(ids: readonly string[]): Promise<(RunView | undefined)[]> {
    if (ids.length === 0) return [];
    const views = new Map<string, RunView | undefined>();
    await Promise.all(
      [...byPartition(ids, this.#partitions)].map(async ([partition, own]) => {
        const found = await this.#scripts.run("read-runs", partition, { ids: own });
        own.forEach((id, index) => {
          views.set(id, found[index]);
        });
      }),
    );
    return ids.map((id) => views.get(id));
  }
}

/** Whether every run of the indexes matches. One index holds both queued and dequeued runs. */
function isExact({ matches, sift, jobId, batchId, statuses }: RunFilter): boolean {
  if (matches !== undefined || sift !== undefined) return false;
  if (batchId !== undefined) return jobId === undefined && statuses.length === 0;
  if (statuses.length === 0) return true;
  return jobId === undefined && !statuses.includes("queued") && !statuses.includes("dequeued");
}
