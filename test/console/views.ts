import type { Seeded } from "./seed.js";

export interface ViewCase {
  readonly name: string;
  /** Behind `/console/`. */
  readonly path: string;
  /** A text that is there once the view is. */
  readonly shows: string | RegExp;
}

/** All views, as they are with what was seeded. */
export function viewsOf({ completed, executing, dead, parent, jobs }: Seeded): readonly ViewCase[] {
  return [
    { name: "fleet", path: "", shows: "Last failures" },
    { name: "runs", path: "runs", shows: "support-triage" },
    { name: "run", path: `runs/${completed.id}`, shows: "defne" },
    { name: "run-log", path: `runs/${executing.id}?tab=log`, shows: "Joined 2 parts" },
    { name: "run-stream", path: `runs/${executing.id}?tab=stream`, shows: "What stands out" },
    { name: "run-state", path: `runs/${completed.id}?tab=records`, shows: "outline" },
    { name: "run-usage", path: `runs/${completed.id}?tab=usage`, shows: "aurora-large" },
    { name: "run-resources", path: `runs/${completed.id}?tab=resources`, shows: "Memory" },
    { name: "run-lineage", path: `runs/${parent.id}?tab=lineage`, shows: "Parents and children" },
    { name: "run-failed", path: `runs/${dead.id}`, shows: /no capacity/ },
    { name: "jobs", path: "jobs", shows: "shipping-report" },
    { name: "job", path: `jobs/${jobs.report}`, shows: "0 6 * * 1-5" },
    { name: "job-queue", path: `jobs/${jobs.triage}?tab=queue`, shows: "acme-shipping" },
    { name: "job-trigger", path: `jobs/${jobs.triage}?tab=trigger`, shows: "Its number in the help desk." },
    { name: "job-settings", path: `jobs/${jobs.triage}?tab=settings`, shows: "Attempts at most" },
    { name: "schedules", path: "schedules", shows: "*/15 * * * *" },
    { name: "events", path: "events", shows: "approval:ticket-4712" },
    { name: "dead-letters", path: "dead-letters", shows: "Dead letters" },
    { name: "workers", path: "workers", shows: "crew-7.eu-west" },
    { name: "worker", path: "workers/crew-7.eu-west", shows: "Last claim" },
    { name: "webhooks", path: "webhooks", shows: /127\.0\.0\.1/ },
    { name: "deliveries", path: "webhooks?tab=deliveries", shows: "run.completed" },
    { name: "keys", path: "keys", shows: "bootstrap" },
    { name: "system", path: "system", shows: "What the doctor says" },
  ];
}
