import { useEffect } from "preact/hooks";
import { AS_TEXT, answer, api } from "../api/calls.js";
import { learnName } from "../api/names.js";
import type { Job, JobHealth } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { readJobs, readRuns } from "../api/reads.js";
import { may, session } from "../api/session.js";
import { address, path, query, setFilters } from "../shell/router.js";
import { Empty, Loading, Problem, Time } from "../ui/basics.js";
import { curl } from "../ui/curl.js";
import { Icon } from "../ui/icons.js";
import { View } from "../ui/page.js";
import { Sparkline } from "../ui/sparkline.js";
import { type Column, Pager, Table } from "../ui/table.js";
import { count, duration } from "../ui/words.js";

const SPARKS = "24";

export function readHealth(jobID: string, span: string, signal: AbortSignal): Promise<JobHealth> {
  return answer(
    api().GET("/v1/jobs/{jobID}/health", {
      ...AS_TEXT,
      signal,
      params: { path: { jobID }, query: { window: span } },
    }),
  );
}

/** Whether the job takes work. */
export function JobState({ job }: { job: Job }) {
  if (!job.enabled)
    return (
      <span class="status" data-status="canceled">
        Disabled
      </span>
    );
  if (job.paused)
    return (
      <span class="status" data-status="paused" title={job.pause_reason}>
        Paused
      </span>
    );
  return (
    <span class="status" data-status="active">
      Active
    </span>
  );
}

function Health({ job }: { job: Job }) {
  const { data } = useQuery(`health:${job.id}`, (signal) => readHealth(job.id, "1d", signal));
  if (data === undefined) return <span class="faint">–</span>;
  if (data.total_runs === 0) return <span class="faint">No runs</span>;
  const status = data.success_rate >= 99 ? "completed" : data.success_rate >= 90 ? "paused" : "failed";
  return (
    <span
      class="health"
      data-status={status}
      title={`${count(data.total_runs)} runs in a day, p95 ${duration(data.p95_duration_secs * 1000)}`}
    >
      <b>{data.success_rate.toFixed(data.success_rate === 100 ? 0 : 1)} %</b>
      <span class="faint">of {count(data.total_runs)}</span>
    </span>
  );
}

function Recent({ job }: { job: Job }) {
  const { data } = useQuery(
    may("runs:read") ? `sparks:${job.id}` : "",
    (signal) => readRuns({ job_id: job.id, limit: SPARKS }, signal),
    { everyMs: 60_000 },
  );
  if (data === undefined) return null;
  return <Sparkline runs={data.data.toReversed()} />;
}

const COLUMNS: readonly Column<Job>[] = [
  {
    name: "Job",
    grow: true,
    cell: ({ id, slug, name }) => (
      <span class="two">
        <a href={address(["jobs", id])}>{slug}</a>
        {name === slug ? null : <span class="faint">{name}</span>}
      </span>
    ),
  },
  { name: "State", cell: (job) => <JobState job={job} /> },
  { name: "Kind", rank: 4, cell: ({ execution_mode }) => (execution_mode === "http" ? "HTTP" : "Pull") },
  { name: "Last runs", rank: 3, cell: (job) => <Recent job={job} /> },
  { name: "Success, a day", rank: 2, align: "end", cell: (job) => <Health job={job} /> },
  {
    name: "Schedule",
    rank: 4,
    cell: ({ cron }) => (cron === undefined ? <span class="faint">–</span> : <code>{cron}</code>),
  },
  { name: "Changed", rank: 4, align: "end", cell: ({ updated_at }) => <Time at={updated_at} age /> },
];

export function JobsView() {
  const slug = query.value.get("q") ?? "";
  const cursor = query.value.get("cursor") ?? "";
  const jobs = useQuery(`jobs?${slug}&${cursor}`, (signal) => readJobs({ limit: "50", cursor }, signal), {
    everyMs: 30_000,
  });
  useEffect(() => {
    for (const job of jobs.data?.data ?? []) learnName(job.id, job.slug);
  }, [jobs.data]);
  const text = slug.toLowerCase();
  const rows = (jobs.data?.data ?? []).filter(
    (job) => job.slug.toLowerCase().includes(text) || job.name.toLowerCase().includes(text),
  );
  const next = jobs.data?.next_cursor;
  return (
    <View title="Jobs">
      <div class="filters">
        <div class="search">
          <Icon name="search" />
          <input
            data-search
            aria-label="Find a job on this page"
            placeholder="Name or slug"
            value={slug}
            onInput={(event) => setFilters({ q: event.currentTarget.value })}
          />
          <kbd aria-hidden="true">/</kbd>
        </div>
      </div>
      {jobs.error === undefined ? null : <Problem error={jobs.error} again={jobs.refresh} />}
      {jobs.loading && jobs.data === undefined ? <Loading /> : null}
      {jobs.data !== undefined && rows.length === 0 && text === "" ? (
        <Empty
          title="No jobs yet"
          curl={curl(["v1", "jobs"], { project_id: session.value?.project, name: "My job", slug: "my-job" })}
        >
          A job says how its runs are carried out. Make one:
        </Empty>
      ) : null}
      {jobs.data !== undefined && rows.length === 0 && text !== "" ? (
        <Empty title="No job on this page matches" />
      ) : null}
      {rows.length === 0 ? null : (
        <Table
          label="Jobs"
          columns={COLUMNS}
          rows={rows}
          idOf={({ id }) => id}
          href={({ id }) => address(["jobs", id])}
        />
      )}
      <Pager
        next={next === undefined ? undefined : address(path.value, { cursor: next })}
        first={cursor === "" ? undefined : address(path.value)}
      />
    </View>
  );
}
