import type { Redis } from "ioredis";
import type { Job } from "../api/job.js";
import { corePart } from "../api/run-core.js";
import { originParts } from "../api/run-origin.js";
import { type Failure, fail, failDrained } from "../domain/failures.js";
import { idsFrom } from "../domain/ids.js";
import type { TriggerBulkReply, TriggerGatedReply } from "./commands.js";
import { answered } from "./connection.js";
import type { Scripts } from "./scripts.js";

/** A run as a trigger wants it. */
export interface TriggeredItem {
  readonly runId: string;
  /** Empty for none. A run with one has an id beside its job's, as has every run of a job with gates. */
  readonly idempotencyKey: string;
  readonly scheduledAtMs: number | undefined;
  /** How long the run may wait for its first start. */
  readonly ttlMs: number;
  readonly priority: number;
  /** Empty for none. */
  readonly concurrencyKey: string;
  /** SHA-256 of the payload for jobs that drop equal ones; else empty. */
  readonly payloadDigest: string;
  /** Field, value pairs of the run, and of its metadata. */
  readonly fields: readonly string[];
  readonly metadata: readonly string[];
}

/** The job of a trigger, in the version that the items were made for. */
export interface TriggeredJob {
  readonly id: string;
  readonly version: number;
  readonly projectId: string;
  readonly executionMode: string;
  /** Limits that every trigger has to pass; zeros for those that the job does not have. */
  readonly rateMax: number;
  readonly rateWindowMs: number;
  readonly dedupWindowMs: number;
}

/** The job as the trigger commands take it. */
export function triggeredJob(job: Job): TriggeredJob {
  const { rate_limit_max: most = 0, rate_limit_window_secs: window = 0, dedup_window_secs: dedup = 0 } = job;
  const limited = most > 0 && window > 0;
  return {
    id: job.id,
    version: job.version,
    projectId: job.project_id,
    executionMode: job.execution_mode,
    rateMax: limited ? most : 0,
    rateWindowMs: limited ? window * 1000 : 0,
    dedupWindowMs: dedup * 1000,
  };
}

/** What holds a trigger back until its window ends. */
export interface Hold {
  readonly kind: "debounce" | "batch";
  readonly key: string;
  readonly windowMs: number;
  readonly mostPayloads: number;
  /** JSON text of a batch's element. */
  readonly payload: string;
  readonly heldId: string;
}

interface FoundRun {
  readonly outcome: "exists" | "duplicate";
  readonly runId: string;
  readonly status: string;
  readonly attempt: number;
}

export type Triggered =
  | Failure
  | "job_changed"
  | { outcome: "created"; status: string }
  | FoundRun
  | { outcome: "debounced"; fireAtMs: number }
  | { outcome: "buffered" }
  | { outcome: "flushed"; runId: string; status: string };

/** What is found of a trigger where nothing is made of it any more. */
export type FoundBefore = FoundRun | { outcome: "debounced"; fireAtMs: number } | { outcome: "buffered" };

export interface BulkItemResult {
  readonly runId: string;
  readonly status: string;
  readonly attempt: number;
  readonly idempotencyHit: boolean;
  readonly created: boolean;
}

/** Makes runs from triggers (control-api 2). */
export class Triggers {
  readonly #scripts: Scripts;
  readonly #redis: Redis;
  readonly #keepBatchesMs: number;

  constructor(scripts: Scripts, redis: Redis, keepBatchesMs: number) {
    this.#scripts = scripts;
    this.#redis = redis;
    this.#keepBatchesMs = keepBatchesMs;
  }

  /** The run, or what else a trigger has made, that holds an idempotency key of the job; undefined when it is free. */
  async holderOf(jobId: string, idempotencyKey: string): Promise<string | undefined> {
    return (
      (await answered(
        this.#redis.get(this.#scripts.keys.catalog("run_idempotency", jobId, idempotencyKey)),
      )) ?? undefined
    );
  }

  /** What a token of the run depends on: its attempt, and how long that may take; undefined when the run is gone. */
  async tokenOf(
    runId: string,
  ): Promise<{ attempt: number; timeoutMs: number; startByMs: number } | undefined> {
    const key = this.#scripts.keys.partition("run", runId);
    const [core, origin] = await answered(this.#redis.hmget(key, "core", "origin"));
    const attempt = corePart(core, "attempt");
    if (attempt === undefined) return undefined;
    const parts = new Map(originParts(origin ?? ""));
    return {
      attempt: Number(attempt),
      timeoutMs: Number(parts.get("timeout_secs")) * 1000,
      startByMs: Number(parts.get("expires_at") ?? 0),
    };
  }

  async trigger(job: TriggeredJob, item: TriggeredItem, hold?: Hold): Promise<Triggered> {
    const { rateMax, rateWindowMs, dedupWindowMs } = job;
    // Written out: an object that is put together by spreading costs several times as much, and this is the hot path.
    const args = {
      jobId: job.id,
      jobVersion: job.version,
      projectId: job.projectId,
      executionMode: job.executionMode,
      idempotencyKey: item.idempotencyKey,
      runId: item.runId,
      scheduledAt: item.scheduledAtMs,
      ttl: item.ttlMs,
      priority: item.priority,
      concurrencyKey: item.concurrencyKey,
      fields: item.fields,
      metadata: item.metadata,
    };
    if (hold === undefined && rateWindowMs === 0 && dedupWindowMs === 0) {
      return triggeredOf(await this.#scripts.run("trigger", args));
    }
    const reply = await this.#scripts.run("trigger-gated", {
      ...args,
      ...{ rateMax, rateWindow: rateWindowMs, dedupWindow: dedupWindowMs, digest: item.payloadDigest },
      hold: hold?.kind,
      holdKey: hold?.key,
      holdWindow: hold?.windowMs ?? 0,
      mostPayloads: hold?.mostPayloads ?? 0,
      payload: hold?.payload,
      heldId: hold?.heldId,
    });
    return triggeredOf(reply);
  }

  /**
   * The run of one tick (ms) of the job's schedule; none when the tick was seen before, when `skip` is set and runs of the
   * job have not ended, when it is put off, or when ticks before it come first: `sinceMs` says that it is one of these.
   */
  async cron(
    job: TriggeredJob,
    item: TriggeredItem,
    tickMs: number,
    skip: boolean,
    sinceMs?: number,
  ): Promise<"created" | "done" | "skipped" | "job_changed" | "behind" | "put off" | "inactive"> {
    const args = { ...jobArguments(job), ...itemArguments(item), tick: tickMs, skip, since: sinceMs };
    const { outcome } = await this.#scripts.run("trigger-cron", args);
    switch (outcome) {
      case "created":
      case "done":
      case "skipped":
      case "job_changed":
      case "behind":
        return outcome;
      case "project_drains":
        return "put off";
      default:
        return "inactive";
    }
  }

  /** What a cell that the project has left knows of the items' keys and payloads, by their places. */
  async before(
    jobId: string,
    items: readonly Pick<TriggeredItem, "idempotencyKey" | "payloadDigest">[],
  ): Promise<readonly (FoundBefore | undefined)[]> {
    const asked = items.map(({ idempotencyKey: key, payloadDigest: digest }) => ({ key, digest }));
    const { found } = await this.#scripts.run("find-triggered", { jobId, asked });
    return found.map(({ kind, runId, status, attempt, fireAt }) => {
      if (kind === "exists" || kind === "duplicate") return { outcome: kind, runId, status, attempt };
      if (kind === "debounced") return { outcome: kind, fireAtMs: fireAt };
      return kind === "buffered" ? { outcome: kind } : undefined;
    });
  }

  /**
   * All items or none; every id is beside the job's. A repeat under `once` answers the first batch. For callers whom the
   * crowd has let in (`src/http/large-calls.ts`).
   */
  async bulk(
    job: TriggeredJob,
    { batchId, creator, once }: { batchId: string; creator: string; once: string | undefined },
    items: readonly TriggeredItem[],
  ): Promise<Failure | "job_changed" | { batchId: string; results: readonly BulkItemResult[] }> {
    const { rateMax, rateWindowMs, dedupWindowMs } = job;
    const args = {
      ...{ ...jobArguments(job), batchId, creator, rateMax },
      ...{ rateWindow: rateWindowMs, dedupWindow: dedupWindowMs, keep: this.#keepBatchesMs },
      oldestBatch: idsFrom(Date.now() - this.#keepBatchesMs),
      items: items.map((item) => ({
        ...itemArguments(item),
        idempotencyKey: item.idempotencyKey,
        digest: item.payloadDigest,
      })),
    };
    const reply = await this.#scripts.run("trigger-bulk", args, {
      digest: once,
      outcomes: ["created"],
      admitted: true,
    });
    if (reply.outcome !== "created") return refusalOf(reply);
    return {
      batchId: reply.batchId,
      results: reply.results.map(({ known, ...result }) => ({ ...result, idempotencyHit: known })),
    };
  }
}

function jobArguments({ id, version, projectId, executionMode }: TriggeredJob) {
  return { jobId: id, jobVersion: version, projectId, executionMode };
}

function itemArguments({
  runId,
  scheduledAtMs,
  ttlMs,
  priority,
  concurrencyKey,
  fields,
  metadata,
}: TriggeredItem) {
  return { runId, scheduledAt: scheduledAtMs, ttl: ttlMs, priority, concurrencyKey, fields, metadata };
}

function triggeredOf(reply: TriggerGatedReply): Triggered {
  switch (reply.outcome) {
    case "created":
    case "exists":
    case "duplicate":
    case "buffered":
    case "flushed":
      return reply;
    case "debounced":
      return { outcome: reply.outcome, fireAtMs: reply.fireAt };
    default:
      return refusalOf(reply);
  }
}

function refusalOf(
  reply: Exclude<
    TriggerGatedReply | TriggerBulkReply,
    { outcome: "created" | "exists" | "duplicate" | "buffered" | "flushed" | "debounced" }
  >,
): Failure | "job_changed" {
  const { outcome } = reply;
  if (outcome === "job_changed") return outcome;
  if (outcome === "project_drains") return failDrained(reply.left);
  return outcome === "rate_limited" ? fail(outcome, { details: ["retry_after_seconds=5"] }) : fail(outcome);
}
