import type { Redis } from "ioredis";
import type { Job } from "../api/job.js";
import { cronSpec, windowOf } from "../api/job-start.js";
import { type Interval, openInterval } from "../domain/cron.js";
import { type Failure, fail } from "../domain/failures.js";
import { LIMITS } from "../domain/limits.js";
import { answered } from "./connection.js";
import { cutBehind, fittingHashes, pageOfIds } from "./pages.js";
import { redisNowMs } from "./redis-clock.js";
import type { Scripts } from "./scripts.js";

/** Fields of a job that scripts check, beside the record itself. */
const CHECKED = [
  "queue",
  "execution_mode",
  "max_concurrency",
  "max_concurrency_per_key",
  "retry_priority_boost",
  "retry_strategy",
  "retry_delays_secs",
  "poison_pill_threshold",
  "endpoint_url",
  "cost_budget_microusd",
  "token_budget",
  "max_tool_calls",
] as const;

const STORED_AS: Readonly<Record<string, string>> = { queue: "queue_name" };

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly nextCursor?: string;
}

function jobFields(job: Job, signingSecret: string): string[] {
  const fields = ["json", JSON.stringify(job), "version", String(job.version), "project_id", job.project_id];
  fields.push("slug", job.slug, "enabled", job.enabled ? "1" : "0", "paused", job.paused ? "1" : "0");
  for (const name of CHECKED) {
    const value = job[name];
    if (value !== undefined && value !== null) fields.push(STORED_AS[name] ?? name, String(value));
  }
  if (job.allowed_tools !== undefined) fields.push("allowed_tools", JSON.stringify(job.allowed_tools));
  if (job.blocked_tools !== undefined) fields.push("blocked_tools", JSON.stringify(job.blocked_tools));
  if (job.result_schema !== undefined) fields.push("result_schema", JSON.stringify(job.result_schema));
  fields.push(...weightFields(job));
  if (signingSecret !== "") fields.push("endpoint_signing_secret", signingSecret);
  return fields;
}

/** Only those that differ from 1: who has none pays nothing for it. */
function weightFields({ fair_weight: weight = 1, concurrency_key_weights: weights = {} }: Job): string[] {
  const keys = Object.entries(weights).filter(([, own]) => own !== 1);
  return [
    ...(weight === 1 ? [] : ["fair_weight", String(weight)]),
    ...(keys.length === 0 ? [] : ["weighted_keys", "1"]),
    ...keys.flatMap(([key, own]) => [`weight:${key}`, String(own)]),
  ];
}

/** What time does for the job: its schedule, when to look at its window again, and the fields of that window. */
function timetableOf(job: Job): { schedule: string; lookAt: number | undefined; fields: string[] } {
  const schedule = cronSpec(job);
  const window = windowOf(job);
  if (window === undefined) return { schedule, lookAt: undefined, fields: [] };
  const nowMs = Date.now();
  const interval = openInterval(window.cron, window.timezone, nowMs);
  const fields = ["window_from", String(interval.fromMs), "window_until", String(interval.untilMs)];
  return { schedule, lookAt: lookAtMs(interval, nowMs), fields };
}

/** Before its end, so that a window which goes on stays open; at its end, when it was looked at just before. */
function lookAtMs({ untilMs }: Interval, nowMs: number): number {
  const before = untilMs - LIMITS.windowAheadMs;
  return before > nowMs ? before : untilMs;
}

/** Jobs: records in the catalog, unique slugs per project. */
export class Jobs {
  readonly #scripts: Scripts;
  readonly #redis: Redis;

  constructor(scripts: Scripts, redis: Redis) {
    this.#scripts = scripts;
    this.#redis = redis;
  }

  /** A repeat under `once` answers the job that the first has made. */
  async create(job: Job, signingSecret: string, once: string | undefined): Promise<Failure | { job: Job }> {
    const { schedule, lookAt, fields } = timetableOf(job);
    const args = {
      ...{ projectId: job.project_id, slug: job.slug, jobId: job.id, schedule, lookAt },
      fields: [...jobFields(job, signingSecret), ...fields],
    };
    const reply = await this.#scripts.run("create-job", args, { digest: once, outcomes: ["created"] });
    if (reply.outcome !== "created") return fail(reply.outcome);
    const made = reply.jobId === job.id ? job : await this.getAny(reply.jobId);
    return made === undefined ? fail("job_not_found") : { job: made };
  }

  /** Replaces the record that had version `job.version - 1`. `secret` undefined keeps the one there is. */
  async update(job: Job, secret: string | undefined): Promise<Failure | { job: Job }> {
    const kept = secret ?? (await this.#field(job.id, "endpoint_signing_secret")) ?? "";
    const { schedule, lookAt, fields } = timetableOf(job);
    const { outcome } = await this.#scripts.run("update-job", {
      ...{ projectId: job.project_id, jobId: job.id, version: job.version - 1, slug: job.slug },
      ...{ schedule, lookAt, fields: [...jobFields(job, kept), ...fields] },
    });
    if (outcome === "updated") return { job };
    if (outcome === "slug_taken" || outcome === "project_elsewhere") return fail(outcome);
    return outcome === "changed" ? fail("job_changed") : fail("job_not_found");
  }

  async delete(projectId: string, jobId: string): Promise<Failure | undefined> {
    const { outcome } = await this.#scripts.run("delete-job", { projectId, jobId });
    if (outcome === "deleted") return undefined;
    if (outcome === "project_elsewhere") return fail(outcome);
    return outcome === "active" ? fail("job_active") : fail("job_not_found");
  }

  /** The job, or undefined when it is unknown or another project's (which answers the same 404). */
  async get(projectId: string, jobId: string): Promise<Job | undefined> {
    const job = await this.getAny(jobId);
    return job?.project_id === projectId ? job : undefined;
  }

  /** The job of whatever project. */
  async getAny(jobId: string): Promise<Job | undefined> {
    const json = await this.#field(jobId, "json");
    return json === null ? undefined : (JSON.parse(json) as Job);
  }

  /** Of a job that is here, or was when its project left the cell. */
  async projectOf(jobId: string): Promise<string | undefined> {
    return (await this.#field(jobId, "project_id")) ?? undefined;
  }

  /** What signs the dispatches and callbacks of the job; undefined for none. */
  async signingSecret(jobId: string): Promise<string | undefined> {
    return (await this.#field(jobId, "endpoint_signing_secret")) ?? undefined;
  }

  /** Schedules of the jobs that time triggers, by job id. */
  schedules(): Promise<Record<string, string>> {
    return answered(this.#redis.hgetall(this.#scripts.keys.catalog("cron_jobs")));
  }

  /** The schedule of a job; undefined while time does not trigger it. */
  async schedule(jobId: string): Promise<string | undefined> {
    return (await answered(this.#redis.hget(this.#scripts.keys.catalog("cron_jobs"), jobId))) ?? undefined;
  }

  /** The last tick (ms) of a job's schedule that was seen; 0 for none. */
  async lastTick(jobId: string): Promise<number> {
    return Number((await answered(this.#redis.hget(this.#scripts.keys.catalog("cron_ticks"), jobId))) ?? 0);
  }

  /**
   * Of a job that came from another cell, or whose ticks were put off: the ms behind which nobody has looked at its ticks;
   * undefined once they were made up for.
   */
  async ticksSince(jobId: string): Promise<number | undefined> {
    const text = await answered(this.#redis.hget(this.#scripts.keys.catalog("cron_since"), jobId));
    return text === null ? undefined : Number.parseInt(text, 10);
  }

  /** Whether its project comes to rest, so that its ticks are put off. */
  async drains(jobId: string): Promise<boolean> {
    const till = this.#redis.hget(this.#scripts.keys.catalog("job", jobId), "drains");
    const [endMs, nowMs] = await Promise.all([answered(till), redisNowMs(this.#redis)]);
    return Number(endMs ?? 0) > nowMs;
  }

  /** Jobs of which ticks are to be made up for. */
  jobsBehind(): Promise<string[]> {
    return answered(this.#redis.hkeys(this.#scripts.keys.catalog("cron_since")));
  }

  /** Its ticks behind `sinceMs` were made up for. */
  async madeUp(jobId: string, sinceMs: number): Promise<void> {
    await this.#scripts.run("close-ticks", { jobId, since: sinceMs });
  }

  /** How many runs of the job have not ended. */
  async openRuns(jobId: string): Promise<number> {
    return Number(
      (await answered(this.#redis.hget(this.#scripts.keys.catalog("job_counts", jobId), "active"))) ?? 0,
    );
  }

  /** Jobs whose execution window must be reckoned anew by now, at most `most`, and Redis's time (ms). */
  async windowsDue(
    most: number,
  ): Promise<{ nowMs: number; jobs: readonly { id: string; version: string; job: Job | undefined }[] }> {
    const { now, jobs } = await this.#scripts.run("windows-due", { most });
    return {
      nowMs: now,
      jobs: jobs.map(({ id, version, json }) => ({
        ...{ id, version, job: json === undefined ? undefined : (JSON.parse(json) as Job) },
      })),
    };
  }

  /** Writes when the window of a job is open next, unless the job is another version by now. */
  async setWindow(id: string, version: string, interval: Interval, nowMs: number): Promise<void> {
    const { fromMs: opensAt, untilMs: closesAt } = interval;
    const args = { jobId: id, version, opensAt, closesAt, lookAt: lookAtMs(interval, nowMs) };
    await this.#scripts.run("set-window", args);
  }

  async idBySlug(projectId: string, slug: string): Promise<string | undefined> {
    return (
      (await answered(this.#redis.hget(this.#scripts.keys.catalog("slugs", projectId), slug))) ?? undefined
    );
  }

  /** Newest first; the cursor is the id of the last job of the page before. */
  async list(projectId: string, limit: number, cursor: string | undefined): Promise<JobPage> {
    const key = this.#scripts.keys.catalog("jobs", projectId);
    const page = await pageOfIds(this.#redis, [key], "newest first", limit, cursor);
    const keys = page.items.map((id) => this.#scripts.keys.catalog("job", id));
    const { items, next } = cutBehind(page, await fittingHashes(this.#redis, keys, "json"), String);
    const texts = await Promise.all(items.map((id) => this.#field(id, "json")));
    return { jobs: texts.filter((text) => text !== null).map((text) => JSON.parse(text) as Job), ...next };
  }

  #field(jobId: string, name: string): Promise<string | null> {
    return answered(this.#redis.hget(this.#scripts.keys.catalog("job", jobId), name));
  }
}
