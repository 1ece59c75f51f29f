import type { Job } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { readJobs } from "../api/reads.js";
import { address, path, query } from "../shell/router.js";
import { Empty, Loading, Problem, Time } from "../ui/basics.js";
import { curl } from "../ui/curl.js";
import { View } from "../ui/page.js";
import { type Column, Pager, Table } from "../ui/table.js";
import { JobState } from "./jobs.js";
import { readSchedule } from "./ticks.js";

/** Pages of jobs that one look goes through: most jobs have no schedule. */
const PAGES = 5;

async function scheduled(
  cursor: string,
  signal: AbortSignal,
): Promise<{ jobs: Job[]; next: string | undefined }> {
  const jobs: Job[] = [];
  let next: string | undefined = cursor;
  for (let page = 0; page < PAGES && next !== undefined; page++) {
    const found = await readJobs({ limit: "100", cursor: next }, signal);
    jobs.push(...found.data.filter(({ cron }) => cron !== undefined));
    next = found.next_cursor;
  }
  return { jobs, next };
}

function Next({ job }: { job: Job }) {
  const { data, error } = useQuery(
    `schedule:${job.id}:${job.version}`,
    (signal) => readSchedule(job.id, signal),
    { everyMs: 60_000 },
  );
  if (error !== undefined) return <span class="note bad">Cannot be reckoned</span>;
  const [first] = data?.next ?? [];
  if (job.paused || !job.enabled) return <span class="faint">–</span>;
  return <Time at={first} age />;
}

const COLUMNS: readonly Column<Job>[] = [
  {
    name: "Job",
    grow: true,
    cell: ({ id, slug }) => (
      <a class="cut" href={address(["jobs", id])}>
        {slug}
      </a>
    ),
  },
  { name: "Schedule", cell: ({ cron }) => <code>{cron}</code> },
  { name: "Zone", rank: 3, cell: ({ timezone }) => timezone ?? "UTC" },
  { name: "State", rank: 2, cell: (job) => <JobState job={job} /> },
  {
    name: "Overlap",
    rank: 4,
    cell: ({ cron_overlap_policy }) => (cron_overlap_policy ?? "allow").replaceAll("_", " "),
  },
  { name: "Next run", align: "end", cell: (job) => <Next job={job} /> },
];

/** Jobs that time triggers. */
export function SchedulesView() {
  const cursor = query.value.get("cursor") ?? "";
  const { data, error, refresh } = useQuery(`schedules?${cursor}`, (signal) => scheduled(cursor, signal), {
    everyMs: 60_000,
  });
  return (
    <View title="Schedules">
      {error === undefined ? null : <Problem error={error} again={refresh} />}
      {data === undefined && error === undefined ? <Loading /> : null}
      {data?.jobs.length === 0 ? (
        <Empty
          title="No schedules"
          curl={curl(["v1", "jobs", "$JOB_ID"], { cron: "0 6 * * *", timezone: "Europe/Istanbul" }, "PATCH")}
        >
          A job with a schedule makes a run by itself at each of its times:
        </Empty>
      ) : null}
      {data === undefined || data.jobs.length === 0 ? null : (
        <Table
          label="Jobs with a schedule"
          columns={COLUMNS}
          rows={data.jobs}
          idOf={({ id }) => id}
          href={({ id }) => address(["jobs", id])}
        />
      )}
      <Pager
        next={data?.next === undefined ? undefined : address(path.value, { cursor: data.next })}
        first={cursor === "" ? undefined : address(path.value)}
      />
    </View>
  );
}
