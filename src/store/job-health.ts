import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import type { Job } from "../api/job.js";
import { type ENDED_RUNS, endpointHealthJson, type JobHealthFigures } from "../api/job-answers.js";
import { coreParts } from "../api/run-core.js";
import { originPart } from "../api/run-origin.js";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";
import type { CellKeys } from "./keys.js";

const HOUR_MS = 3_600_000;
export const HEALTH_WINDOWS = {
  "1h": HOUR_MS,
  "1d": 24 * HOUR_MS,
  "7d": 168 * HOUR_MS,
  "30d": 720 * HOUR_MS,
} as const;
export type HealthWindow = keyof typeof HEALTH_WINDOWS;

type Ended = { [Name in keyof typeof ENDED_RUNS]: number };

/** Terminal statuses by the figure that counts them. */
const COUNTED: Readonly<Record<string, keyof typeof ENDED_RUNS>> = {
  completed: "completed_runs",
  failed: "failed_runs",
  dead_letter: "dead_letter_runs",
  timed_out: "timed_out_runs",
  crashed: "crashed_runs",
  system_failed: "crashed_runs",
  canceled: "canceled_runs",
  expired: "expired_runs",
};

/** How a job's runs have gone: a bounded look at its newest ones, and the state of its endpoint's circuit. */
export class JobHealth {
  readonly #redis: Redis;
  readonly #keys: CellKeys;

  constructor(redis: Redis, keys: CellKeys) {
    this.#redis = redis;
    this.#keys = keys;
  }

  /** Figures of the runs created since (ms). Rates and scores are 0 to 100, durations seconds. */
  async read(job: Job, sinceMs: number): Promise<JobHealthFigures> {
    const newest = this.#keys.catalog("job_runs", job.id);
    const most = LIMITS.healthRuns;
    const ids = await answered(this.#redis.zrange(newest, "+", "-", "BYLEX", "REV", "LIMIT", 0, most));
    let [total, open] = [0, 0];
    const ended = Object.fromEntries(Object.values(COUNTED).map((name) => [name, 0])) as Ended;
    const durations: number[] = [];
    const read = this.#redis.pipeline();
    for (const id of ids) {
      const key = this.#keys.partition("run", id);
      read.hmget(key, "core", "origin");
    }
    for (const [, values] of (await answered(read.exec())) ?? []) {
      const [core, origin] = values as (string | null)[];
      const {
        status,
        started_at: started,
        finished_at: finished,
      } = Object.fromEntries(coreParts(core ?? ""));
      if (status === undefined) continue;
      if (Number(originPart(origin, "created_at")) < sinceMs) continue;
      const name = COUNTED[status];
      if (name === undefined) {
        open++;
        continue;
      }
      total++;
      ended[name]++;
      if (started && finished) durations.push((Number(finished) - Number(started)) / 1000);
    }
    durations.sort((left, right) => left - right);
    const successRate = total === 0 ? 100 : (100 * ended.completed_runs) / total;
    const endpoint = await this.#endpoint(job);
    return {
      total_runs: total,
      open_runs: open,
      ...ended,
      success_rate: rounded(successRate),
      avg_duration_secs: rounded(
        durations.reduce((sum, one) => sum + one, 0) / Math.max(1, durations.length),
      ),
      p95_duration_secs: rounded(quantile(durations, 0.95)),
      p99_duration_secs: rounded(quantile(durations, 0.99)),
      health_score: rounded(Math.min(successRate, endpoint?.health_score ?? 100)),
      truncated: ids.length === most,
      endpoint: endpoint === undefined ? undefined : endpointHealthJson(endpoint),
    };
  }

  /** What the circuit breaker knows of the job's endpoint (`lua/lib/circuit.lua`). */
  async #endpoint(job: Job) {
    if (job.endpoint_url === undefined) return undefined;
    const digest = createHash("sha1").update(job.endpoint_url).digest("hex");
    const key = this.#keys.catalog("circuit", `endpoint:${job.project_id}:${digest}`);
    const fields = ["failures", "open_until", "success", "in_time", "quick"];
    const [failures, openUntil, success, inTime, quick] = await answered(this.#redis.hmget(key, ...fields));
    const part = (value: string | null | undefined): number => Number(value ?? 1);
    const open = Number(openUntil ?? 0) > Date.now();
    return {
      health_score: rounded(50 * part(success) + 30 * part(inTime) + 20 * part(quick)),
      consecutive_failures: Number(failures ?? 0),
      circuit: open ? ("open" as const) : ("closed" as const),
      open_until: open ? Number(openUntil) : undefined,
    };
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Nearest rank of sorted values; 0 for none. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
