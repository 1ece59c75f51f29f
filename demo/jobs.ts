import type { JobInput } from "bosporus/client";

/** A job of the demo, before it has a project. */
export type DemoJob = Omit<JobInput, "project_id">;

/** Comes again soon: nobody wants to look at a demo that waits. */
function retried(max_attempts: number, secs: number) {
  return { max_attempts, retry_strategy: "fixed" as const, retry_delays_secs: [secs] };
}

/** The last one is of the second project: it crowds the queue, and must not hold up the first. */
export const JOBS = {
  research: { slug: "research-agent", name: "Research agent", ...retried(3, 2), tags: { team: "research" } },
  summary: { slug: "summarize", name: "Summarize a source", ...retried(2, 1), tags: { team: "research" } },
  import: {
    ...{ slug: "import-rows", name: "Import rows of a partner", ...retried(2, 1), tags: { team: "data" } },
    ...{ max_concurrency: 8, max_concurrency_per_key: 1 },
    payload_schema: {
      type: "object",
      required: ["partner", "batch"],
      properties: {
        partner: { enum: ["aurora-lines", "golden-horn", "marmara"], title: "Partner" },
        batch: { type: "integer", title: "Batch", description: "Its number in the partner's feed." },
        replace: { type: "boolean", title: "Replace what is there" },
      },
    },
  },
  page: {
    ...{
      slug: "fetch-page",
      name: "Fetch a page (HTTP endpoint)",
      ...retried(3, 1),
      tags: { team: "crawl" },
    },
    ...{ execution_mode: "http", max_concurrency: 4 },
  },
  report: { slug: "minute-report", name: "Report of the minute", cron: "* * * * *", tags: { team: "data" } },
  noise: { slug: "bulk-resize", name: "Resize images in bulk", tags: { team: "media" } },
} as const satisfies Record<string, DemoJob>;
