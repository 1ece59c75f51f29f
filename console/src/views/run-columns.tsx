import { jobName } from "../api/names.js";
import type { Run } from "../api/objects.js";
import { address } from "../shell/router.js";
import { Elapsed, Id, Status, Tags, Time } from "../ui/basics.js";
import type { Column } from "../ui/table.js";
import { hasEnded } from "../ui/words.js";

export function runAddress(id: string): string {
  return address(["runs", id]);
}

/** A job by its slug, or by its id where the slug may not be seen. */
export function JobLink({ id }: { id: string }) {
  const slug = jobName(id);
  if (slug === undefined || slug === "") return <Id id={id} href={address(["jobs", id])} />;
  return (
    <a href={address(["jobs", id])} class="cut">
      {slug}
    </a>
  );
}

/** What a run is doing, or why it ended: one line. */
function RunNote({ run }: { run: Run }) {
  if (run.error !== undefined)
    return (
      <span class="note bad" title={run.error}>
        {run.error}
      </span>
    );
  const progress = run.progress === undefined ? undefined : progressOf(run.progress.text);
  if (progress !== undefined && !hasEnded(run.status)) {
    return (
      <span class="note">
        <progress max={100} value={progress.percent} aria-label="Progress" />
        {progress.message ?? `${progress.percent} %`}
      </span>
    );
  }
  return <Tags of={run.tags} href={(name, value) => address(["runs"], { tag: `${name}=${value}` })} />;
}

export function progressOf(text: string): { percent: number; message?: string; step?: string } | undefined {
  try {
    const { percent, message, step } = JSON.parse(text) as Record<string, unknown>;
    if (typeof percent !== "number") return undefined;
    return {
      percent,
      ...(typeof message === "string" && message !== "" ? { message } : {}),
      ...(typeof step === "string" && step !== "" ? { step } : {}),
    };
  } catch {
    return undefined;
  }
}

const STATUS: Column<Run> = { name: "Status", cell: ({ status }) => <Status status={status} /> };
const RUN: Column<Run> = { name: "Run", cell: ({ id }) => <Id id={id} href={runAddress(id)} /> };
/** In a narrow window the job, which has no column of its own there, stands under the run. */
const RUN_AND_JOB: Column<Run> = {
  name: "Run",
  cell: ({ id, job_id }) => (
    <span class="stacked">
      <Id id={id} href={runAddress(id)} />
      <span class="under">
        <JobLink id={job_id} />
      </span>
    </span>
  ),
};
const JOB: Column<Run> = { name: "Job", rank: 2, cell: ({ job_id }) => <JobLink id={job_id} /> };
const REST: readonly Column<Run>[] = [
  { name: "Note", rank: 3, grow: true, cell: (run) => <RunNote run={run} /> },
  { name: "Attempt", rank: 4, align: "end", cell: ({ attempt }) => attempt },
  {
    name: "Took",
    rank: 3,
    align: "end",
    cell: ({ started_at, finished_at, status }) =>
      hasEnded(status) && finished_at === undefined ? "–" : <Elapsed from={started_at} to={finished_at} />,
  },
  { name: "Created", align: "end", cell: ({ created_at }) => <Time at={created_at} age /> },
];

export const RUN_COLUMNS: readonly Column<Run>[] = [STATUS, RUN_AND_JOB, JOB, ...REST];
export const RUN_COLUMNS_OF_JOB: readonly Column<Run>[] = [STATUS, RUN, ...REST];
