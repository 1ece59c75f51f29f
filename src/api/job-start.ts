import { cronProblem, matches, nextMatch, timezoneProblem } from "../domain/cron.js";
import type { StartFields } from "./job.js";

const DEFAULT_TIMEZONE = "UTC";

/** The job without those of its texts that are empty. */
export function withoutEmpty<Job extends StartFields>(job: Job): Job {
  const { execution_window_cron, cron, timezone, ...rest } = job;
  return {
    ...rest,
    ...(execution_window_cron ? { execution_window_cron } : {}),
    ...(cron ? { cron } : {}),
    ...(timezone ? { timezone } : {}),
  } as Job;
}

/** Problems of these fields together; each a sentence for a 400. Windows beyond the retention would count runs that are gone. */
export function startProblems(job: StartFields, retentionMs: number): string[] {
  const problems: string[] = [];
  for (const name of ["rate_limit_window_secs", "dedup_window_secs"] as const) {
    if ((job[name] ?? 0) * 1000 > retentionMs) {
      problems.push(`${name}: must not be longer than runs are kept (${Math.floor(retentionMs / 1000)} s)`);
    }
  }
  const { debounce_window_secs: debounce = 0, batch_window_secs: batch = 0, batch_max_size: size = 0 } = job;
  if (debounce > 0 && batch > 0) problems.push("debounce_window_secs: excludes batch_window_secs");
  if (size > 0 && batch === 0) problems.push("batch_max_size: needs batch_window_secs");
  const zone = job.timezone === undefined ? undefined : timezoneProblem(job.timezone);
  if (zone !== undefined) problems.push(`timezone: ${zone}`);
  for (const name of ["execution_window_cron", "cron"] as const) {
    const problem =
      job[name] === undefined
        ? undefined
        : cronProblem(job[name], zone === undefined ? job.timezone : undefined);
    if (problem !== undefined) problems.push(`${name}: ${problem}`);
  }
  return problems;
}

/** Why time does nothing for the job though it should; undefined when it does. It takes as long as a check of its fields. */
export function scheduleProblem({ execution_window_cron, cron, timezone }: StartFields): string | undefined {
  return startProblems({ execution_window_cron, cron, timezone } as StartFields, 0)[0];
}

/** `<time zone> <cron>` of a job that is to be triggered by time; empty while it is not. */
export function cronSpec(job: StartFields & { readonly enabled: boolean; readonly paused: boolean }): string {
  const { cron, timezone = DEFAULT_TIMEZONE, enabled, paused } = job;
  return cron === undefined || !enabled || paused ? "" : `${timezone} ${cron}`;
}

/** The two parts of a {@link cronSpec}. */
export function cronSpecParts(spec: string): { timezone: string; cron: string } {
  const space = spec.indexOf(" ");
  return { timezone: spec.slice(0, space), cron: spec.slice(space + 1) };
}

/** The cron expression and time zone of the job's execution window. */
export function windowOf(job: StartFields): { cron: string; timezone: string } | undefined {
  const { execution_window_cron: cron, timezone = DEFAULT_TIMEZONE } = job;
  return cron === undefined ? undefined : { cron, timezone };
}

/** When a run that could begin at `atMs` may begin: then, or when the execution window of its job opens. */
export function startableAt(job: StartFields, atMs: number): number {
  const window = windowOf(job);
  if (window === undefined || matches(window.cron, window.timezone, atMs)) return atMs;
  return nextMatch(window.cron, window.timezone, atMs);
}

/**
 * How long (s) a run of the job may wait for its first start (control-api 7.4): what its trigger says, its job, the
 * configuration, or else until an attempt would have ended. A 0 says nothing.
 */
export function startTtlSecs(
  job: { readonly run_ttl_secs?: number; readonly timeout_secs: number },
  defaultTtlSecs: number,
  {
    ttl_secs,
    timeout_secs_override,
  }: { readonly ttl_secs?: number; readonly timeout_secs_override?: number } = {},
): number {
  const timeoutSecs = timeout_secs_override ?? job.timeout_secs;
  return ttl_secs || job.run_ttl_secs || defaultTtlSecs || timeoutSecs + 60;
}

/** Whether a debounce or a batch holds triggers of the job back. */
export function isHeld({
  debounce_window_secs: debounce = 0,
  batch_window_secs: batch = 0,
}: StartFields): boolean {
  return debounce > 0 || batch > 0;
}
