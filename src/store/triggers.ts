import { type Failure, fail } from "../domain/failures.js";
import { idsFrom, partitionOf } from "../domain/ids.js";
import type { Job } from "../domain/job.js";
import { asList, asText, asTexts, outcomeOf } from "./replies.js";
import type { Argument, Scripts } from "./scripts.js";

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

export type Triggered =
  | Failure
  | "job_changed"
  | { outcome: "created"; status: string }
  | { outcome: "exists" | "duplicate"; runId: string; status: string; attempt: number }
  | { outcome: "debounced"; fireAtMs: number }
  | { outcome: "buffered" }
  | { outcome: "flushed"; runId: string; status: string };

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
  readonly #partitions: number;
  readonly #keepBatchesMs: number;

  constructor(scripts: Scripts, partitions: number, keepBatchesMs: number) {
    this.#scripts = scripts;
    this.#partitions = partitions;
    this.#keepBatchesMs = keepBatchesMs;
  }

  async trigger(job: TriggeredJob, item: TriggeredItem, hold?: Hold): Promise<Triggered> {
    const head = [
      ...[job.id, job.version, item.idempotencyKey, item.runId, item.scheduledAtMs ?? "", item.ttlMs],
      ...[job.projectId, job.executionMode, item.priority, item.concurrencyKey],
    ];
    const tail = [item.fields.length, ...item.fields, ...item.metadata];
    const partition = partitionOf(item.runId, this.#partitions);
    const { rateMax, rateWindowMs, dedupWindowMs } = job;
    if (hold === undefined && rateWindowMs === 0 && dedupWindowMs === 0) {
      return triggeredOf(await this.#scripts.run("trigger", partition, [...head, ...tail]));
    }
    const { kind = "", key = "", windowMs = 0, mostPayloads = 0, payload = "", heldId = "" } = hold ?? {};
    const gates = [
      ...[rateMax, rateWindowMs, item.payloadDigest, dedupWindowMs],
      ...[kind, key, windowMs, mostPayloads, payload, heldId],
    ];
    return triggeredOf(await this.#scripts.run("trigger-gated", partition, [...head, ...gates, ...tail]));
  }

  /**
   * The run of one tick (ms) of the job's schedule; none when the tick was seen before, or when `skip` is set and
   * runs of the job have not ended.
   */
  async cron(
    job: TriggeredJob,
    item: TriggeredItem,
    tickMs: number,
    skip: boolean,
  ): Promise<"created" | "done" | "skipped" | "job_changed" | "inactive"> {
    const args = [
      ...[job.id, job.version, tickMs, skip ? "skip" : "", item.runId, item.scheduledAtMs ?? "", item.ttlMs],
      ...[job.projectId, job.executionMode, item.fields.length, ...item.fields, ...item.metadata],
    ];
    const reply = await this.#scripts.run("trigger-cron", partitionOf(item.runId, this.#partitions), args);
    const outcome = outcomeOf(reply);
    switch (outcome) {
      case "created":
      case "done":
      case "skipped":
      case "job_changed":
        return outcome;
      default:
        return "inactive";
    }
  }

  /** All items or none; every id is beside the job's. */
  async bulk(
    job: TriggeredJob,
    batchId: string,
    creator: string,
    items: readonly TriggeredItem[],
  ): Promise<Failure | "job_changed" | { results: BulkItemResult[] }> {
    const args: Argument[] = [
      ...[job.id, job.version, batchId, job.projectId, job.executionMode, creator, items.length],
      ...[job.rateMax, job.rateWindowMs, job.dedupWindowMs],
      ...[this.#keepBatchesMs, idsFrom(Date.now() - this.#keepBatchesMs)],
    ];
    for (const item of items) {
      args.push(item.idempotencyKey, item.runId, item.scheduledAtMs ?? "", item.ttlMs, item.priority);
      args.push(item.concurrencyKey, item.payloadDigest, item.fields.length, ...item.fields);
      args.push(item.metadata.length, ...item.metadata);
    }
    const reply = await this.#scripts.run("trigger-bulk", partitionOf(job.id, this.#partitions), args);
    const outcome = outcomeOf(reply);
    if (outcome !== "created") return refusalOf(outcome);
    const results = asList(asList(reply)[2]).map((result) => {
      const [runId = "", status = "", attempt = "1", hit = "", created = ""] = asTexts(result);
      return {
        runId,
        status,
        attempt: Number(attempt),
        idempotencyHit: hit === "1",
        created: created === "1",
      };
    });
    return { results };
  }
}

function triggeredOf(reply: Parameters<typeof outcomeOf>[0]): Triggered {
  const list = asList(reply);
  const outcome = outcomeOf(reply);
  switch (outcome) {
    case "created":
      return { outcome, status: asText(list[1]) };
    case "exists":
    case "duplicate":
      return {
        outcome,
        runId: asText(list[1]),
        status: asText(list[2]),
        attempt: Number(asText(list[3])),
      };
    case "debounced":
      return { outcome, fireAtMs: Number(asText(list[1])) };
    case "buffered":
      return { outcome };
    case "flushed":
      return { outcome, runId: asText(list[1]), status: asText(list[2]) };
    default:
      return refusalOf(outcome);
  }
}

function refusalOf(outcome: string): Failure | "job_changed" {
  switch (outcome) {
    case "job_changed":
    case "job_not_found":
    case "job_disabled":
    case "job_paused":
    case "too_many_held":
      return outcome === "job_changed" ? outcome : fail(outcome);
    case "rate_limited":
      return fail(outcome, { details: ["retry_after_seconds=5"] });
    default:
      throw new Error(`a trigger answered ${outcome}`);
  }
}
