import type { Job } from "../api/job.js";
import { cronSpec, cronSpecParts, startableAt, startTtlSecs, windowOf } from "../api/job-start.js";
import { runFields } from "../api/run-fields.js";
import type { Config } from "../config.js";
import { nextTick, openInterval } from "../domain/cron.js";
import { LIMITS } from "../domain/limits.js";
import { isTerminal, RUN_STATUSES } from "../domain/run-status.js";
import { untilUnchanged } from "../domain/until-unchanged.js";
import type { Logger } from "../log.js";
import type { Cell } from "../store/cell.js";
import type { Jobs } from "../store/jobs.js";
import type { RunPages } from "../store/run-pages.js";
import type { Runs } from "../store/runs.js";
import { type TriggeredItem, type Triggers, triggeredJob } from "../store/triggers.js";
import { type CronTick, type Queues, tickOptions } from "./queues.js";

const STOPPED_AFTER_MS = 60_000;
const SCHEDULERS_PER_PAGE = 1000;
const WINDOWS = { step: 100, steps: 10 };
const CANCEL_PAGE = 100;
const OPEN_STATUSES = RUN_STATUSES.filter((status) => !isTerminal(status));

interface Parts {
  readonly cell: Cell;
  readonly jobs: Jobs;
  readonly runs: Runs;
  readonly runPages: RunPages;
  readonly triggers: Triggers;
  readonly queues: Queues;
  readonly config: Config;
  readonly log: Logger;
}

/** What time does for jobs: schedules, whose ticks make runs, and execution windows (control-api 1.1). */
export class Timetable {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Brings the BullMQ scheduler of a job in step with the job. One that is right is left alone: writing it anew
   * would drop a tick that is due and not yet taken. Two workers may do this for two versions of a job at once:
   * whoever writes looks again, so the last one to write has seen the newest. A schedule that cannot be reckoned has
   * none: it is logged, and `repair` comes back to it.
   */
  async sync(jobId: string): Promise<void> {
    const { jobs, queues } = this.#parts;
    for (;;) {
      const spec = await jobs.schedule(jobId);
      const sinceMs = spec === undefined ? undefined : await jobs.ticksSince(jobId);
      const isBehind = spec !== undefined && sinceMs !== undefined;
      let isMadeUp = isBehind && (await this.#makeUp(jobId, spec, sinceMs, Date.now()));
      if (spec === undefined || !this.#isReckonable(jobId, spec)) await queues.cron.removeJobScheduler(jobId);
      else {
        const known = await queues.cron.getJobScheduler(jobId);
        if (known === undefined || `${known.tz} ${known.pattern}` !== spec) {
          const { timezone, cron } = cronSpecParts(spec);
          const tick = { name: "tick", data: { job: jobId, spec }, opts: tickOptions() };
          await queues.cron.upsertJobScheduler(jobId, { pattern: cron, tz: timezone }, tick);
        }
      }
      if (isBehind && isMadeUp) {
        // What has come while the scheduler was made, which begins with the tick after.
        const { next = 0 } = (await queues.cron.getJobScheduler(jobId)) ?? {};
        isMadeUp = await this.#makeUp(jobId, spec, sinceMs, next - 1);
        if (isMadeUp) await jobs.madeUp(jobId, sinceMs);
      }
      if ((await jobs.schedule(jobId)) === spec) return;
    }
  }

  /**
   * Ticks of a job that has come from another cell, or whose ticks were put off, up to a time, in their order: between the step in
   * which its project left that and the first tick of a scheduler in this one, none had any. Those that were looked at in
   * time are known. False when they are put off, again or still.
   */
  async #makeUp(jobId: string, spec: string, sinceMs: number, untilMs: number): Promise<boolean> {
    if (!this.#isReckonable(jobId, spec)) return true;
    const { timezone, cron } = cronSpecParts(spec);
    let tickMs = nextTick(cron, timezone, sinceMs);
    for (let ticks = 0; tickMs <= untilMs && ticks < LIMITS.ticksMadeUp; ticks++) {
      const outcome = await this.#runTick({ job: jobId, spec }, tickMs, sinceMs);
      if (outcome === "put off" || outcome === "behind") return false;
      tickMs = nextTick(cron, timezone, tickMs);
    }
    return true;
  }

  #isReckonable(jobId: string, spec: string): boolean {
    const { timezone, cron } = cronSpecParts(spec);
    try {
      nextTick(cron, timezone, Date.now());
      return true;
    } catch (error) {
      const about = { err: error, job_id: jobId, cron, timezone };
      this.#parts.log.error(about, "schedule cannot be reckoned: the job is not triggered");
      return false;
    }
  }

  /**
   * Finds schedulers that are missing, left over, different or without a next tick, which BullMQ's data, a crash or a
   * schedule that could not be reckoned can have caused. What is wrong with one does not hinder the others.
   */
  async repair(): Promise<number> {
    const { jobs, queues } = this.#parts;
    const wanted = new Map(Object.entries(await jobs.schedules()));
    const wrong: string[] = [];
    for (let from = 0; ; from += SCHEDULERS_PER_PAGE) {
      const page = await queues.cron.getJobSchedulers(from, from + SCHEDULERS_PER_PAGE - 1);
      for (const { key, pattern, tz, next } of page) {
        if (wanted.get(key) !== `${tz} ${pattern}`) wrong.push(key);
        else if (await this.#hasStopped(key, next ?? 0)) {
          await queues.cron.removeJobScheduler(key);
          wrong.push(key);
        }
        wanted.delete(key);
      }
      if (page.length < SCHEDULERS_PER_PAGE) break;
    }
    wrong.push(...wanted.keys());
    const behind = await jobs.jobsBehind();
    wrong.push(...behind.filter((jobId) => !wrong.includes(jobId)));
    for (const jobId of wrong) {
      try {
        await this.sync(jobId);
      } catch (error) {
        this.#parts.log.error({ err: error, job_id: jobId }, "schedule was not brought in step");
      }
    }
    return wrong.length;
  }

  /** Whether the scheduler's last tick was taken without one after it. A tick that only waits for a worker was not. */
  async #hasStopped(jobId: string, nextMs: number): Promise<boolean> {
    return nextMs < Date.now() - STOPPED_AFTER_MS && (await this.#parts.jobs.lastTick(jobId)) >= nextMs;
  }

  /** One match of a job's schedule; the same one again does nothing. */
  async tick(tick: CronTick, tickMs: number): Promise<void> {
    const ticked = await untilUnchanged(async () => {
      if ((await this.#runTick(tick, tickMs)) !== "behind") return undefined;
      // Those that were put off come first: a later one would make them pass for done.
      await this.sync(tick.job);
      return "changed";
    });
    if (ticked === "changed") throw new Error(`ticks of job ${tick.job} cannot be made up for`);
  }

  /** `sinceMs` when it is made up for, in its turn. */
  async #runTick(
    { job: jobId, spec }: CronTick,
    tickMs: number,
    sinceMs?: number,
  ): Promise<"put off" | "behind" | undefined> {
    const { jobs, triggers, log } = this.#parts;
    const ticked = await untilUnchanged(async () => {
      const job = await jobs.getAny(jobId);
      // The tick of a schedule that the job no longer has.
      const isOver =
        job === undefined || cronSpec(job) !== spec || (await jobs.schedule(jobId)) === undefined;
      if (job === undefined || isOver) {
        await this.sync(jobId);
        return undefined;
      }
      if ((await jobs.lastTick(jobId)) >= tickMs) return undefined;
      const cancels = job.cron_overlap_policy === "cancel_running";
      // One that is put off cancels nothing.
      const isPutOff = cancels && (await jobs.drains(jobId));
      if (cancels && !isPutOff) await this.#cancelOpen(job, tickMs);
      const item = this.#runOf(job, tickMs);
      const skip = job.cron_overlap_policy === "skip";
      const outcome = await triggers.cron(triggeredJob(job), item, tickMs, skip, sinceMs);
      if (outcome === "skipped")
        log.info({ job_id: jobId, tick: tickMs }, "tick skipped: runs have not ended");
      if (isPutOff && outcome === "created") await this.#cancelOpen(job, tickMs);
      if (outcome === "put off" || outcome === "behind") return outcome;
      return outcome === "job_changed" ? "changed" : undefined;
    });
    if (ticked === "changed") throw new Error(`job ${jobId} changes all the time`);
    return ticked;
  }

  /** Reckons the execution windows that end soon or have ended. */
  async refreshWindows(): Promise<void> {
    const { jobs, log } = this.#parts;
    for (let step = 0; step < WINDOWS.steps; step++) {
      const { nowMs, jobs: due } = await jobs.windowsDue(WINDOWS.step);
      for (const { id, version, job } of due) {
        try {
          const window = job === undefined ? undefined : windowOf(job);
          const interval =
            window === undefined
              ? { fromMs: 0, untilMs: 0 }
              : openInterval(window.cron, window.timezone, nowMs);
          await jobs.setWindow(id, version, interval, nowMs);
        } catch (error) {
          log.error({ err: error, job_id: id }, "execution window cannot be reckoned");
        }
      }
      if (due.length < WINDOWS.step) return;
    }
  }

  #runOf(job: Job, tickMs: number): TriggeredItem {
    const nowMs = Date.now();
    const startableMs = startableAt(job, nowMs);
    const fields = runFields(job, { payload: undefined, actor: "cron", triggeredBy: "cron" });
    return {
      runId: this.#parts.cell.newId(),
      idempotencyKey: "",
      scheduledAtMs: startableMs === nowMs ? undefined : startableMs,
      ttlMs: startTtlSecs(job, this.#parts.config.defaultTtlSecs) * 1000,
      priority: 0,
      concurrencyKey: "",
      payloadDigest: "",
      fields: [...fields, "cron_tick", String(tickMs)],
      metadata: Object.entries(job.default_run_metadata ?? {}).flat(),
    };
  }

  /** Cancels the job's runs that have not ended, but for one that another worker made of this very tick. */
  async #cancelOpen(job: Job, tickMs: number): Promise<void> {
    const { runs, runPages } = this.#parts;
    const filter = { projectId: job.project_id, jobId: job.id, statuses: OPEN_STATUSES };
    let left: number = LIMITS.cronCancels;
    for (let cursor: string | undefined; left > 0 && (await this.#parts.jobs.openRuns(job.id)) > 0; ) {
      const page = await runPages.list(filter, CANCEL_PAGE, cursor);
      for (const { fields } of page.runs) {
        if (fields.get("cron_tick") === String(tickMs) || left === 0) continue;
        left--;
        await runs.cancel(job.project_id, fields.get("id") ?? "", 0, "");
      }
      if (page.nextCursor === undefined) return;
      cursor = page.nextCursor;
    }
  }
}
